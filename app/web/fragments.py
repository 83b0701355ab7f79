"""Notes as they are painted, and where they are kept: a note is painted once for each audience and state, and from then
on the first page load, the catch-up and the news are made of the same fragment."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain import mapping, notes
from app.domain.models import Note, Workshop
from app.render import compiled

CACHED_NOTES = 50_000
# So many are read by their ids; of more the whole board is read.
MOST_BY_ID = 200

BOARD, STEER, MAP = "board", "steer", "map"


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


def painted(session: Session, workshop: Workshop, audience: Audience) -> tuple[list[Note], dict[str, str]]:
    """All notes this audience sees, in board order, and each as it sees it. Only their places may be looked at: what is
    kept is not read."""
    assert workshop.id is not None
    seen = notes.places(session, workshop.id, facilitates=audience.sees_hidden)
    board, fragments = _found(workshop, audience, seen)
    if len(fragments) < len(seen):
        missing = [note.id for note in seen if note.id not in fragments]
        some = missing if len(missing) <= MOST_BY_ID else None
        read = notes.on_board(session, workshop.id, facilitates=audience.sees_hidden, ids=some)
        _paint(session, workshop, audience, board, read, fragments)
    return seen, fragments


def repainted(
    session: Session, workshop: Workshop, audience: Audience, touched: list[Note]
) -> tuple[list[Note], dict[str, str]]:
    """Those of these notes that this audience sees, in board order, and each as it sees it."""
    seen = [note for note in touched if notes.visible(note, facilitates=audience.sees_hidden)]
    board, fragments = _found(workshop, audience, seen)
    _paint(session, workshop, audience, board, seen, fragments)
    return seen, fragments


def own(session: Session, workshop: Workshop, written: Iterable[Note], language: str) -> dict[str, str]:
    """Each of these notes as its writer's slip has it; only id and revision of what is `written` are looked at."""
    assert workshop.id is not None
    board, fragments, missing = _own_found(workshop, written, language)
    if missing:
        read = notes.written(session, workshop.id, [note.id for note in missing])
        _paint_own(workshop, language, board, read, fragments)
    return fragments


def own_repainted(workshop: Workshop, touched: Iterable[Note], language: str) -> dict[str, str]:
    """Each of the notes that something happened to, as its writer's slip has it."""
    board, fragments, missing = _own_found(workshop, touched, language)
    _paint_own(workshop, language, board, missing, fragments)
    return fragments


def mapped(session: Session, workshop: Workshop, code_book: mapping.CodeBook, ids: list[str] | None = None) -> set[str]:
    """Which notes of a workshop (of these, if `ids` are given) have an element, or are not about the framework."""
    assert workshop.id is not None
    found = mapping.codes(session, workshop.id, ids=ids)
    return {note_id for note_id, keys in found.items() if keys - code_book.value_keys}


def forget() -> None:
    """Forget everything: something was painted that was not committed, and its revision may come to be another."""
    _kept.forget()


def map_rank(note: Note, column_number: int, mapped: bool) -> str:
    """Where a note stands in the mapping queue: unmapped first, then by column, then as on the board."""
    return f"{int(mapped)}{column_number:04d} {note.order_key} {note.id}"


def _found(workshop: Workshop, audience: Audience, seen: list[Note]) -> tuple[str, dict[str, str]]:
    """Under what this audience's fragments of this board are kept, and those that are."""
    # The epoch of a process is its lifetime: a restore is followed by a restart. Text knows its hash; a tuple does not.
    board = f"{workshop.key} {workshop.made_at} {workshop.look} {audience.view} {audience.language}"
    return board, _kept.get(board, seen)


def _paint(
    session: Session,
    workshop: Workshop,
    audience: Audience,
    board: str,
    read: list[Note],
    fragments: dict[str, str],
) -> None:
    """Paint those of the notes that were read which are not among the fragments yet, and keep them."""
    missing = [note for note in read if note.id not in fragments]
    if not missing:
        return
    template = compiled(audience.language, "map/_entry.html" if audience.view == MAP else "board/_note.html")
    extra = _map_facts(session, workshop, missing) if audience.view == MAP else {}
    for note in missing:
        fragment = template.render(note=note, workshop=workshop, audience=audience, **extra.get(note.id, {}))
        fragments[note.id] = fragment
        _kept.keep(board, note, fragment)


def _own_found(workshop: Workshop, written: Iterable[Note], language: str) -> tuple[str, dict[str, str], list[Note]]:
    board = f"{workshop.key} {workshop.made_at} {bool(workshop.closed_at)} own {language}"
    written = list(written)
    fragments = _kept.get(board, written)
    return board, fragments, [note for note in written if note.id not in fragments]


def _paint_own(workshop: Workshop, language: str, board: str, read: Iterable[Note], fragments: dict[str, str]) -> None:
    template = compiled(language, "board/_own.html")
    for note in read:
        fragment = fragments[note.id] = template.render(note=note, workshop=workshop)
        _kept.keep(board, note, fragment)


def _map_facts(session: Session, workshop: Workshop, seen: list[Note]) -> dict[str, dict[str, Any]]:
    assert workshop.id is not None
    code_book = mapping.code_book(session, workshop)
    ids = [note.id for note in seen]
    coders = mapping.coders(session, workshop.id, ids=ids if len(ids) < MOST_BY_ID else None)
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


class _Kept:
    """Fragments by board, note and revision, the longest unused forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._fragments: OrderedDict[tuple[str, str, int], str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, board: str, notes: Iterable[Note]) -> dict[str, str]:
        """What is kept of these notes at their present revisions, by their ids."""
        found = {}
        with self._lock:
            for note in notes:
                key = (board, note.id, note.revision)
                fragment = self._fragments.get(key)
                if fragment is not None:
                    self._fragments.move_to_end(key)
                    found[note.id] = fragment
        return found

    def keep(self, board: str, note: Note, fragment: str) -> None:
        with self._lock:
            self._fragments[(board, note.id, note.revision)] = fragment
            while len(self._fragments) > self._most:
                self._fragments.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._fragments.clear()


_kept = _Kept(CACHED_NOTES)
