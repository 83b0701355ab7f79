"""Ratings and links in the report of a place: drawings, tables with the same numbers, and no small group."""

import io
from collections.abc import Sequence

import pypdf
import pytest
from sqlmodel import Session

from app.domain.findings import programmes, sources
from app.domain.findings.asks import asks, ballots, judgements
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.findings.reports import reports
from app.domain.steering import agenda, agenda_editing
from app.domain.workshops import deletion, seats, workshops
from app.exports.documents import FORMATS
from app.exports.documents.model import Document, Figure, Heading, Table
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.programme import OLGA, RAVI, SampleProgramme
from tests.reports import SampleReport, stored
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def rate(
    workshop: SampleWorkshop, kind: str, answers: dict[str, dict[str, int | None]], items: Sequence[str] = ()
) -> int:
    """Have people answer a rating, and show it; returns its id."""
    draft = agenda_editing.Draft("Rate", may=["rate"], ask=AskDraft(kind, items=items))
    workshop.act(FAY, agenda_editing.add, draft)
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[-1]
    workshop.act(FAY, agenda.enter, phase.id, seen=workshop.workshop().phase_id)
    workshop.act(FAY, asks.set_open, phase.ask_id, on=True)
    for ref, given in answers.items():
        workshop.act(ref, ballots.answer, phase.ask_id, given)
    workshop.act(FAY, asks.show, phase.ask_id)
    workshop.act(FAY, agenda.end)
    return phase.ask_id or 0


@pytest.fixture
def report(sqlite_programme: SampleProgramme) -> SampleReport:
    """A signed report on a workshop in which seven people rated elements and links: four, one, and two of a group."""
    workshop = sqlite_programme.workshop
    sqlite_programme.act(OLGA, programmes.set_partners, [("Housing association", None), ("University", None)])
    council = [f"council{number}" for number in range(4)]
    for ref, group in [*((ref, "council") for ref in council), ("nhs", "nhs")]:
        workshop.join(ref, speaks_for=group)
    people = [*council, "nhs", ANA, BEN]
    elements = rate(workshop, "elements", {ref: {"involve_voice": n % 4 + 1} for n, ref in enumerate(people)})
    workshop.act(FAY, judgements.judge, elements, "involve_voice", 2, "We ask and rarely answer")
    rate(workshop, "links", {ref: {"council": 2, "nhs": n % 5 + 1, "vcse": None} for n, ref in enumerate(people)})
    made = SampleReport(sqlite_programme)
    made.finish()
    made.sign()
    return made


def tables(document: Document) -> dict[str, Table]:
    return {block.caption: block for block in document.blocks if isinstance(block, Table)}


def test_a_report_of_a_place_with_ratings_has_their_figures_and_tables_in_every_format(
    report: SampleReport,
) -> None:
    document = report.edition()
    found = tables(document)
    rated, links = found["How well is this working here?"], found["How strongly do we work together?"]
    assert rated.header[1:] == ("1", "2", "3", "4", "Can’t say", "Median", "What the group agreed")
    assert rated.rows[0][1:] == ("2", "2", "2", "1", "0", "2", "2: We ask and rarely answer")
    by_pair = {row[:2]: row[2:] for row in links.rows}
    assert by_pair["Council", "NHS"] == ("1", "1", "1", "1", "0", "0", "2 to 3")
    # One of the three merged people is of the NHS, so two could rate it.
    assert by_pair["Other groups", "NHS"][-1] == "Fewer than 3"
    assert {group for group, _partner in by_pair} == {"Council", "Other groups"}
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    kinds = ("dot-plot", "link-matrix", "network")
    dots, matrix, network = (next(one for one in figures if f'class="plot {kind}"' in one.svg) for kind in kinds)
    assert "Community voice and insight 2, 2, 2, 1" in dots.alt
    assert dots.svg.count('class="dot"') == 7
    assert "Fewer than 3" in matrix.svg
    # Seven partners do not fit beside each other on paper, so the matrix is two figures.
    matrices = [one for one in figures if "link-matrix" in one.svg]
    assert ["University" in one.svg for one in matrices] == [False, True]
    assert [f"Part {number} of 2." in one.caption for number, one in enumerate(matrices, 1)] == [True, True]
    assert ["Council, NHS: 2 to 3 · 4 people" in one.alt for one in matrices] == [True, False]
    assert "Council, NHS: 2 to 3, –" in network.alt
    for name, each in FORMATS.items():
        content = each.write(document)
        assert len(content) > (1_000 if name == "ods" else 10_000), name
        if name == "pdf":
            text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
            assert "We ask and rarely answer" in " ".join(text.split())


def test_the_reason_of_a_group_goes_with_its_workshop_and_what_it_agreed_stays(report: SampleReport) -> None:
    workshop = report.programme.workshop
    workshop.write(
        lambda session: deletion.delete_workshop(session, seats.find(session, workshop.key, hold=True), workshop.now())
    )
    rated = tables(report.edition())["How well is this working here?"]
    assert rated.rows[0][1:] == ("2", "2", "2", "1", "0", "2", "2: The reason was deleted with its workshop.")
    assert "rarely answer" not in report.programme.read(stored)


def test_the_combined_report_shows_the_ratings_of_each_place_side_by_side_and_adds_nothing_up(
    report: SampleReport,
) -> None:
    programme, combined = report.programme, "f" * 24
    elsewhere = SampleWorkshop(programme.workshop.database)
    elsewhere.join("cara")
    for name, workshop in (("Harbour", elsewhere), ("Small place", SampleWorkshop(programme.workshop.database))):
        people = [ANA, BEN, "cara"] if workshop is elsewhere else [ANA, BEN]
        rate(workshop, "list", {ref: {"Trust": 4} for ref in people}, ["Trust"])
        programme.write(lambda session, name=name, workshop=workshop: move(session, workshop, name))
        programme.act(OLGA, sources.take, workshop.key)
    programme.act(OLGA, programmes.add_place, "Quiet place")
    programme.act(RAVI, reports.add, combined, None, "What places told us", "en")
    document = report.draft(combined)
    found = tables(document)["How each place rated itself"]
    assert found.header == ("What was rated", "The workshop", "Harbour", "Small place", "Quiet place")
    rows = {row[0]: row[1:] for row in found.rows}
    few, none = "Too few people to show", "Not asked"
    assert rows["Community voice and insight"] == ("2 · 7 people · agreed: 2", none, few, none)
    assert rows["Trust"] == (none, "4 · 3 people", few, none)
    assert "The workshop: How well is this working here? 1 Not happening yet; 2 Some good examples" in found.note
    (drawn,) = (one for one in document.blocks if isinstance(one, Figure) and "side-by-side" in one.svg)
    # Seven dots of the one place and three of the other, and none of the two people of the small place.
    assert drawn.svg.count('class="dot"') == 10
    assert "The workshop: Community voice and insight 2, 2, 2, 1" in drawn.alt
    assert "Harbour: Community voice and insight Not asked" in drawn.alt
    headings = [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]
    assert headings[4:] == ["5 How each place rated itself", "6 Next steps", "7 What this report cannot say"]
    for name, each in FORMATS.items():
        assert len(each.write(document)) > (1_000 if name == "ods" else 10_000), name


def move(session: Session, workshop: SampleWorkshop, place: str) -> None:
    """Hold a workshop at another place."""
    found = seats.find(session, workshop.key, hold=True)
    found.place_id = workshops.place_named(session, found.organisation_id, place).id
    session.add(found)
