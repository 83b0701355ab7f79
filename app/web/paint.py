"""Events → pieces for an audience; also whatever a page of the board is made of.

A piece shows the **present** state of what an event touched, so one function serves one event, a burst, a laptop back
from sleep, and (as the `whole`) the first page load.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from sqlmodel import Session

from app.domain import journal, mapping, notes, people, workshops
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
    WorkshopClosed,
    WorkshopEdited,
    WorkshopReopened,
)
from app.domain.models import Note, Seat, Workshop
from app.live.hub import Audience as AnyAudience
from app.live.hub import Painting
from app.render import environment
from app.wheel import wheel

MOST_EVENTS = 200
CACHED_NOTES = 50_000

BOARD, STEER, MAP = "board", "steer", "map"
VIEWS = {BOARD, STEER, MAP}
MAP_FACTS = {"not_about": mapping.NOT_ABOUT}
# Outside every cached fragment: the id that a browser without JavaScript posts under.
BOARD_FACTS = {"fresh_id": secrets.token_hex}


class Audience(NamedTuple):
    """What is painted once and sent to many: a view in one language."""

    view: str
    language: str

    @property
    def facilitates(self) -> bool:
        """Whether only facilitators may have this audience."""
        return self.view != BOARD

    @property
    def sees_hidden(self) -> bool:
        return self.view == STEER


@dataclass(frozen=True)
class Board:
    """Everything a view of one workshop is painted from, read in one moment."""

    workshop: Workshop
    audience: Audience
    epoch: str
    place: str | None
    columns: list[Any]
    counts: dict[int, int]
    # Painted, in order: the mapping queue, and each column of the board.
    notes: str
    by_column: dict[int, str]
    totals: mapping.Totals | None
    code_book: mapping.CodeBook | None


def paint(
    session: Session, workshop_id: int, since: int, epoch: str, places: set[tuple[str, AnyAudience]], catching_up: bool
) -> Painting:
    """The pieces that bring a page of `since` to the present, for each of these (seat, audience) places.

    Slips are painted for the seats an event touched, and for every one that is catching up.
    """
    seq, present_epoch = journal.position(session, workshop_id)
    workshop = workshops.row(session, workshop_id)
    if workshop is None:
        return Painting(seq, present_epoch, cut=frozenset(places))
    # Whoever it is not known what they may see gets nothing.
    cut: set[tuple[str, AnyAudience]] = {place for place in places if not isinstance(place[1], Audience)}
    ours = cast(set[tuple[str, Audience]], places - cut if cut else places)
    far = epoch != present_epoch or since > seq or since < seq - MOST_EVENTS
    events = [] if far else [event for _seq, event in journal.since(session, workshop_id, since, MOST_EVENTS)]
    # What stands in every note (a time zone, a number) or around them all is cheaper fetched by each than sent to all.
    if far or any(isinstance(event, WorkshopEdited | FrameworkEdited | Rearranged) for event in events):
        return Painting(seq, present_epoch, whole=True, cut=frozenset(cut | _lost(session, workshop_id, ours)))
    if catching_up or any(isinstance(event, SeatRemoved | LinkRevoked) for event in events):
        cut |= _lost(session, workshop_id, ours)
    if cut:
        ours = {place for place in ours if place not in cut}
    common: dict[AnyAudience, str] = {
        audience: "".join(_pieces(session, workshop, audience, events))
        for audience in {audience for _seat, audience in ours}
    }
    touched = {seat for seat, _audience in ours} if catching_up else _touched(session, workshop, events, ours)
    telling: dict[str, list[tuple[str, Audience]]] = {}
    for seat, audience in ours:
        if seat in touched and audience.view != MAP:
            telling.setdefault(audience.language, []).append((seat, audience))
    slips: dict[tuple[str, AnyAudience], str] = {}
    for language, told in telling.items():
        painted = _slips(session, workshop, {seat for seat, _audience in told}, language)
        slips.update({place: _piece("#slip", "outerMorph", painted[place[0]]) for place in told})
    return Painting(seq, present_epoch, common, slips, cut=frozenset(cut))


def whole(session: Session, workshop: Workshop, audience: Audience) -> Board:
    """What a first page load shows; the templates of the board and the map are given this."""
    assert workshop.id is not None
    _seq, epoch = journal.position(session, workshop.id)
    seen = notes.places(session, workshop.id, facilitates=audience.sees_hidden)
    columns = notes.columns(session, workshop.id)
    fragments = _fragments(session, workshop, audience, seen)
    by_column: dict[int, list[str]] = {column.id: [] for column in columns if column.id is not None}
    for note in seen:
        by_column[note.column_id].append(fragments[note.id])
    code_book = totals = None
    painted = ""
    if audience.view == MAP:
        code_book = mapping.code_book(session, workshop)
        totals = mapping.totals(session, workshop.id, code_book)
        numbers = {column.id: number for number, column in enumerate(columns)}
        mapped = _mapped(session, workshop, code_book)
        seen.sort(key=lambda note: map_rank(note, numbers[note.column_id], note.id in mapped))
        painted = "".join(fragments[note.id] for note in seen)
    return Board(
        workshop=workshop,
        audience=audience,
        epoch=epoch,
        place=workshops.place_name(session, workshop),
        columns=columns,
        counts={column_id: len(found) for column_id, found in by_column.items()},
        notes=painted,
        by_column={column_id: "".join(found) for column_id, found in by_column.items()},
        totals=totals,
        code_book=code_book,
    )


def whole_pieces(session: Session, board: Board, seat: Seat) -> str:
    """The whole board as pieces, for a page that is too far behind to be told what happened."""
    audience, workshop = board.audience, board.workshop
    pieces = [_title_piece(workshop, audience, board.place), *_frame_pieces(workshop, audience)]
    if audience.view == MAP:
        pieces.append(_piece("#queue", "innerMorph", board.notes))
        for target in ("book", "meanings", "find-element", "find-column"):
            painted = (
                environment(audience.language).get_template(f"map/_{target}.html").render(board=board, **MAP_FACTS)
            )
            pieces.append(_piece(f"#{target}", "outerMorph", painted))
        pieces.extend(_total_pieces(session, workshop, audience))
    else:
        templates = environment(audience.language)
        painted = templates.get_template("board/_columns.html").render(board=board, workshop=workshop, **BOARD_FACTS)
        pieces.append(_piece("#main", "innerMorph", painted))
        for target in ("tabs", "menu-columns") if audience.sees_hidden else ("tabs",):
            painted = templates.get_template(f"board/_{target}.html").render(board=board)
            pieces.append(_piece(f"#{target}", "outerMorph", painted))
        pieces.append(_piece("#slip", "outerMorph", slip(session, workshop, seat.ref, audience.language)))
    return "".join(pieces)


def slip(session: Session, workshop: Workshop, seat_ref: str, language: str) -> str:
    """What only one seat may see of its own."""
    return _slips(session, workshop, [seat_ref], language)[seat_ref]


def drawn_wheel(code_book: mapping.CodeBook, totals: mapping.Totals, language: str) -> str:
    """The framework as a wheel that is as full as the mapping."""
    drawn = wheel(code_book.groups, totals.by_key, code_book.letters)
    template = environment(language).get_template("map/_wheel.html")
    return template.render(wheel=drawn, values=code_book.values, by_key=totals.by_key)


def map_rank(note: Note, column_number: int, mapped: bool) -> str:
    """Where a note stands in the mapping queue: unmapped first, then by column, then as on the board."""
    return f"{int(mapped)}{column_number:04d} {note.order_key} {note.id}"


def _lost(session: Session, workshop_id: int, places: set[tuple[str, Audience]]) -> set[tuple[str, AnyAudience]]:
    """Of these places, the ones whose seat may no longer be there."""
    standing = people.seats_that_may(session, workshop_id, {seat for seat, _audience in places})
    return {
        (seat, audience)
        for seat, audience in places
        if seat not in standing or (audience.facilitates and not standing[seat])
    }


def _pieces(session: Session, workshop: Workshop, audience: Audience, events: list[Happened]) -> Iterable[str]:
    about = [event for event in events if isinstance(event, AboutNote)]
    if about:
        ids = list(dict.fromkeys(event.note for event in about))
        if audience.view == MAP:
            yield from _queue_pieces(session, workshop, audience, ids)
            yield from _total_pieces(session, workshop, audience)
        else:
            yield from _note_pieces(session, workshop, audience, ids)
            touched = {event.column for event in about} | {e.before for e in about if isinstance(e, NoteMoved)}
            assert workshop.id is not None
            counts = notes.counts(session, workshop.id, facilitates=audience.sees_hidden)
            for column_id in sorted(touched):
                yield from _count_pieces(audience, column_id, counts.get(column_id, 0))
    worded = dict.fromkeys(event.column for event in events if isinstance(event, ColumnWorded))
    if worded and audience.view != MAP:
        yield from _question_pieces(session, workshop, audience, worded)
    if any(isinstance(event, NamingChosen | WorkshopClosed | WorkshopReopened | CodeReplaced) for event in events):
        yield from _frame_pieces(workshop, audience)


def _note_pieces(session: Session, workshop: Workshop, audience: Audience, ids: list[str]) -> Iterable[str]:
    assert workshop.id is not None
    seen = notes.places(session, workshop.id, facilitates=audience.sees_hidden, ids=ids)
    fragments = _fragments(session, workshop, audience, seen)
    for note in seen:
        yield _piece(f"#notes-{note.column_id}", "place", fragments[note.id])
    yield from _gone(ids, fragments)


def _queue_pieces(session: Session, workshop: Workshop, audience: Audience, ids: list[str]) -> Iterable[str]:
    assert workshop.id is not None
    seen = notes.places(session, workshop.id, facilitates=False, ids=ids)
    fragments = _fragments(session, workshop, audience, seen)
    for note in seen:
        yield _piece("#queue", "place", fragments[note.id])
    yield from _gone(ids, fragments)


def _gone(ids: list[str], fragments: dict[str, str]) -> Iterable[str]:
    for note_id in ids:
        if note_id not in fragments:
            yield _piece(f"#note-{note_id}", "delete", "")


def _question_pieces(session: Session, workshop: Workshop, audience: Audience, ids: Iterable[int]) -> Iterable[str]:
    assert workshop.id is not None
    template = environment(audience.language).get_template("board/_question.html")
    for column in notes.columns(session, workshop.id):
        if column.id in ids:
            yield _piece(f"#question-{column.id}", "outerMorph", template.render(column=column, workshop=workshop))


def _count_pieces(audience: Audience, column_id: int, count: int) -> Iterable[str]:
    for where in ("count", "tab-count"):
        painted = (
            environment(audience.language)
            .get_template("board/_count.html")
            .render(where=where, column_id=column_id, count=count)
        )
        yield _piece(f"#{where}-{column_id}", "outerMorph", painted)


def _title_piece(workshop: Workshop, audience: Audience, place: str | None) -> str:
    painted = environment(audience.language).get_template("board/_titles.html").render(workshop=workshop, place=place)
    return _piece("#titles", "outerMorph", painted)


def _frame_pieces(workshop: Workshop, audience: Audience) -> Iterable[str]:
    """The stage, the code, and the sentence beside the box where people write."""
    templates = environment(audience.language)
    for name in ("stage", "code"):
        painted = templates.get_template(f"board/_{name}.html").render(workshop=workshop, audience=audience)
        yield _piece(f"#{name}", "outerMorph", painted)
    if audience.view != MAP:
        painted = templates.get_template("board/_privacy.html").render(workshop=workshop)
        yield _piece(".privacy", "outerMorph", painted)


def _total_pieces(session: Session, workshop: Workshop, audience: Audience) -> Iterable[str]:
    assert workshop.id is not None
    code_book = mapping.code_book(session, workshop)
    totals = mapping.totals(session, workshop.id, code_book)
    templates = environment(audience.language)
    yield _piece("#progress", "outerMorph", templates.get_template("map/_progress.html").render(totals=totals))
    count = templates.get_template("map/_total.html")
    for key in [*code_book.names, mapping.NOT_ABOUT]:
        painted = count.render(key=key, count=totals.by_key.get(key, 0))
        yield _piece(f"#total-{key}", "outerMorph", painted)
    yield _piece("#wheel", "outerMorph", drawn_wheel(code_book, totals, audience.language))


def _touched(
    session: Session, workshop: Workshop, events: list[Happened], places: set[tuple[str, Audience]]
) -> set[str]:
    """Whose slip these events changed: looked up where the fact lives, for the journal does not say."""
    if any(isinstance(event, WorkshopClosed | WorkshopReopened) for event in events):
        return {seat for seat, _audience in places}
    ids = {event.note for event in events if isinstance(event, AboutNote)}
    return people.writers(session, workshop, ids) if ids else set()


def _mapped(
    session: Session, workshop: Workshop, code_book: mapping.CodeBook, ids: list[str] | None = None
) -> set[str]:
    assert workshop.id is not None
    found = mapping.codes(session, workshop.id, ids=ids)
    return {note_id for note_id, keys in found.items() if keys - code_book.value_keys}


class _Fragments:
    """Painted notes by (workshop, note, revision, look, audience), the longest unused forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[Any, ...], str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, keys: list[tuple[Any, ...]]) -> list[str | None]:
        """What is kept under each of these keys."""
        found = []
        with self._lock:
            for key in keys:
                fragment = self._kept.get(key)
                if fragment is not None:
                    self._kept.move_to_end(key)
                found.append(fragment)
        return found

    def keep(self, key: tuple[Any, ...], fragment: str) -> None:
        with self._lock:
            self._kept[key] = fragment
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


_cache = _Fragments(CACHED_NOTES)


def _fragments(session: Session, workshop: Workshop, audience: Audience, seen: list[Note]) -> dict[str, str]:
    """Each of these notes painted for this audience, from the cache where it is there; only others are read whole."""
    assert workshop.id is not None
    # The epoch of a process is its lifetime: a restore is followed by a restart.
    board = (workshop.key, workshop.made_at, workshop.look, audience)
    kept = _cache.get([(board, note.id, note.revision) for note in seen])
    fragments = {note.id: fragment for note, fragment in zip(seen, kept, strict=True) if fragment is not None}
    if len(fragments) == len(seen):
        return fragments
    ids = [note.id for note in seen if note.id not in fragments]
    some = ids if len(ids) <= MOST_EVENTS else None
    missing = [
        note
        for note in notes.on_board(session, workshop.id, facilitates=audience.sees_hidden, ids=some)
        if note.id not in fragments
    ]
    template = environment(audience.language).get_template(
        "map/_entry.html" if audience.view == MAP else "board/_note.html"
    )
    extra = _map_facts(session, workshop, missing) if audience.view == MAP else {}
    for note in missing:
        painted = template.render(note=note, workshop=workshop, audience=audience, **extra.get(note.id, {}))
        fragments[note.id] = painted
        _cache.keep((board, note.id, note.revision), painted)
    return fragments


def _slips(session: Session, workshop: Workshop, refs: Iterable[str], language: str) -> dict[str, str]:
    """The slip of each of these seats; their notes come from the cache where they are there, only others are read."""
    assert workshop.id is not None
    own = notes.own(session, workshop.id, refs)
    board = (workshop.key, workshop.made_at, "own", language, bool(workshop.closed_at))
    keys = {note.id: (board, note.id, note.revision) for found in own.values() for note in found}
    fragments = dict(zip(keys, _cache.get(list(keys.values())), strict=True))
    missing = [note_id for note_id, fragment in fragments.items() if fragment is None]
    templates = environment(language)
    template = templates.get_template("board/_own.html")
    for note in notes.written(session, workshop.id, missing) if missing else ():
        painted = fragments[note.id] = template.render(note=note, workshop=workshop)
        _cache.keep(keys[note.id], painted)
    template = templates.get_template("board/_slip.html")
    return {
        ref: template.render(own=[fragments[note.id] for note in own.get(ref, ())], workshop=workshop) for ref in refs
    }


def _map_facts(session: Session, workshop: Workshop, seen: list[Note]) -> dict[str, dict[str, Any]]:
    assert workshop.id is not None
    code_book = mapping.code_book(session, workshop)
    ids = [note.id for note in seen]
    coders = mapping.coders(session, workshop.id, ids=ids if len(ids) < MOST_EVENTS else None)
    mapped = {note_id for note_id, keys in coders.items() if keys.keys() - code_book.value_keys}
    numbers = {column.id: number for number, column in enumerate(notes.columns(session, workshop.id))}
    in_order = [*code_book.names, mapping.NOT_ABOUT]
    return {
        note.id: {
            "codes": {key: coders[note.id][key] for key in in_order if key in coders.get(note.id, {})},
            "names": code_book.names,
            "number": numbers[note.column_id] + 1,
            "mapped": note.id in mapped,
            "rank": map_rank(note, numbers[note.column_id], note.id in mapped),
        }
        for note in seen
    }


def _piece(target: str, swap: str, content: str) -> str:
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{content}</hx-partial>'
