"""A restored backup gives no access that was ended after the backup."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.domain.accounts import invitations, organisers
from app.domain.accounts.sessions import NotSignedIn
from app.domain.errors import NotAllowed, NotFound
from app.domain.findings import members
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.reports import report_links, reports
from app.domain.findings.steps import step_links
from app.domain.models import Link, Organiser, Seat, SeatDevice, Workshop
from app.domain.workshops import link_recovery, links, seats
from app.maintenance import backup
from app.storage.database import Database
from tests.domain.accounts.office import KEYS, Office
from tests.domain.accounts.test_openings import facilitates
from tests.programme import LENA, OLGA, RAVI, RHYS, SampleProgramme
from tests.servers.migrated import migrated_sqlite
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop


def test_after_a_restore_everyone_must_sign_in_again(office: Office, tmp_path: Path) -> None:
    olga = office.first()
    token = office.sign_in(olga)
    seat = office.open_board(token, None, "seat one")
    link = office.act(token, invitations.invite, KEYS.derived)
    url, file = office.workshop.database.url, tmp_path / "backup.sqlite3"
    backup.backup(url, file)
    # The backup is from before a leaked password was changed.
    office.act(token, organisers.change_password, "another hash")
    office.workshop.database.close()
    backup.restore(url, file, replace=True)
    office.workshop.database = Database(url)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(token)
    assert not facilitates(office, seat)
    with pytest.raises(NotAllowed):
        office.read(lambda session: invitations.find(session, link.secret, office.now))
    assert office.signed_in_name(office.sign_in(olga)) == "Olga"
    office.workshop.database.close()


def test_a_restore_ends_again_what_gave_access_when_the_backup_was_made(
    workshop: SampleWorkshop, tmp_path: Path
) -> None:
    url, file = workshop.database.url, tmp_path / "backup.sqlite3"
    programme = SampleProgramme(workshop)
    programme.act(OLGA, reports.add, "e" * 24, programme.place.id, "A report", "en")
    draft = programme.act(OLGA, report_links.share, "e" * 24, 30)
    page = programme.act(OLGA, step_links.share, None)
    workshop.act(FAY, links.add_link, name="Gwen")
    added = workshop.read(lambda session: links.links(session, workshop.id)[-1])
    ben = workshop.read(lambda session: links.seat_of(session, seats.find(session, workshop.key), BEN))
    ana = workshop.read(lambda session: links.seat_of(session, seats.find(session, workshop.key), ANA))
    assert ben is not None
    assert ana is not None
    second = SeatDevice(workshop_id=workshop.id, seat_id=ana.id or 0, secret_hash="a borrowed tablet")
    workshop.write(lambda session: session.add(second))
    second = workshop.read(
        lambda session: session.exec(select(SeatDevice).where(SeatDevice.secret_hash == second.secret_hash)).one()
    )
    code = workshop.act(FAY, lambda session, person, now: link_recovery.make(session, person))
    backup.backup(url, file)
    workshop.write(lambda session: link_recovery.use(session, code))
    opened = programme.read(lambda session: report_links.opened(session, draft, programme.now()))
    programme.act(OLGA, report_links.end, "e" * 24, opened.link.id)
    programme.act(OLGA, step_links.end, page.id)
    programme.act(OLGA, members.leave, programme.accounts[RAVI])
    workshop.act(FAY, links.revoke, added.id)
    workshop.act(FAY, seats.remove, ben.id)
    workshop.write(lambda session: session.delete(session.get_one(SeatDevice, second.id)))
    for name, end in ((LENA, organisers.deactivate), (RHYS, organisers.remove)):
        workshop.write(
            lambda session, name=name, end=end: end(
                session, programme.by(session, OLGA), session.get_one(Organiser, programme.accounts[name])
            )
        )
    workshop.database.close()
    backup.restore(url, file, replace=True)
    workshop.database = Database(url)
    with pytest.raises(NotFound):
        programme.read(lambda session: report_links.opened(session, draft, programme.now()))
    with pytest.raises(NotFound):
        programme.read(lambda session: step_links.opened(session, page.id, START))
    with pytest.raises(NotFound):
        programme.act(RAVI, lambda session, person: None)
    with pytest.raises(NotFound):
        workshop.write(lambda session: link_recovery.use(session, code))
    assert workshop.read(lambda session: session.get_one(Link, added.id)).revoked_at
    assert workshop.read(lambda session: session.get_one(Seat, ben.id)).removed_at
    assert workshop.read(lambda session: session.get(SeatDevice, second.id)) is None
    accounts = {
        name: workshop.read(lambda session, name=name: session.get_one(Organiser, programme.accounts[name]))
        for name in (OLGA, LENA, RHYS)
    }
    assert [bool(accounts[name].deactivated_at) for name in (OLGA, LENA)] == [False, True]
    assert (accounts[RHYS].name, accounts[RHYS].password, "@" in accounts[RHYS].email) == ("", "", False)
    workshop.post(ANA)
    workshop.database.close()


def test_a_restore_keeps_the_dates_and_the_consent_that_were_changed_since_the_backup(
    sqlite_workshop: SampleWorkshop, tmp_path: Path
) -> None:
    workshop, programme = sqlite_workshop, SampleProgramme(sqlite_workshop)
    url, file, past, later = workshop.database.url, tmp_path / "backup.sqlite3", date(2024, 2, 1), date(2032, 2, 1)
    interview = programme.interview("She said that nobody asked.").id

    def promise(session: Session, until: date, retention: str, consent: str) -> None:
        held = session.get_one(Workshop, workshop.id)
        mine = programme.programme(session)
        asked = session.get_one(Interview, (mine.id, interview))
        for row in (held, mine, asked):
            row.keep_until, row.retention = until, retention
        asked.consent = consent
        session.add_all([held, mine, asked])

    # With the dates of the backup, all of it would be deleted now.
    workshop.write(lambda session: promise(session, past, "delete", "quotes"))
    backup.backup(url, file)
    workshop.write(lambda session: promise(session, later, "ask", "analysis"))
    workshop.database.close()
    backup.restore(url, file, replace=True)
    workshop.database = Database(url)

    def promised(session: Session) -> list[tuple[object, ...]]:
        mine = programme.programme(session)
        asked = session.get_one(Interview, (mine.id, interview))
        rows = (session.get_one(Workshop, workshop.id), mine, asked)
        return [(row.keep_until, row.retention) for row in rows] + [(asked.consent, asked.text != "")]

    assert workshop.read(promised) == [(later, "ask")] * 3 + [("analysis", True)]
    workshop.database.close()


def test_a_backup_of_another_installation_keeps_its_own_access(sqlite_workshop: SampleWorkshop, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite3"
    programme = SampleProgramme(sqlite_workshop)
    backup.backup(sqlite_workshop.database.url, file)
    other = Database(migrated_sqlite(tmp_path / "other.sqlite3"))
    elsewhere = SampleWorkshop(other)
    # Its first account was made at another time.
    for _action in range(9):
        elsewhere.post(ANA)
    theirs = SampleProgramme(elsewhere)
    theirs.act(OLGA, members.leave, theirs.accounts[RAVI])
    other.close()
    backup.restore(other.url, file, replace=True)
    sqlite_workshop.database = Database(other.url)
    programme.act(RAVI, lambda session, person: None)
    sqlite_workshop.database.close()
