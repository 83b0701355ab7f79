"""After the workshop closes, no copy of it connects a ballot with a person: database files, journal, files, backup."""

import sqlite3
from contextlib import closing as closing_connection
from pathlib import Path

from sqlmodel import select

from app.domain.findings.asks import asks, ballots
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.findings.asks.ask_models import Ballot
from app.domain.models import Event, Seat
from app.domain.records import held
from app.domain.steering import agenda, agenda_editing
from app.domain.workshops import closing, seats
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.maintenance import backup
from tests.waiting import wait_for
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def begin(workshop: SampleWorkshop, draft: AskDraft) -> int:
    """Go to a phase with this rating, and open it; returns its id."""
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Rate", may=["rate"], ask=draft))
    phase = workshop.read(lambda session: agenda.phases(session, workshop.id))[-1]
    workshop.act(FAY, agenda.enter, phase.id, seen=workshop.workshop().phase_id)
    workshop.act(FAY, asks.set_open, phase.ask_id, on=True)
    return phase.ask_id or 0


def test_closing_removes_the_link_between_ballots_and_people_from_every_copy(
    sqlite_workshop: SampleWorkshop, tmp_path: Path
) -> None:
    workshop = sqlite_workshop
    workshop.join("cara", speaks_for="council")
    for draft in (AskDraft(), AskDraft("list", items=["Trust"])):
        ask = begin(workshop, draft)
        subject = "Trust" if draft.kind == "list" else "involve_voice"
        for ref, step in ((ANA, 1), (BEN, 3), ("cara", 2)):
            workshop.act(ref, ballots.answer, ask, {subject: step})
    before = [row.id for row in workshop.read(lambda session: session.exec(select(Ballot)).all())]
    assert len(before) == 6

    def counted() -> held.Held:
        return workshop.read(lambda session: held.held(session, seats.find(session, workshop.key)))

    def in_files(ballot_id: str) -> bool:
        return any(ballot_id.encode() in file.read_bytes() for file in tmp_path.glob("board.sqlite3*"))

    assert (counted().rows[Ballot], counted().linked_answers) == (6, 6)
    assert all(in_files(ballot_id) for ballot_id in before), "the test looks in the wrong place"
    workshop.act(FAY, closing.close, on=True)
    assert (counted().rows[Ballot], counted().linked_answers) == (6, 0)
    # The database's files: a ballot has another id, and the old one is overwritten.
    wait_for(lambda: not any(in_files(ballot_id) for ballot_id in before))
    after = [row.id for row in workshop.read(lambda session: session.exec(select(Ballot)).all())]
    participants = {row.id for row in workshop.read(lambda s: s.exec(select(Seat).where(Seat.link_id.is_(None))).all())}
    # The journal: it names neither ballots nor participants.
    for event in workshop.read(lambda session: session.exec(select(Event)).all()):
        assert event.by not in participants
        assert not any(ballot_id in str(event.payload) for ballot_id in (*before, *after)), event.kind
        assert event.kind != "AnswerGiven" or event.payload == {}
    # Files: they have how often each step was chosen, and no ballot.
    record = workshop.read(lambda s: bundle(s, seats.find(s, workshop.key), workshop.now()))
    for name, file_format in FORMATS.items():
        content = file_format.write(record, "en")
        assert not any(ballot_id.encode() in content for ballot_id in (*before, *after)), name
    # A backup: the same as the database.
    copy = tmp_path / "backup.sqlite3"
    backup.backup(workshop.database.url, copy)
    assert not any(ballot_id.encode() in copy.read_bytes() for ballot_id in before)
    with closing_connection(sqlite3.connect(copy)) as opened:
        rows = opened.execute("SELECT ask_id, id, seat_id FROM ballot ORDER BY rowid").fetchall()
    assert {seat for _ask, _id, seat in rows} == {None}
    # The ballots of a rating are stored in the order of their random ids, so their position says nothing either.
    assert rows == sorted(rows, key=lambda row: row[:2])
