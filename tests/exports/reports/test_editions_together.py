"""Who reads two editions and subtracts learns of no group of fewer than three, and of no change of one or two."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.findings.reports import reports
from app.domain.mapping import codings
from app.domain.records import erasure
from app.exports.documents.model import Document, Quote, Table
from app.exports.reports.said_before import ALL, Grid, SaidBefore, read
from app.presentation import translations
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.programme import RAVI, SampleProgramme
from tests.reports import VOICE, SampleReport, words
from tests.workshop import FAY

WELSH = "d" * 24
# Ana and Ben are residents, and an interview was held with someone of the council.
SIZES = {"council": 3, "vcse": 4}
BY_GROUP = (
    "Elements by group",
    "Evidence for “People are asked too late to change anything”, by group",
    "Who took part",
)


def many(programme: SampleProgramme, **more: int) -> SampleReport:
    """A report on a workshop in which everyone wrote a note about the same element, and one person of the NHS five."""
    workshop = programme.workshop
    for group, size in (SIZES | more).items():
        for number in range(size):
            ref = f"{group}{number}"
            workshop.join(ref, speaks_for=group)
            for text in range(5 if group == "nhs" else 1):
                workshop.act(FAY, codings.give, workshop.post(ref, f"{ref} said {text}"), VOICE)
    return SampleReport(programme)


def table(document: Document, caption: str) -> Table:
    (found,) = (block for block in document.blocks if isinstance(block, Table) and block.caption == caption)
    return found


def voice(document: Document, caption: str) -> dict[str, str]:
    """What a table says about the one element, by column."""
    found = table(document, caption)
    (row,) = (row for row in found.rows if str(row[0]).startswith(("Community voice", "Llais")))
    return dict(zip(map(str, found.header), map(str, row), strict=True))


@pytest.fixture
def report(sqlite_programme: SampleProgramme) -> SampleReport:
    made = many(sqlite_programme, resident=1)
    made.finish()
    made.sign()
    return made


def test_a_correction_after_an_erasure_counts_by_group_as_the_edition_before(report: SampleReport) -> None:
    first, workshop = report.edition(), report.programme.workshop
    assert [voice(first, BY_GROUP[0])[group] for group in ("Council", "Voluntary group", "All groups")] == [
        *("4", "4", "11"),
    ]
    erased = next(note for note in report.programme.units() if note.text == "vcse0 said 0")
    workshop.act(FAY, erasure.erase_note, erased.ref.partition(":")[2])
    report.sign(correction="A note was erased")
    second = report.edition()
    # Counts that cross no group are new ones, and differ.
    assert [voice(one, "Elements by question")["All"] for one in (first, second)] == ["11", "10"]
    for caption in BY_GROUP:
        assert table(second, caption).rows == table(first, caption).rows, caption
    note = table(second, BY_GROUP[0]).note
    assert "These counts are those of the edition of 23 November 2026." in note, note
    assert "edition of" not in table(second, BY_GROUP[2]).note
    # So does what is shown to participants, and a report about the same place in another language.
    report.programme.act(RAVI, reports.add, WELSH, report.programme.place.id, "Beth ddywedodd pobl", "cy")
    for other in (report.draft(), report.draft(WELSH)):
        ours = table(other, translations.translations(other.language).gettext(BY_GROUP[0]))
        assert [row[1:] for row in ours.rows] == [row[1:] for row in table(first, BY_GROUP[0]).rows]


def test_no_one_is_left_over_when_every_other_group_is_named(sqlite_programme: SampleProgramme) -> None:
    report = many(sqlite_programme, resident=1, nhs=1)
    sources = {block.source for block in report.draft().blocks if isinstance(block, Quote)}
    # Residents are the smallest group. Without them, all that is in no named group would be from one person.
    assert set(voice(report.draft(), BY_GROUP[0])) == {
        *("Element", "Council", "Voluntary group", "Other, or no group given", "All groups"),
    }
    assert voice(report.draft(), BY_GROUP[0])["Other, or no group given"] == "8"
    assert sources == {"Workshop"}
    assert "Fewer than 3 people from each of these groups took part, or no one: " in words(report.draft())
    assert "NHS" in words(report.draft()).partition("or no one: ")[2][:200]
    assert "Resident" not in words(report.draft()).partition("or no one: ")[2][:200]


def grid(**cells: str) -> Grid:
    return Grid(["voice"], [*cells], [[*cells.values()]])


@pytest.mark.parametrize(
    ("now", "is_new"),
    [
        # Nothing changed, and three or more of each group that changed.
        ({"council": "5", "vcse": "4", ALL: "9"}, True),
        ({"council": "8", "vcse": "4", ALL: "12"}, True),
        ({"council": "8", "vcse": "9", ALL: "17"}, True),
        # One or two, in a group or in one that moved.
        ({"council": "4", "vcse": "4", ALL: "8"}, False),
        ({"council": "7", "vcse": "8", ALL: "15"}, False),
        ({"council": "4", "vcse": "5", ALL: "9"}, False),
        # Small or hidden now, another group, or no group at all.
        ({"council": "6", "vcse": "<3", ALL: "8"}, False),
        ({"council": "5", "other": "4", ALL: "9"}, False),
        ({ALL: "8"}, True),
    ],
)
def test_a_table_is_counted_again_where_too_few_cannot_be_worked_out(now: dict[str, str], is_new: bool) -> None:
    before = SaidBefore({"groups": [grid(**{"council": "5", "vcse": "4", ALL: "9"})]})
    assert (before.settle("groups", grid(**now), 3) == grid(**now)) is is_new


def test_hidden_counts_change_only_by_many_together_and_against_every_edition() -> None:
    first = grid(council="5", vcse="<3", nhs="*", all="11")
    before = SaidBefore({"groups": [first]})
    for total, is_new in (("11", True), ("12", False), ("13", False), ("14", True)):
        now = grid(council="5", vcse="<3", nhs="*", all=total)
        assert (before.settle("groups", now, 3) == now) is is_new
    # Eight differs enough from the last edition, and too little from the first.
    two: Any = before.stored({"groups": grid(council="9", vcse="<3", nhs="*", all="15")}, ["council"], {"a": 3})
    known = read([(two, datetime(2026, 12, 1, tzinfo=UTC)), (None, datetime(2026, 12, 2, tzinfo=UTC))])
    for council, total, is_new in (("6", "12", False), ("12", "18", True)):
        now = grid(council=council, vcse="<3", nhs="*", all=total)
        assert (known.settle("groups", now, 3) == now) is is_new
    assert known.settle("groups", first, 3) == first
    assert (
        known.settle("groups", grid(council="6", vcse="<3", nhs="*", all="12"), 3).since == "2026-12-01T00:00:00+00:00"
    )
    assert known.named == {"council"}
    # A theme that rested on three groups is said to rest on three.
    again: Any = known.stored({}, ["vcse"], {"a": 2, "b": 1})
    assert (again["named"], again["behind"]) == (["council", "vcse"], {"a": 3, "b": 1})
    assert [len(some) for some in again["tables"].values()] == [2]
