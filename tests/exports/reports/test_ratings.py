"""Ratings and links in the report of a place: drawings, tables with the same numbers, and no small group."""

import io

import pypdf
import pytest

from app.domain.findings.asks import asks, ballots, judgements
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.steering import agenda, agenda_editing
from app.exports.documents import FORMATS
from app.exports.documents.model import Document, Figure, Table
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.programme import SampleProgramme
from tests.reports import SampleReport
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def rate(workshop: SampleWorkshop, kind: str, answers: dict[str, dict[str, int | None]]) -> int:
    """Have people answer a rating, and show it; returns its id."""
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Rate", may=["rate"], ask=AskDraft(kind)))
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
    assert "Council, NHS: 2 to 3, –" in network.alt
    for name, each in FORMATS.items():
        content = each.write(document)
        assert len(content) > (1_000 if name == "ods" else 10_000), name
        if name == "pdf":
            text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
            assert "We ask and rarely answer" in " ".join(text.split())
