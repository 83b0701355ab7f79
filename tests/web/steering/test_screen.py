"""The projector screen, and the board as participants see it."""

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.steering import attention, locks, screen
from app.rehearsal.page_model import PageModel
from app.web.render.screen import MOST_NOTES
from tests.app_client import AppClient
from tests.workshop import ANA, BEN, FAY


async def the_screen(app_client: AppClient, shows: str) -> str:
    app_client.workshop.act(FAY, screen.switch, shows)
    answer = await app_client.visitor(FAY).get(app_client.path("/screen"))
    assert answer.status_code == 200
    return answer.text


async def test_the_screen_shows_no_words_that_participants_may_not_see(app_client: AppClient) -> None:
    workshop = app_client.workshop
    shown = workshop.post(ANA, "for everyone")
    hidden = workshop.post(ANA, "the hidden one")
    workshop.post(BEN, "the veiled one", column=1)
    for note in (shown, hidden):
        workshop.act(FAY, codings.give, note, "scale_reach")
    workshop.act(FAY, attention.spotlight, hidden, on=True)
    workshop.act(FAY, notes.hide, hidden, on=True)
    workshop.act(FAY, locks.veil, workshop.columns[1], on=True)
    for shows in (*screen.SHOWS, *map(str, workshop.columns)):
        page = await the_screen(app_client, shows)
        assert "the hidden one" not in page
        assert "the veiled one" not in page
    assert "for everyone" in await the_screen(app_client, "board")


async def test_the_wheel_on_the_screen_counts_only_notes_that_participants_see(app_client: AppClient) -> None:
    workshop = app_client.workshop
    workshop.act(FAY, codings.give, workshop.post(ANA, column=0), "scale_reach")
    workshop.act(FAY, codings.give, workshop.post(BEN, column=1), "scale_reach")
    workshop.act(FAY, locks.veil, workshop.columns[1], on=True)
    page = PageModel(await the_screen(app_client, "wheel"))
    counts = [item.text_content().split()[-1] for item in page["screen"].xpath(".//ul/li")]
    assert sorted(counts, reverse=True)[:2] == ["1", "0"]


async def test_the_screen_has_no_controls(app_client: AppClient) -> None:
    app_client.workshop.post(ANA)
    for shows in screen.SHOWS:
        page = PageModel(await the_screen(app_client, shows))
        assert page.root.xpath("//main//*[self::a or self::button or self::input or self::textarea]") == []


async def test_the_screen_shows_the_newest_notes_in_two_even_lists_and_a_new_note_changes_one(
    app_client: AppClient,
) -> None:
    workshop = app_client.workshop
    for number, column in enumerate((0, 1, 0)):
        workshop.post(ANA, f"note {number}", column=column)

    async def words(shows: str) -> list[list[str]]:
        page = PageModel(await the_screen(app_client, shows))
        lists = page["screen"].xpath(".//*[@class='newest']/ol")
        return [["".join(part.itertext()) for part in one.xpath(".//*[@class='words']")] for one in lists]

    assert await words("board") == [["note 2", "note 0"], ["note 1"]]
    assert await words(str(workshop.columns[0])) == [["note 0"], ["note 2"]]
    workshop.post(BEN, "note 3", column=1)
    assert await words("board") == [["note 2", "note 0"], ["note 3", "note 1"]]
    # More than fit on a screen.
    for number in range(4, 4 + MOST_NOTES):
        workshop.post(BEN, f"note {number}", column=1)
    first, second = await words("board")
    assert (first[0], second[0], len(first), len(second)) == ("note 18", "note 19", MOST_NOTES // 2, MOST_NOTES // 2)


async def test_a_participant_gets_neither_the_screen_nor_the_preview(app_client: AppClient) -> None:
    for page in ("/screen", "/preview"):
        assert (await app_client.visitor(ANA).get(app_client.path(page))).status_code == 403
        assert (await app_client.visitor("zed").get(app_client.path(page))).status_code in (303, 403)


async def test_a_facilitator_sees_in_the_preview_what_a_participant_without_notes_sees(app_client: AppClient) -> None:
    workshop = app_client.workshop
    workshop.join("new", speaks_for=None)
    mine = workshop.post(FAY, "the facilitator's own")
    workshop.post(ANA, "of Ana")
    workshop.act(FAY, notes.hide, workshop.post(BEN, "the hidden one"), on=True)
    workshop.act(FAY, attention.spotlight, mine, on=True)
    workshop.act(FAY, attention.announce, "Ten minutes left")
    answer = await app_client.visitor(FAY).get(app_client.path("/preview"))
    assert "form-action 'none'" in answer.headers["content-security-policy"]
    preview = PageModel(answer.text)
    theirs = PageModel((await app_client.visitor("new").get(app_client.path())).text)
    banner = preview["preview"]
    assert "This is what participants see." in banner.text_content()
    banner.getparent().remove(banner)
    assert preview.normalised() == theirs.normalised()
