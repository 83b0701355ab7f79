"""Readers who put together all that a programme publishes about a rating, and subtract, learn of no small group."""

import dataclasses
from itertools import combinations
from typing import Any

import pytest

from app.domain.errors import Invalid
from app.domain.findings import programmes
from app.domain.findings.asks import ask_results, asks
from app.domain.findings.asks.ask_results import For
from app.domain.findings.reports import reports
from app.exports import ask_records
from app.exports.documents.model import Document, Table
from app.exports.programmes import tables
from app.exports.programmes.bundle import programme_bundle
from app.presentation.words import group_name
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.domain.findings.test_programmes import DETAILS
from tests.exports.reports.test_ratings import rate
from tests.programme import OLGA, RAVI, SampleProgramme
from tests.reports import SampleReport
from tests.workshop import START

# In the order of the partners. Three groups are small, and any two of them together are over the threshold.
SIZES = {"council": 4, "community_business": 2, "vcse": 6, "nhs": 2, "resident": 2}

# What a row says about a partner: the answers for each step, and "can't say".
Counts = tuple[int, ...]


@dataclasses.dataclass
class Row:
    """A row as it is published somewhere: how many people it has, and what it says about each partner."""

    people: int | None
    about: dict[str, Counts]


@pytest.fixture
def report(sqlite_programme: SampleProgramme) -> SampleReport:
    """A report on a rating of links in which everyone answers everything, and which is not signed yet."""
    workshop = sqlite_programme.workshop
    people = [(f"{group}{number}", group) for group, size in SIZES.items() for number in range(size)]
    for ref, group in people:
        workshop.join(ref, speaks_for=group)
    steps = {
        ref: {partner: 1 + (3 * place + n) % 5 for n, partner in enumerate(SIZES) if partner != group}
        for place, (ref, group) in enumerate(people)
    }
    rate(workshop, "links", steps)
    made = SampleReport(sqlite_programme)
    made.finish()
    return made


def of_document(document: Document) -> list[Row]:
    """The rows of the table of links. It does not say how many people a row has, but its figure does."""
    (table,) = (
        block
        for block in document.blocks
        if isinstance(block, Table) and block.caption == "How strongly do we work together?"
    )
    found: dict[str, Row] = {}
    for group, partner, *counts, _median in table.rows:
        row = found.setdefault(str(group), Row(None, {}))
        if all(counts):
            row.about[str(partner)] = tuple(int(str(count)) for count in counts)
    return list(found.values())


def of_sheet(programme: SampleProgramme) -> list[Row]:
    """The rows of the sheet of links in the spreadsheets of the programme."""
    bundle = programme.read(lambda session: programme_bundle(session, programme.programme(session), START))
    (sheet,) = (sheet for sheet in tables.sheets(bundle, "en").sheets if sheet.title == "Links between partners")
    found: dict[Any, Row] = {}
    for cells in sheet.rows:
        line = dict(zip(sheet.header, cells, strict=True))
        row = found.setdefault(line["Group"], Row(line["People"], {}))
        steps = [line[f"Step {step}"] for step in range(1, 6)]
        row.about[line["What was rated"]] = (*steps, line["Can’t say"])
    return list(found.values())


def of_workshop(programme: SampleProgramme, reader: For) -> list[Row]:
    """The rows of the results, for the people of the workshop or for anyone."""
    workshop = programme.workshop
    (ask,) = (ask for ask in workshop.read(lambda session: asks.listed(session, workshop.id)) if ask.shown_at)
    results = workshop.read(lambda session: ask_results.read(session, ask, reader))
    return [
        Row(row.ballots, {name(key): (*cell.counts, cell.cant_say) for key, cell in row.cells.items() if cell})
        for row in results.rows
    ]


def of_record(programme: SampleProgramme) -> list[Row]:
    """The rows of the JSON file."""
    workshop = programme.workshop
    (facts,) = workshop.read(lambda session: ask_records.asks_of(session, workshop.workshop()))
    return [
        Row(row.ballots, {name(one.subject): (*one.counts, one.cant_say) for one in row.answers}) for row in facts.rows
    ]


def name(key: str) -> str:
    return group_name(key, "en")


def groups_in(row: Row, partner: str, truth: dict[str, dict[str, Counts]]) -> frozenset[str]:
    """The groups whose answers about a partner a row adds up: those that together said what the row has."""
    able = [group for group in SIZES if partner in truth[group]]
    (found,) = {
        frozenset(some) & {*able}
        for size in range(1, len(SIZES) + 1)
        for some in combinations(SIZES, size)
        if all(added(truth, some, about) == counts for about, counts in row.about.items())
    }
    return found


def added(truth: dict[str, dict[str, Counts]], groups: tuple[str, ...], partner: str) -> Counts:
    """What these groups say about a partner together."""
    said = [truth[group][partner] for group in groups if partner in truth[group]]
    return tuple(map(sum, zip(*said, strict=True)))


def recovered(rows: list[Row], truth: dict[str, dict[str, Counts]]) -> set[tuple[str, frozenset[str]]]:
    """The partners and groups of fewer than three people whose answers follow by subtracting rows from each other."""
    found = set()
    for partner in map(name, SIZES):
        known = {groups_in(row, partner, truth) for row in rows if partner in row.about}
        while new := {part for one in known for other in known for part in (one - other, one & other)} - known:
            known |= new
        found |= {(partner, some) for some in known if 0 < sum(SIZES[group] for group in some) < 3}
    return found


def test_no_rows_of_pages_reports_and_files_give_what_a_small_group_said(report: SampleReport) -> None:
    programme = report.programme
    truth = {key: row.about for key, row in zip(SIZES, of_workshop(programme, For.MEMBERS), strict=True)}
    pages, record = of_workshop(programme, For.WORKSHOP), of_record(programme)
    assert {row.people for row in pages} == {4, 6}
    programme.act(OLGA, programmes.edit, dataclasses.replace(DETAILS, threshold=5))
    report.sign()
    first, sheet = of_document(report.edition()), of_sheet(programme)
    # The council has four people, so a report that asks for five merges it, and the workshop does not.
    assert [len(rows) for rows in (pages, record, first, sheet)] == [3, 3, 2, 2]
    assert recovered([*pages, *record, *first, *sheet], truth) == set()
    # What only members read gives every group.
    assert recovered([*pages, *of_workshop(programme, For.MEMBERS)], truth)
    # Another edition hides the same, and its threshold stays what it was.
    report.sign(correction="A word")
    assert of_document(report.edition()) == first
    with pytest.raises(Invalid) as refused:
        programme.act(OLGA, programmes.edit, dataclasses.replace(DETAILS, threshold=3))
    assert list(refused.value.problems) == ["threshold"]


def test_what_is_published_does_not_say_how_many_people_a_small_group_has(report: SampleReport) -> None:
    programme = report.programme
    # In the workshop itself, the last row has six people of three groups, and four of them could rate the NHS.
    merged = of_workshop(programme, For.WORKSHOP)[-1]
    assert (merged.people, sum(merged.about["NHS"])) == (6, 4)
    for rows in (of_workshop(programme, For.ANYONE), of_sheet(programme)):
        sizes = [row.people - sum(cell) for row in rows if row.people for cell in row.about.values()]
        assert sizes
        assert not [size for size in sizes if size in (1, 2)]


def test_a_combined_report_has_no_hidden_count_and_no_group(report: SampleReport) -> None:
    report.sign()
    hidden = [block for block in report.edition().blocks if isinstance(block, Table) and "<3" in str(block.rows)]
    # Where a local report hides counts, they cross a group.
    assert hidden
    assert {str(table.header[0]) for table in hidden} <= {"Element", "Group"}
    report.programme.act(RAVI, reports.add, "f" * 24, None, "What places told us", "en")
    found = [block for block in report.draft("f" * 24).blocks if isinstance(block, Table)]
    said = str([(table.header, table.rows) for table in found])
    assert "2 notes, 1 interview" in said
    assert not [word for word in ("<3", "*", *map(name, SIZES)) if word in said]
