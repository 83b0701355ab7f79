"""Events → pieces for an audience; also whatever a page of the board is made of.

A piece shows the **present** state of what an event touched, so one function serves one event, a burst, a laptop back
from sleep, and (as the `whole`) the first page load.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.domain import journal
from app.domain.board import notes
from app.domain.events import (
    AboutNote,
    CodeReplaced,
    ColumnWorded,
    FrameworkEdited,
    Happened,
    LinkRevoked,
    NamingChosen,
    NoteMoved,
    Rearranged,
    SeatRemoved,
    Unknown,
    WorkshopClosed,
    WorkshopEdited,
    WorkshopReopened,
)
from app.domain.mapping import codings
from app.domain.rows import AnySeat, AnyWorkshop, ColumnRow, TouchedNote
from app.domain.workshops import workshops
from app.domain.workshops.seats import seats_that_may
from app.live.painting import Audience as AnyAudience
from app.live.painting import Painting, Seats
from app.presentation.templates import compiled, html
from app.presentation.wheel import wheel
from app.web.render import fragments
from app.web.render.blocks import Block, filled, mark
from app.web.render.fragments import BOARD, MAP, STEER, Audience

MOST_EVENTS = 200

QUEUE = "queue"
VIEWS = {BOARD, STEER, MAP}
MAP_FACTS = {"not_about": codings.NOT_ABOUT, "notes": mark(QUEUE)}
# Outside every cached fragment: the id that a browser without JavaScript posts under.
BOARD_FACTS = {"fresh_id": secrets.token_hex, "notes_of": mark}


@dataclass(frozen=True)
class Board:
    """Everything a view of one workshop is painted from, read in one moment."""

    workshop: AnyWorkshop
    audience: Audience
    epoch: str
    place: str | None
    columns: list[ColumnRow]
    counts: dict[int, int]
    # What stands in each spot of the page, once `filled` has put it there.
    blocks: dict[str, list[Block]]
    totals: codings.Totals | None
    code_book: codings.CodeBook | None

    def filled(self, drawn: str, *, packed: bool) -> bytes:
        """A page drawn of this board, with its notes in it; `packed` as gzip."""
        return filled(drawn, self.blocks, packed=packed)


class _News:
    """What has happened, and the present state of what it touched: read once for all audiences."""

    def __init__(self, session: Session, workshop: AnyWorkshop, events: list[Happened]) -> None:
        assert workshop.id is not None
        self.session = session
        self.workshop = workshop
        self.events = events
        about = [event for event in events if isinstance(event, AboutNote)]
        self.ids = list(dict.fromkeys(event.note for event in about))
        self.columns = {event.column for event in about} | {e.before for e in about if isinstance(e, NoteMoved)}
        self.touched = notes.touched(session, workshop.id, self.ids) if about else []
        self.counts = notes.counts(session, workshop.id) if about else {}


def paint(session: Session, workshop_id: int, since: int, epoch: str, seats: Seats, catching_up: bool) -> Painting:
    """The pieces that bring a page of `since` to the present, for the seats of each audience.

    Slips are painted for the seats an event touched, and for every one that is catching up.
    """
    workshop, present_epoch = workshops.present(session, workshop_id)
    if workshop is None:
        return Painting(0, present_epoch, cut=_places(seats))
    seq = workshop.seq
    ours: dict[Audience, Collection[str]] = {
        audience: here for audience, here in seats.items() if isinstance(audience, Audience)
    }
    # Whoever it is not known what they may see gets nothing.
    cut = _places({audience: seats[audience] for audience in seats.keys() - ours.keys()})
    far = epoch != present_epoch or since > seq or since < seq - MOST_EVENTS
    events = [] if far else [event for _seq, event in journal.since(session, workshop_id, since, MOST_EVENTS)]
    # What stands in every note (a time zone, a number) or around them all is cheaper fetched by each than sent to all.
    # What a later version wrote may have touched anything.
    if far or any(isinstance(event, WorkshopEdited | FrameworkEdited | Rearranged | Unknown) for event in events):
        return Painting(seq, present_epoch, whole=True, cut=cut | _lost(session, workshop_id, ours))
    if catching_up or any(isinstance(event, SeatRemoved | LinkRevoked) for event in events):
        cut |= _lost(session, workshop_id, ours)
    if cut:
        standing = {audience: {seat for seat in here if (seat, audience) not in cut} for audience, here in ours.items()}
        ours = {audience: here for audience, here in standing.items() if here}
    news = _News(session, workshop, events)
    common: dict[AnyAudience, str] = {audience: "".join(_pieces(news, audience)) for audience in ours}
    anew = catching_up or any(isinstance(event, WorkshopClosed | WorkshopReopened) for event in events)
    slips = _slips(session, workshop, ours, None if anew else news.touched)
    return Painting(seq, present_epoch, common, slips, cut=cut)


def whole(session: Session, workshop: AnyWorkshop, audience: Audience) -> Board:
    """What a first page load shows; the templates of the board and the map are given this."""
    assert workshop.id is not None
    _seq, epoch = journal.position(session, workshop.id)
    columns = notes.columns(session, workshop.id)
    counts, code_book, totals = {}, None, None
    if audience.view == MAP:
        code_book = codings.code_book(session, workshop)
        totals = codings.totals(session, workshop.id, code_book)
        spots = {QUEUE: _queue(session, workshop, columns, code_book)}
    else:
        seen = notes.revisions(session, workshop.id, facilitates=audience.sees_hidden)
        counts = {column.id: len(seen.get(column.id, ())) for column in columns}
        spots = {f"{column.id}": seen.get(column.id, []) for column in columns}
    return Board(
        workshop=workshop,
        audience=audience,
        epoch=epoch,
        place=workshops.place_name(session, workshop),
        columns=columns,
        counts=counts,
        blocks=fragments.blocks(session, workshop, audience, spots),
        totals=totals,
        code_book=code_book,
    )


def _queue(session: Session, workshop: AnyWorkshop, columns: list[ColumnRow], code_book: codings.CodeBook) -> list[int]:
    """The revisions of the notes on the mapping page, as `map_rank` has them in order."""
    assert workshop.id is not None
    numbers = {column.id: number for number, column in enumerate(columns)}
    mapped = fragments.mapped(session, workshop, code_book)
    seen = notes.places(session, workshop.id, facilitates=False)
    return [note.revision for note in sorted(seen, key=lambda note: (note.id in mapped, numbers[note.column_id]))]


def whole_pieces(session: Session, board: Board, seat: AnySeat) -> str:
    """The whole board as pieces without its notes, for a page that is too far behind to be told what happened."""
    audience, workshop = board.audience, board.workshop
    pieces = [_title_piece(workshop, audience, board.place), *_frame_pieces(workshop, audience)]
    if audience.view == MAP:
        pieces.append(_piece("#queue", "innerMorph", mark(QUEUE)))
        for target in ("book", "meanings", "find-element", "find-column"):
            painted = html(f"mapping/_{target}.html", audience.language, board=board, **MAP_FACTS)
            pieces.append(_piece(f"#{target}", "outerMorph", painted))
        pieces.extend(_total_pieces(session, workshop, audience))
    else:
        painted = html("board/_columns.html", audience.language, board=board, workshop=workshop, **BOARD_FACTS)
        pieces.append(_piece("#main", "innerMorph", painted))
        for target in ("tabs", "menu-columns") if audience.sees_hidden else ("tabs",):
            painted = html(f"board/_{target}.html", audience.language, board=board)
            pieces.append(_piece(f"#{target}", "outerMorph", painted))
        pieces.append(_piece("#private-fragment", "outerMorph", slip(session, workshop, seat.ref, audience)))
    return "".join(pieces)


def slip(session: Session, workshop: AnyWorkshop, seat_ref: str, audience: Audience) -> str:
    """What only one seat may see of its own."""
    return _whole_slips(session, workshop, [seat_ref], audience)[seat_ref]


def drawn_wheel(code_book: codings.CodeBook, totals: codings.Totals, language: str) -> str:
    """The framework as a wheel that is as full as the mapping."""
    drawn = wheel(code_book.groups, totals.by_key, code_book.letters)
    return html("mapping/_wheel.html", language, wheel=drawn, values=code_book.values, by_key=totals.by_key)


def _places(seats: Seats) -> frozenset[tuple[str, AnyAudience]]:
    return frozenset((seat, audience) for audience, here in seats.items() for seat in here)


def _lost(
    session: Session, workshop_id: int, seats: Mapping[Audience, Collection[str]]
) -> frozenset[tuple[str, AnyAudience]]:
    """Of these places, the ones whose seat may no longer be there."""
    standing = seats_that_may(session, workshop_id, {seat for here in seats.values() for seat in here})
    return frozenset(
        (seat, audience)
        for audience, here in seats.items()
        for seat in here
        if seat not in standing or (audience.facilitates and not standing[seat])
    )


def _pieces(news: _News, audience: Audience) -> Iterable[str]:
    session, workshop = news.session, news.workshop
    if news.ids:
        seen, painted = fragments.repainted(session, workshop, audience, news.touched)
        for note in seen:
            target = "#queue" if audience.view == MAP else f"#notes-{note.column_id}"
            yield _piece(target, "place", painted[note.revision])
        yield from _gone(news.ids, {note.id for note in seen})
        if audience.view == MAP:
            yield from _total_pieces(session, workshop, audience)
        else:
            for column_id in sorted(news.columns):
                seen_by = news.counts.get(column_id, (0, 0))
                yield from _count_pieces(audience, column_id, seen_by[audience.sees_hidden])
    worded = dict.fromkeys(event.column for event in news.events if isinstance(event, ColumnWorded))
    if worded and audience.view != MAP:
        yield from _question_pieces(session, workshop, audience, worded)
    if any(isinstance(event, NamingChosen | WorkshopClosed | WorkshopReopened | CodeReplaced) for event in news.events):
        yield from _frame_pieces(workshop, audience)


def _gone(ids: list[str], seen: set[str]) -> Iterable[str]:
    for note_id in ids:
        if note_id not in seen:
            yield _piece(f"#note-{note_id}", "delete", "")


def _question_pieces(session: Session, workshop: AnyWorkshop, audience: Audience, ids: Iterable[int]) -> Iterable[str]:
    assert workshop.id is not None
    template = compiled(audience.language, "board/_question.html")
    for column in notes.columns(session, workshop.id):
        if column.id in ids:
            yield _piece(f"#question-{column.id}", "outerMorph", template.render(column=column, workshop=workshop))


def _count_pieces(audience: Audience, column_id: int, count: int) -> Iterable[str]:
    for where in ("count", "tab-count"):
        painted = html("board/_count.html", audience.language, where=where, column_id=column_id, count=count)
        yield _piece(f"#{where}-{column_id}", "outerMorph", painted)


def _title_piece(workshop: AnyWorkshop, audience: Audience, place: str | None) -> str:
    painted = html("board/_titles.html", audience.language, workshop=workshop, place=place)
    return _piece("#titles", "outerMorph", painted)


def _frame_pieces(workshop: AnyWorkshop, audience: Audience) -> Iterable[str]:
    """The stage, the code, and the sentence beside the box where people write."""
    for name in ("stage", "code"):
        painted = html(f"board/_{name}.html", audience.language, workshop=workshop, audience=audience)
        yield _piece(f"#{name}", "outerMorph", painted)
    if audience.view != MAP:
        painted = html("board/_privacy.html", audience.language, workshop=workshop, promise=True)
        yield _piece(".privacy", "outerMorph", painted)


def _total_pieces(session: Session, workshop: AnyWorkshop, audience: Audience) -> Iterable[str]:
    assert workshop.id is not None
    code_book = codings.code_book(session, workshop)
    totals = codings.totals(session, workshop.id, code_book)
    yield _piece("#progress", "outerMorph", html("mapping/_progress.html", audience.language, totals=totals))
    count = compiled(audience.language, "mapping/_total.html")
    for key in [*code_book.names, codings.NOT_ABOUT]:
        painted = count.render(key=key, count=totals.by_key.get(key, 0))
        yield _piece(f"#total-{key}", "outerMorph", painted)
    yield _piece("#wheel", "outerMorph", drawn_wheel(code_book, totals, audience.language))


def _slips(
    session: Session,
    workshop: AnyWorkshop,
    seats: Mapping[Audience, Collection[str]],
    touched: list[TouchedNote] | None,
) -> dict[tuple[str, AnyAudience], str]:
    """What each seat is told of its own notes: of those that something happened to, or without `touched` of all.

    Who wrote them is looked up where the fact lives, for the journal does not say.
    """
    slips: dict[tuple[str, AnyAudience], str] = {}
    for audience, here in seats.items():
        if audience.view == MAP:
            continue
        if touched is None:
            whole = _whole_slips(session, workshop, here, audience)
            slips |= {(seat, audience): _piece("#private-fragment", "outerMorph", slip) for seat, slip in whole.items()}
        elif told := [note for note in touched if note.seat_ref in here]:
            pieces = _slip_pieces(session, workshop, told, audience.language)
            slips |= {(seat, audience): told_of for seat, told_of in pieces.items()}
    return slips


def _whole_slips(session: Session, workshop: AnyWorkshop, refs: Iterable[str], audience: Audience) -> dict[str, str]:
    assert workshop.id is not None
    own = notes.own(session, workshop.id, refs)
    written = [revision for revisions in own.values() for revision in revisions]
    painted = fragments.own(session, workshop, written, audience.language)
    template = compiled(audience.language, "board/_slip.html")
    return {
        ref: template.render(own=[painted[at] for at in own.get(ref, ())], workshop=workshop, audience=audience)
        for ref in refs
    }


def _slip_pieces(session: Session, workshop: AnyWorkshop, touched: list[TouchedNote], language: str) -> dict[str, str]:
    """For each seat that wrote any of these, its slip's entries of them and how many it has in all."""
    assert workshop.id is not None
    painted = fragments.own_repainted(workshop, touched, language)
    written: dict[str, list[str]] = {}
    for note in touched:
        assert note.seat_ref is not None
        written.setdefault(note.seat_ref, []).append(painted[note.revision])
    counts = notes.own_counts(session, workshop.id, written)
    count = compiled(language, "board/_mine-count.html")
    return {
        seat: _piece("#mine", "place", "".join(entries))
        + _piece("#mine-count", "outerMorph", count.render(count=counts[seat]))
        for seat, entries in written.items()
    }


def _piece(target: str, swap: str, content: str) -> str:
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{content}</hx-partial>'
