"""What we hold: every row about a workshop is counted, and closing leaves nothing that is linked to a device."""

import pytest
from sqlmodel import Session

from app.domain.findings.coding import memos
from app.domain.findings.reports import report_links
from app.domain.findings.steps import step_sources
from app.domain.findings.units import NOTE
from app.domain.models import Workshop, table
from app.domain.records import erasure, held
from app.domain.workshops import closing
from tests.full_workshop import fill, rows_about
from tests.programme import LENA, RAVI, SampleProgramme
from tests.reports import REPORT, SampleReport
from tests.workshop import FAY, SampleWorkshop


@pytest.fixture
def sqlite_programme(sqlite_workshop: SampleWorkshop) -> SampleProgramme:
    return SampleProgramme(sqlite_workshop)


def counted(workshop: SampleWorkshop) -> held.Held:
    return workshop.read(lambda session: held.held(session, session.get_one(Workshop, workshop.id)))


def test_every_row_about_a_workshop_is_counted_and_no_row_of_another(sqlite_workshop: SampleWorkshop) -> None:
    here = fill(sqlite_workshop)
    fill(SampleWorkshop(here.database))
    found = here.read(lambda session: rows_about(session, here.id))
    rows = {name: len(rows) for name, rows in found.items() if name != "workshop"}
    now = counted(here)
    assert {table(model).name: number for model, number in now.rows.items()} == rows
    assert set(now.rows) == set(held.COUNTED)
    assert all(rows.values()), "a table is empty"
    assert (now.hidden, now.withdrawn, now.linked, now.linked_comments, now.linked_answers) == (1, 1, 4, 1, 2)
    assert now.replaced == 3
    here.act(FAY, closing.close, on=True)
    closed = counted(here)
    assert (closed.linked, closed.linked_comments, closed.linked_answers) == (0, 0, 0)
    # A seat has the number of its last vote, so a vote with a number would tell whose it was.
    after = here.read(lambda session: rows_about(session, here.id))
    assert [(row["votes"], row["revision"]) for row in after["vote"]] == [(1, 0)]


def test_what_programmes_hold_about_a_workshop_is_counted(sqlite_programme: SampleProgramme) -> None:
    report = SampleReport(sqlite_programme)
    programme, note = report.programme, report.notes[0]
    report.finish()
    report.sign()
    programme.act(RAVI, memos.write, "5" * 24, memos.About(NOTE, note.ref), "A memo")
    programme.act(RAVI, step_sources.promote, [note])
    secret = programme.act(LENA, report_links.share, REPORT, 7)

    def say(session: Session) -> None:
        shared = report_links.opened(session, secret, programme.now(), hold=True)
        report_links.comment(session, shared, "1" * 24, "findings", "We were asked once.", programme.now())

    programme.write(say)
    # Two notes are evidence of one theme, and one of them is quoted in its report.
    expected = {"programmes": 1, "codes": 0, "evidence": 3, "memos": 1, "steps": 1, "editions": 1, "comments": 1}
    assert counted(programme.workshop).in_programmes._asdict() == expected
    erased = programme.workshop.act(FAY, erasure.erase_note, note.ref.partition(":")[2])
    assert erased
    now = counted(programme.workshop)
    assert (now.erased, now.in_programmes.memos, now.logged > 0) == (1, 0, True)
    other = counted(SampleWorkshop(programme.workshop.database))
    assert not any(other.in_programmes)
