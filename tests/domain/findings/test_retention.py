"""Interviews and programmes are deleted on their date, and erased notes leave nothing in programmes."""

from datetime import UTC, date, datetime

from sqlmodel import Session, select

from app.domain.findings import retention
from app.domain.findings.coding.coding_models import UnitCoding
from app.domain.records import erasure
from tests.domain.findings.test_codebook import TRUST, added, noted
from tests.domain.findings.test_excerpts import code
from tests.programme import SampleProgramme
from tests.workshop import FAY


def swept(programme: SampleProgramme, now: datetime) -> list[str]:
    """The interview ids, or "" for the programme, that a sweep at this moment deletes."""
    found = programme.read(lambda session: retention.candidates(session, now))
    due = retention.to_delete(found, now)
    for one in due:
        programme.write(lambda session, one=one: retention.delete(session, one, now))
    return [one.interview_id for one in due]


def test_an_interview_is_deleted_when_its_date_begins_in_the_programmes_time_zone(programme: SampleProgramme) -> None:
    interview = programme.interview(keep_until=date(2027, 6, 1))
    code(programme, interview, "People know her.")
    # Summer time: 22:59 in UTC is a minute before the date, and 23:00 is its beginning.
    assert swept(programme, datetime(2027, 5, 31, 22, 59, tzinfo=UTC)) == []
    assert swept(programme, datetime(2027, 5, 31, 23, 0, tzinfo=UTC)) == [interview.id]
    assert programme.stored(interview.id).text == ""
    assert programme.units() == []
    assert swept(programme, datetime(2027, 6, 2, tzinfo=UTC)) == []


def test_an_interview_that_an_organiser_reviews_stays(sqlite_programme: SampleProgramme) -> None:
    interview = sqlite_programme.interview(keep_until=date(2027, 6, 1), retention="ask")
    assert swept(sqlite_programme, datetime(2027, 7, 1, tzinfo=UTC)) == []
    assert sqlite_programme.stored(interview.id).text


def test_a_programme_is_deleted_on_its_date(programme: SampleProgramme) -> None:
    programme.interview(keep_until=date(2029, 1, 1))
    assert swept(programme, datetime(2028, 12, 1, tzinfo=UTC)) == [""]
    assert programme.read(programme.programme).deleted_at is not None


def test_erasing_a_note_erases_its_own_codes(programme: SampleProgramme) -> None:
    added(programme)
    ref = noted(programme, TRUST)
    programme.workshop.act(FAY, erasure.erase_note, ref.split(":")[1])

    def left(session: Session) -> list[UnitCoding]:
        return list(session.exec(select(UnitCoding)))

    assert programme.read(left) == []
    assert programme.units() == []
