"""Workshops with two facilitators, Fay and Priya, and the state that undo restores."""

from typing import Any

from sqlmodel import select

from app.domain.board import comments, note_rows
from app.domain.findings.asks import asks, judgements
from app.domain.findings.asks.ask_drafts import AskDraft
from app.domain.findings.asks.ask_models import Judgement
from app.domain.models import Comment, Note, Seat, Workshop
from app.domain.steering import agenda, agenda_editing, approval, timer
from app.domain.workshops import column_rows, columns, links
from tests.workshop import BEN, FAY, SampleWorkshop

PRIYA, COMMENT = "priya", "c" * 24
RATE = agenda_editing.Draft("Rate", may=["rate"], ask=AskDraft("list", "How far?", items=["one", "two"]))


def add_to_team(board: SampleWorkshop, ref: str, name: str, role: str = "facilitator") -> None:
    """Let one more person open a link of their own, which gives them this name."""
    board.act(FAY, links.add_link, name=name, role=role)

    def open_link(session: Any) -> None:
        link = links.links(session, board.id)[-1]
        links.facilitate(session, board.key, link.ref, secret=ref, fresh_secret=ref, now=board.now())
        board.name_seat(session, ref)

    board.write(open_link)


def state(board: SampleWorkshop, note_id: str) -> tuple[Any, ...]:
    """Everything that undo restores: of the workshop, its columns, its phases and one note."""

    def read(session: Any) -> tuple[Any, ...]:
        shop = session.get_one(Workshop, board.id)
        note = note_rows.touched(session, board.id, [note_id])[0]
        return (
            (shop.phase_id, shop.locked, shop.approve_first, shop.timer_ends_at, shop.timer_left, shop.timer_freezes),
            [(one.locked, one.veiled, one.open, one.opens_in) for one in column_rows.of(session, board.id)],
            [(phase.begun_at, phase.votes_closed_at is not None) for phase in agenda.phases(session, board.id)],
            (note.hidden, note.column_id, note.order_key, note.approval, note.declined_for),
            [seat.muted for seat in session.exec(select(Seat).order_by(Seat.id))],
            (shop.spotlight, shop.announcement, shop.brought_to, shop.brought_seq, shop.screen),
            [(seat.hand_at, seat.ready) for seat in session.exec(select(Seat).order_by(Seat.id))],
            [(one.hidden, one.approval, one.declined_for) for one in session.exec(select(Comment))],
            [
                row._replace(ask_id=None, begun_at=None, votes_closed_at=None)
                for row in agenda.phases(session, board.id)
            ],
            [row._replace(id=0, closed_at=None) for row in asks.listed(session, board.id)],
            [row.state for row in asks.listed(session, board.id)],
            [(one.id, columns.mark_of(one)) for one in column_rows.of(session, board.id)],
            session.exec(select(Note.id, Note.column_id).order_by(Note.id)).all(),
            shop.joining_paused,
            [row.model_dump() for row in session.exec(select(Judgement))],
        )

    return board.read(read)


def plan(board: SampleWorkshop) -> list[int]:
    """Give the workshop an agenda of three phases, the second with voting; returns their ids."""
    first, second, _third = board.columns
    for draft in (
        agenda_editing.Draft("Arrive", minutes=5),
        agenda_editing.Draft("Vote", may=["write", "vote"], columns=[first]),
        agenda_editing.Draft("Question", may=["write"], columns=[second], veiled=True, minutes=10),
    ):
        board.act(PRIYA, agenda_editing.add, draft)
    return [phase.id for phase in board.read(lambda session: agenda.phases(session, board.id))]


def enter(board: SampleWorkshop, phase: int, ref: str = FAY) -> None:
    board.act(ref, agenda.enter, phase, seen=board.workshop().phase_id)


def rating(board: SampleWorkshop) -> None:
    board.act(PRIYA, agenda_editing.add, RATE)
    enter(board, phase_ids(board)[-1], PRIYA)


def ask_id(board: SampleWorkshop) -> int:
    return board.read(lambda session: asks.listed(session, board.id))[0].id


def rated(board: SampleWorkshop) -> None:
    """A rating whose results everyone sees."""
    rating(board)
    turn_ask(board, PRIYA, True)
    board.act(PRIYA, asks.show, ask_id(board))


def judge(board: SampleWorkshop, value: int | None, ref: str = FAY, *, subject: str = "one", why: str = "Why") -> None:
    board.act(ref, judgements.judge, ask_id(board), subject, value, why)


def turn_ask(board: SampleWorkshop, ref: str, on: bool) -> None:
    board.act(ref, asks.set_open, ask_id(board), on=on)


def voting(board: SampleWorkshop) -> None:
    plan(board)
    enter(board, phase_ids(board)[1], PRIYA)


def seat_id(board: SampleWorkshop, ref: str) -> int:
    found = board.read(lambda session: session.exec(select(Seat.id).where(Seat.ref == ref)).first())
    assert found is not None
    return found


def running(board: SampleWorkshop) -> None:
    board.act(FAY, timer.start, 300, seen="off")


def mark(board: SampleWorkshop) -> str:
    return timer.mark(board.workshop())


def held_back(board: SampleWorkshop, note: str) -> None:
    board.act(FAY, approval.hold, note)


def commented(board: SampleWorkshop, note: str, *decisions: tuple[str, str]) -> None:
    """Let Ben comment on the note, and Priya take these decisions about it."""
    board.act(PRIYA, agenda_editing.add, agenda_editing.Draft("Comment", may=["comment"]))
    enter(board, phase_ids(board)[0], PRIYA)
    board.act(BEN, comments.add, note, comment_id=COMMENT, text="I agree")
    for decision, reason in decisions:
        board.act(PRIYA, comments.decide, COMMENT, decision, reason)


def phase_ids(board: SampleWorkshop) -> list[int]:
    return [phase.id for phase in board.read(lambda session: agenda.phases(session, board.id))]
