"""Blocks of cached notes, plain and compressed, and the pages filled with them."""

import gzip

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.board import note_rows, notes
from app.domain.mapping import codings
from app.domain.steering.visibility import Who
from app.rehearsal.page_model import PageModel
from app.web.bounded_cache import BoundedCache
from app.web.render.blocks import NOTES, Skeleton, block, fill, placeholder
from tests.app_client import AppClient
from tests.workshop import ANA, FAY

TEXTS = st.text(max_size=200) | st.text(st.sampled_from("ab"), min_size=1000, max_size=3000)
SPOTS = st.lists(st.tuples(TEXTS, st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=4)), max_size=4)


@given(spots=SPOTS, last=TEXTS)
@example(spots=[], last="")
@example(spots=[("the same words, the same words", [["the same words"], ["the same words"]])] * 3, last="the same")
def test_a_compressed_page_equals_the_plain_one(spots: list[tuple[str, list[list[str]]]], last: str) -> None:
    page = "".join(f"{before}{placeholder(number)}" for number, (before, _blocks) in enumerate(spots)) + last
    blocks = {f"{number}": [block("".join(texts)) for texts in runs] for number, (_before, runs) in enumerate(spots)}
    whole = "".join(before + "".join(map("".join, runs)) for before, runs in spots) + last
    skeleton = Skeleton(page)
    for _ in range(2):
        assert skeleton.fill(blocks, gzipped=False).decode() == whole
        assert gzip.decompress(skeleton.fill(blocks, gzipped=True)).decode() == whole


def test_a_note_cannot_contain_a_placeholder() -> None:
    written = str(placeholder("1")).replace(str(placeholder("1"))[4:20], "0" * 16)
    assert fill(written, {"1": [block("inside")]}, gzipped=False).decode() == written


def test_a_placeholder_without_blocks_raises_an_error() -> None:
    with pytest.raises(KeyError):
        fill(str(placeholder("notes")), {}, gzipped=True)


async def test_a_long_cached_board_is_current_after_every_change_of_a_note(app_client: AppClient) -> None:
    workshop = app_client.workshop
    posted = [workshop.post(ANA, f"note {number} ✎") for number in range(2 * NOTES + 6)]
    middle, early, late, other = posted[NOTES + 3], posted[2], posted[-2], posted[NOTES - 1]

    async def alike() -> None:
        for ref in (ANA, FAY):
            gzipped = await app_client.visitor(ref).get(app_client.path())
            plain = await app_client.visitor(ref).get(app_client.path(), headers={"accept-encoding": "identity"})
            assert gzipped.headers["content-encoding"] == "gzip"
            assert gzipped.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
            assert "content-encoding" not in plain.headers
            assert PageModel(gzipped.text).normalised() == PageModel(plain.text).normalised()
            shown = PageModel(gzipped.text)
            # Blocks cached for everyone contain nothing that only facilitators may see.
            grips = shown.root.xpath(".//li//*[@data-action='grip']")
            assert len(grips) == (len(shown.notes()) if ref == FAY else 0)
            seen = workshop.read(
                lambda session, more=ref == FAY: note_rows.on_board(
                    session, workshop.id, Who.FACILITATORS if more else Who.EVERYONE
                )
            )
            assert list(zip(shown.notes(), shown.words(), strict=True)) == [(note.id, note.text) for note in seen]

    await alike()
    column = workshop.columns[0]
    for ref, act, note, how in (
        (ANA, notes.edit, middle, {"text": "other words"}),
        (FAY, notes.hide, early, {"on": True}),
        (FAY, notes.move, late, {"column_id": column, "after": ""}),
        (ANA, notes.withdraw, other, {"on": True}),
        (FAY, notes.move, middle, {"column_id": workshop.columns[1], "after": None}),
        (FAY, notes.hide, early, {"on": False}),
        (ANA, notes.withdraw, other, {"on": False}),
    ):
        workshop.act(ref, act, note, **how)
        await alike()


async def test_a_long_mapping_queue_is_in_order_after_every_coding(app_client: AppClient) -> None:
    workshop = app_client.workshop
    posted = [workshop.post(ANA, f"note {number}", column=number % 2) for number in range(NOTES + 10)]
    waiting = posted[::2] + posted[1::2]
    mapped: list[str] = []
    for note in (waiting[3], waiting[-1], waiting[0]):
        workshop.act(FAY, codings.give, note, "scale_reach")
        waiting.remove(note)
        mapped = sorted([*mapped, note], key=lambda note: (posted.index(note) % 2, posted.index(note)))
        page = await app_client.visitor(FAY).get(app_client.path("/map"))
        assert PageModel(page.text).notes() == waiting + mapped


def test_a_bounded_cache_never_exceeds_its_number_and_weight() -> None:
    kept: BoundedCache[str] = BoundedCache(4, 100, len)
    for number in range(6):
        kept.keep(number, "x" * 10)
    assert [number for number in range(6) if kept.get(number)] == [2, 3, 4, 5]
    # One value replaces another, and one displaces the least recently used.
    kept.keep(2, "y" * 60)
    assert kept.weight == 90
    kept.keep(6, "z" * 60)
    assert [number for number in range(7) if kept.get(number)] == [6]
    kept.keep(7, "too much by itself" * 10)
    assert [number for number in range(8) if kept.get(number)] == []
    assert kept.weight == 0
