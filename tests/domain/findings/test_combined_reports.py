"""The combined report: each place stands alone, and says "not raised here" or "not asked" instead of 0."""

import pytest
from sqlmodel import Session, col, delete

from app.domain.errors import Conflict
from app.domain.findings import programmes, sources
from app.domain.findings.interviews import excerpts
from app.domain.findings.reports import editions, reports, unpublishing
from app.domain.findings.reports.report_models import Report, ReportSection
from app.domain.findings.themes import evidence, themes
from app.domain.workshops import column_rows, columns, seats, workshops
from app.exports.documents.model import Cell, Document, Paragraph, Run, Table
from app.exports.reports import published
from tests.programme import OLGA, RAVI, SampleProgramme
from tests.reports import REPORT, SampleReport, words
from tests.workshop import FAY, SampleWorkshop

COMBINED, FINDING = "f" * 24, "b" * 24
HARBOUR_WORDS = "We talk most weeks."


@pytest.fixture
def report(sqlite_programme: SampleProgramme) -> SampleReport:
    """A local report, and a combined one over its place, a place with an interview, and a place without anything."""
    made = SampleReport(sqlite_programme)
    harbour = sqlite_programme.act(OLGA, programmes.add_place, "Harbour")
    sqlite_programme.act(OLGA, programmes.add_place, "Quiet place")
    interview = sqlite_programme.interview(number=2, place_id=harbour.id)
    start = sqlite_programme.stored(interview.id).text.index(HARBOUR_WORDS)
    selected = excerpts.Selected(start, start + len(HARBOUR_WORDS), HARBOUR_WORDS)
    sqlite_programme.act(RAVI, excerpts.code, interview.id, selected, "scale_reach")
    made.finding(FINDING, "People are asked too late everywhere", place=None)
    sqlite_programme.act(RAVI, reports.add, COMBINED, None, "What places told us", "en")
    return made


def table(document: Document, caption: str) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.caption == caption)


def test_a_place_says_that_it_did_not_raise_a_finding_or_was_not_asked(report: SampleReport) -> None:
    across = table(report.draft(COMBINED), "Which finding was raised where")
    assert across.header[1:] == ("The workshop", "Harbour", "Quiet place")
    ((name, *cells),) = across.rows
    assert name == "People are asked too late everywhere"
    assert cells == ["2 notes, 1 interview", "Not raised here", "Not asked"]
    text = words(report.draft(COMBINED))
    assert "%" not in text
    assert "Each place has its own report." in text


def test_a_question_is_known_again_by_its_first_wording_and_not_by_its_name(report: SampleReport) -> None:
    """Elsewhere the same question was reworded, and nowhere else was another question of the same name asked."""
    programme = report.programme
    first = programme.workshop
    for name, question in (("Reworded", "Question 1?"), ("Other question", "What else?")):
        elsewhere = SampleWorkshop(first.database)

        def move(session: Session, elsewhere: SampleWorkshop = elsewhere, name: str = name) -> None:
            workshop = seats.find(session, elsewhere.key, hold=True)
            workshop.place_id = workshops.place_named(session, workshop.organisation_id, name).id
            session.add(workshop)

        programme.write(move)
        if question != "Question 1?":
            elsewhere.act(FAY, columns.add, question)
            for column in elsewhere.columns:
                elsewhere.act(FAY, columns.remove, column)
        (column, *_others) = elsewhere.read(lambda s, elsewhere=elsewhere: column_rows.of(s, elsewhere.id))
        if question == "Question 1?":
            elsewhere.act(FAY, columns.word, column.id, "Something else?", {}, short_name="New name")
        else:
            elsewhere.act(FAY, columns.word, column.id, question, {}, short_name="Question 1?")
        programme.act(OLGA, sources.take, elsewhere.key)
    across = table(report.draft(COMBINED), "Which finding was raised where")
    cells = dict(zip(across.header, across.rows[0], strict=True))
    assert cells["Reworded"] == "Not raised here"
    assert cells["Other question"] == "Not asked"


def test_each_place_of_a_finding_shows_one_quote_that_the_author_chose(report: SampleReport) -> None:
    programme = report.programme
    assert not report.quotes(COMBINED)
    programme.act(
        RAVI, evidence.quote, FINDING, report.notes[0], "The zebra crossing was drawn before anyone asked us here."
    )
    programme.act(RAVI, reports.add, "d" * 24, None, "Again", "en")
    assert len(report.quotes("d" * 24)) == 1
    rows = table(report.draft("d" * 24), "This finding in each place").rows
    assert [row[0] for row in rows] == ["The workshop", "Harbour", "Quiet place"]
    assert "zebra" in rows[0][2]
    assert rows[1][2] == rows[2][2] == ""


def test_a_combined_report_needs_signed_local_ones_and_warns_when_one_is_newer(report: SampleReport) -> None:
    report.finish()
    programme = report.programme
    assert report.faults(COMBINED)["editions"] == 2
    harbour = "c" * 24
    place = programme.read(lambda session: programmes.places(session, programme.programme(session))[1])
    report.sign()
    programme.act(RAVI, reports.add, harbour, place.id, "Harbour told us", "en")
    wording = themes.Wording("Talking helps", state=themes.AGREED)
    theme = programme.act(RAVI, themes.add, "9" * 24, wording, place.id)
    assert report.faults(harbour)["evidence"] == 1
    (unit,) = (unit for unit in programme.units() if unit.place_id == place.id)
    programme.act(RAVI, evidence.give, theme.id, [unit.name])
    with pytest.raises(Conflict):
        report.sign(report_id=COMBINED)
    assert report.faults(COMBINED)["editions"] == 1
    # Without Harbour's evidence, only the other place needs a report.
    programme.act(RAVI, excerpts.uncode, unit.ref)
    report.finish(COMBINED)
    assert report.faults(COMBINED) == {}
    assert report.sign(report_id=COMBINED) == 1
    key = report.written().report.key
    signed = published.edition(report.published(report_id=COMBINED), "https://board.example")
    links = {run.link for block in signed.blocks if isinstance(block, Paragraph) for run in block.runs}
    address = f"https://board.example/reports/{key}/1"
    assert links == {"", f"{address}#findings"}
    named = {
        block.caption: [(cell.text, cell.link) for cell in _cells(block) if isinstance(cell, Run)]
        for block in signed.blocks
        if isinstance(block, Table)
    }
    assert named == {
        "Places and their local reports": [("The workshop", f"{address}#about")],
        "Which finding was raised where": [("The workshop", f"{address}#findings")],
        "This finding in each place": [("The workshop", f"{address}#findings")],
        "Elements by place": [("The workshop", f"{address}#matrix")],
    }
    assert programme.read(lambda session: _newer(session, report)) == []
    report.write("summary", prose="Another summary.")
    report.sign(correction="The summary was wrong.")
    ((changed, then, now),) = programme.read(lambda session: _newer(session, report))
    assert (changed.id, then, now) == (REPORT, 1, 2)
    # Readers of the combined edition learn that a local one is gone, and no link leads to it.
    programme.act(OLGA, unpublishing.unpublish, REPORT, 1, "It names someone.")
    found = report.published(report_id=COMBINED)
    assert dict(found.sources.gone) == {(key, 1): "What Eastfield told us"}
    gone = published.edition(found, "https://board.example")
    assert "This report names “What Eastfield told us”, edition 1, which is no longer published." in words(gone)
    assert address not in str(gone)
    programme.act(OLGA, unpublishing.publish, REPORT, 1)
    assert published.edition(report.published(report_id=COMBINED), "https://board.example") == signed


def test_a_report_from_before_a_section_existed_has_it_empty_until_someone_writes_it(report: SampleReport) -> None:
    def remove(session: Session) -> None:
        session.exec(delete(ReportSection).where(col(ReportSection.key) == "rated"))

    report.programme.write(remove)
    assert "5 How each place rated itself" in words(report.draft(COMBINED))
    report.write("rated", prose="Nobody rated anything.", report_id=COMBINED)
    assert report.written(COMBINED).sections["rated"].revision == 1
    assert "Nobody rated anything." in words(report.draft(COMBINED))


def _cells(table: Table) -> list[Cell]:
    return [cell for row in (table.header, *table.rows) for cell in row]


def _newer(session: Session, report: SampleReport) -> list[tuple[Report, int, int]]:
    content = report.published(report_id=COMBINED).edition.content
    return editions.newer_than(session, content, report.programme.programme(session))
