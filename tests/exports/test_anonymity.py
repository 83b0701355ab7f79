"""The files of an anonymous workshop reveal neither exact times nor which seat of a group wrote what."""

import io
import json
from dataclasses import replace
from datetime import datetime, timedelta

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.workshops import closing, seats
from app.exports import FORMATS
from app.exports.bundle import bundle
from tests.workshop import ANA, FAY, START, SampleWorkshop

# People of each group; Ana and Ben are residents as well.
RESIDENTS, NURSES = ("ana", "ben", "cara"), ("nora", "ned", "nia")
WRITERS = [(group, text) for group in (0, 1) for text in ("One", "Two", "=3")]


class TimedWorkshop(SampleWorkshop):
    """A workshop in which four actions happen in each quarter of an hour, at these seconds of it."""

    def __init__(self, like: SampleWorkshop, seconds: list[int], naming: str = "anonymous") -> None:
        self._offsets, self._actions = seconds, 0
        super().__init__(like.database, naming=naming)
        for ref in RESIDENTS[2:]:
            self.join(ref)
        for ref in NURSES:
            self.join(ref, speaks_for="nhs")

    def now(self) -> datetime:
        self._actions += 1
        offset = self._offsets[self._actions % len(self._offsets)]
        return START + timedelta(minutes=15 * (self._actions // 4), seconds=offset)


def filled(board: TimedWorkshop, wrote: list[tuple[int, str]], chairs: list[int], close: bool) -> TimedWorkshop:
    """Post these notes, each from the chair with this number of its group; then edit, map and perhaps close."""
    for number, ((group, text), chair) in enumerate(zip(wrote, chairs, strict=False)):
        ref = (RESIDENTS, NURSES)[group][chair]
        note = board.post(ref, text, column=number % 3, note_id=f"{number:024x}")
        if number % 2:
            board.act(ref, notes.edit, note, text=f"{text}, edited")
        board.act(FAY, codings.give, note, "scale_reach")
    if close:
        board.act(FAY, closing.close, on=True)
    return board


def files(board: SampleWorkshop) -> dict[str, bytes]:
    taken = board.read(lambda session: bundle(session, seats.find(session, board.key), START))
    same_key = replace(taken, workshop=replace(taken.workshop, key="samekey"))
    return {name: made.write(same_key, "en") for name, made in FORMATS.items()}


SECONDS = st.lists(st.integers(0, 899), min_size=7, max_size=7)
CHAIRS = st.lists(st.integers(0, 2), min_size=6, max_size=6)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seconds=st.tuples(SECONDS, SECONDS),
    chairs=st.tuples(CHAIRS, CHAIRS),
    wrote=st.lists(st.sampled_from(WRITERS), min_size=1, max_size=6),
    close=st.booleans(),
    naming=st.sampled_from(["anonymous", "choice"]),
)
def test_files_are_identical_if_only_times_within_a_quarter_or_the_seats_of_a_group_differ(
    sqlite_workshop: SampleWorkshop,
    seconds: tuple[list[int], list[int]],
    chairs: tuple[list[int], list[int]],
    wrote: list[tuple[int, str]],
    close: bool,
    naming: str,
) -> None:
    first, second = (
        files(filled(TimedWorkshop(sqlite_workshop, offsets, naming), wrote, chosen, close))
        for offsets, chosen in zip(seconds, chairs, strict=True)
    )
    assert first == second


def test_files_of_a_named_workshop_have_exact_times(sqlite_workshop: SampleWorkshop) -> None:
    board = SampleWorkshop(sqlite_workshop.database, naming="named")
    board.post(ANA)
    assert json.loads(files(board)["json"])["notes"][0]["posted_at"] != START.isoformat().replace("+00:00", "Z")


def test_no_file_of_an_anonymous_workshop_has_a_time_between_two_quarters(sqlite_workshop: SampleWorkshop) -> None:
    board = filled(TimedWorkshop(sqlite_workshop, [437]), WRITERS, [0] * 6, close=True)
    record = json.loads(files(board)["json"])
    told = [record["workshop"]["closed_at"]]
    told += [note[name] for note in record["notes"] for name in ("posted_at", "edited_at") if note[name]]
    told += [coding["given_at"] for coding in record["codings"]]
    book = openpyxl.load_workbook(io.BytesIO(files(board)["xlsx"]))
    told += [str(row[7]) for row in book["Notes"].iter_rows(min_row=2, values_only=True)]
    assert len(told) > 20
    assert {moment.rstrip("Z")[-5:] for moment in told} <= {"00:00", "15:00", "30:00", "45:00"}
