"""Renders events as fragments for each audience.

A fragment shows the **present** state of what an event touched. One function therefore serves a single event, a burst,
and a laptop that wakes from sleep.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from sqlmodel import Session

from app.domain import journal
from app.domain.board.events import AboutComment
from app.domain.events import (
    CodeReplaced,
    ColumnsChanged,
    ColumnWorded,
    EveryNoteChanged,
    FrameworkEdited,
    JoiningPaused,
    JoiningResumed,
    LinkRevoked,
    NamingChosen,
    NoteEdited,
    NoteReturned,
    NoteWithdrawn,
    SeatChanged,
    SeatRemoved,
    Unknown,
    WorkshopEdited,
    WorkshopReopened,
)
from app.domain.findings.asks.ask_events import AskChanged
from app.domain.rows import AnySeat
from app.domain.steering.events import AgendaEdited, NoteApproved, NoteDeclined, NoteHeld, PhaseEntered, Steered
from app.domain.workshops import column_rows, workshops
from app.domain.workshops.seats import seats_that_may
from app.live.update import Audience as AnyAudience
from app.live.update import Recipient, Seats, Update
from app.presentation.templates import html
from app.web.render import asks
from app.web.render.audience import BOARD, MAP, PREVIEW, SCREEN, STEER, Audience
from app.web.render.blocks import placeholder
from app.web.render.board import BOARD_FACTS, MAP_FACTS, QUEUE, Board
from app.web.render.changes import Changes
from app.web.render.fragments import Fragments
from app.web.render.isolated import attempt
from app.web.render.page_pieces import count_pieces, frame_pieces, question_pieces, title_piece, total_pieces
from app.web.render.pieces import piece
from app.web.render.private_fragments import NOBODY, PrivateFragments
from app.web.render.screen import screen_pieces
from app.web.render.steering import (
    attention_piece,
    bar_pieces,
    control_piece,
    panel_piece,
    state_pieces,
)
from app.web.render.votes import present_vote

MOST_EVENTS = 200
# Events after which another number of notes and comments may wait for approval than before.
_DECIDES = AboutComment | NoteEdited | NoteWithdrawn | NoteReturned | NoteApproved | NoteDeclined | NoteHeld


class _Newcomer(NamedTuple):
    """What the templates of the board read of a participant's seat."""

    role: None = None


_NEWCOMER = _Newcomer()


def render(
    fragments: Fragments, session: Session, workshop_id: int, since: int, epoch: str, seats: Seats, catching_up: bool
) -> Update:
    """The fragments that bring a page from `since` to the present, for the seats of each audience.

    Private fragments are rendered for seats whose notes an event touched, and for every seat if `catching_up`. If
    rendering fails for an audience or a seat, the others continue and `Update.failed` names it. Raises DBAPIError.
    """
    workshop, present_epoch = workshops.present(session, workshop_id)
    if workshop is None:
        return Update(0, present_epoch, revoked=_recipients(seats))
    seq = workshop.seq
    known: dict[Audience, Collection[str]] = {
        audience: refs for audience, refs in seats.items() if isinstance(audience, Audience)
    }
    # A seat whose audience is unknown is sent nothing.
    revoked = _recipients({audience: seats[audience] for audience in seats.keys() - known.keys()})
    far = epoch != present_epoch or since > seq or since < seq - MOST_EVENTS
    events = [] if far else [event for _seq, event in journal.since(session, workshop_id, since, MOST_EVENTS)]
    # Events that touch every note make clients refetch the board, which is cheaper than sending it to all. So do
    # events of a newer version, which may have touched anything.
    whole = WorkshopEdited | FrameworkEdited | ColumnsChanged | EveryNoteChanged | Unknown
    shows = (event.shows for event in events if isinstance(event, PhaseEntered | AgendaEdited))
    if far or any(isinstance(event, whole) for event in events) or any(shows):
        return Update(seq, present_epoch, refetch=True, revoked=revoked | _lost(session, workshop_id, known))
    if catching_up or any(isinstance(event, SeatRemoved | LinkRevoked) for event in events):
        revoked |= _lost(session, workshop_id, known)
    if revoked:
        remaining = {
            audience: {ref for ref in refs if (ref, audience) not in revoked} for audience, refs in known.items()
        }
        known = {audience: refs for audience, refs in remaining.items() if refs}
    changes = Changes(session, workshop, since, events)
    whole_private = catching_up or any(isinstance(event, WorkshopReopened) for event in events)
    common: dict[AnyAudience, str] = {}
    private: dict[Recipient, str] = {}
    failed: set[Recipient] = set()
    for audience, refs in known.items():
        description = f"{audience.view} in {audience.language} of workshop {workshop_id}"
        rendered = attempt(
            partial(_rendered, fragments, changes, audience, refs, whole_private=whole_private), description
        )
        if rendered is None:
            failed |= _recipients({audience: refs})
            continue
        common[audience], own, failed_refs = rendered
        private |= {(ref, audience): fragment for ref, fragment in own.items()}
        failed |= _recipients({audience: failed_refs})
    return Update(seq, present_epoch, common, private, revoked=revoked, failed=frozenset(failed))


def whole_pieces(fragments: Fragments, session: Session, board: Board, seat: AnySeat) -> str:
    """The whole board as fragments with placeholders for its notes, for a page that is too far behind."""
    audience, workshop = board.audience.rendered_as, board.workshop
    if audience.view == SCREEN:
        return "".join(screen_pieces(session, board.steering, audience.language))
    pieces = [title_piece(workshop, audience, board.place), *frame_pieces(workshop, audience)]
    pieces.extend(bar_pieces(board.steering, board.controls, board.spotlight, audience))
    if audience.view == STEER:
        pieces.append(panel_piece(board.steering, board.vote, board.asking, audience))
    if audience.view == BOARD:
        pieces.append(asks.ask_piece(session, board.steering, audience.language))
    if audience.view == MAP:
        pieces.append(piece("#queue", "innerMorph", placeholder(QUEUE)))
        for target in ("book", "meanings", "find-element", "find-also", "find-column"):
            rendered = html(f"mapping/_{target}.html", audience.language, board=board, **MAP_FACTS)
            pieces.append(piece(f"#{target}", "outerMorph", rendered))
        pieces.extend(total_pieces(session, workshop, audience))
    else:
        facts = BOARD_FACTS | {
            "board": board,
            "workshop": workshop,
            "person": seat if board.audience.has_private else _NEWCOMER,
        }
        rendered = html("board/_columns.html", audience.language, **facts)
        pieces.append(piece("#main", "innerMorph", rendered))
        for target in ("tabs", "menu-columns") if audience.sees_hidden else ("tabs",):
            rendered = html(f"board/_{target}.html", audience.language, board=board)
            pieces.append(piece(f"#{target}", "outerMorph", rendered))
        ref = seat.ref if board.audience.has_private else NOBODY
        pieces.append(PrivateFragments(fragments, session, board.steering, audience).whole_pieces([ref])[ref])
    return "".join(pieces)


def _recipients(seats: Seats) -> frozenset[tuple[str, AnyAudience]]:
    return frozenset((ref, audience) for audience, refs in seats.items() for ref in refs)


def _lost(
    session: Session, workshop_id: int, seats: Mapping[Audience, Collection[str]]
) -> frozenset[tuple[str, AnyAudience]]:
    """The recipients whose seat has lost its access."""
    facilitating = seats_that_may(session, workshop_id, {ref for refs in seats.values() for ref in refs})
    return frozenset(
        (ref, audience)
        for audience, refs in seats.items()
        for ref in refs
        if ref not in facilitating or (audience.restricted and not facilitating[ref])
    )


def _rendered(
    fragments: Fragments, changes: Changes, audience: Audience, seats: Collection[str], *, whole_private: bool
) -> tuple[str, dict[str, str], set[str]]:
    """The common fragments of an audience, the private fragments of its seats, and the seats that failed."""
    pieces = "".join(_pieces(fragments, changes, audience.rendered_as))
    if audience.view == PREVIEW and whole_private:
        shown = PrivateFragments(fragments, changes.session, changes.steering, audience.rendered_as)
        pieces += shown.whole_pieces([NOBODY])[NOBODY]
    private = PrivateFragments(fragments, changes.session, changes.steering, audience)
    touched = None if whole_private else changes.touched
    return pieces, *private.updates(seats, touched, changes.changed_seats)


def _pieces(fragments: Fragments, changes: Changes, audience: Audience) -> Iterable[str]:
    session, workshop = changes.session, changes.workshop
    if audience.view == SCREEN:
        if changes.events:
            yield from screen_pieces(session, changes.steering, audience.language)
        return
    if changes.ids:
        seen, rendered = fragments.rerendered(session, changes.steering, audience, changes.touched, changes.by_id)
        for note in seen:
            target = "#queue" if audience.view == MAP else f"#notes-{note.column_id}"
            yield piece(target, "place", rendered[note.revision])
        gone = set(changes.ids) - {note.id for note in seen}
        yield from (piece(f"#note-{note_id}", "delete", "") for note_id in changes.ids if note_id in gone)
        if audience.view == MAP:
            yield from total_pieces(session, workshop, audience)
        else:
            for column_id in sorted(changes.columns):
                count = changes.counts.get(column_id, {}).get(audience.who, 0)
                yield from count_pieces(audience, column_id, count)
    worded = dict.fromkeys(event.column for event in changes.events if isinstance(event, ColumnWorded))
    if worded and audience.view == MAP:
        asked = {"columns": column_rows.of(session, workshop.id)}
        yield piece("#find-column", "outerMorph", html("mapping/_find-column.html", audience.language, board=asked))
    elif worded:
        yield from question_pieces(session, workshop, audience, worded)
    if changes.happened(NamingChosen | WorkshopReopened | CodeReplaced):
        yield from frame_pieces(workshop, audience)
    yield from _steering_pieces(changes, audience)
    if audience.view == STEER and changes.events and workshop.phase_id:
        # People join without an event, and each event about a note may change the results.
        asking = asks.read(session, changes.steering, audience.language)
        yield panel_piece(changes.steering, present_vote(session, changes.steering), asking, audience)
    if audience.view == BOARD and changes.happened(AskChanged | Steered | WorkshopReopened):
        yield asks.ask_piece(session, changes.steering, audience.language)


def _steering_pieces(changes: Changes, audience: Audience) -> Iterable[str]:
    """Where the workshop is, what everyone is shown, and the controls, as far as these events changed them."""
    workshop = changes.workshop
    if changes.happened(Steered | NamingChosen | WorkshopReopened):
        controls = changes.controls if audience.facilitates else None
        yield from bar_pieces(changes.steering, controls, changes.spotlight, audience)
        yield from state_pieces(changes.steering, changes.by_id.values(), audience)
        return
    if audience.view != MAP and workshop.spotlight in changes.ids:
        yield attention_piece(workshop, changes.spotlight, audience)
    if not audience.facilitates:
        return
    if changes.happened(_DECIDES) or any(note.approval for note in changes.touched):
        yield control_piece("waiting", workshop, changes.controls, audience)
    # Where people choose, a note may show the name of a person whose hand is raised.
    if changes.happened(SeatChanged | SeatRemoved) or (changes.ids and workshop.naming == "choice"):
        yield control_piece("hands", workshop, changes.controls, audience)
    if changes.happened(JoiningPaused | JoiningResumed):
        yield control_piece("newcomers", workshop, changes.controls, audience)
    if changes.happened(ColumnWorded):
        yield control_piece("attention-menu", workshop, changes.controls, audience)
