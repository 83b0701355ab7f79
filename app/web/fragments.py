"""Notes as they are painted, and where they are kept: a note is painted once for each audience and state, and from then
on the first page load, the catch-up and the news are made of the same fragment."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain import mapping, notes
from app.domain.models import Note, Workshop
from app.render import environment

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


def painted(
    session: Session, workshop: Workshop, audience: Audience, ids: list[str] | None = None
) -> tuple[list[Note], dict[str, str]]:
    """The notes this audience sees, in board order, and each as it sees it; only these `ids` if given.

    A whole board is made of what is kept; what is not kept is read. Of the notes only their places may be looked at.
    """
    assert workshop.id is not None
    hidden = audience.sees_hidden
    if ids is None:
        seen = notes.places(session, workshop.id, facilitates=hidden)
    else:
        # Something happened to them, so hardly one of them will be there.
        seen = notes.on_board(session, workshop.id, facilitates=hidden, ids=ids)
    # The epoch of a process is its lifetime: a restore is followed by a restart. Text knows its hash; a tuple does not.
    board = f"{workshop.key} {workshop.made_at} {workshop.look} {audience.view} {audience.language}"
    kept = _kept.get((board, note.id, note.revision) for note in seen)
    fragments = {note.id: fragment for note, fragment in zip(seen, kept, strict=True) if fragment is not None}
    if len(fragments) == len(seen):
        return seen, fragments
    missing = [note for note in seen if note.id not in fragments]
    if ids is None:
        some = [note.id for note in missing] if len(missing) <= MOST_BY_ID else None
        found = notes.on_board(session, workshop.id, facilitates=hidden, ids=some)
        missing = [note for note in found if note.id not in fragments]
    template = environment(audience.language).get_template(
        "map/_entry.html" if audience.view == MAP else "board/_note.html"
    )
    extra = _map_facts(session, workshop, missing) if audience.view == MAP else {}
    for note in missing:
        fragment = template.render(note=note, workshop=workshop, audience=audience, **extra.get(note.id, {}))
        fragments[note.id] = fragment
        _kept.keep((board, note.id, note.revision), fragment)
    return seen, fragments


def own(session: Session, workshop: Workshop, written: Iterable[Note], language: str) -> dict[str, str]:
    """Each of these notes as its writer's slip has it; only id and revision of what is `written` are looked at."""
    assert workshop.id is not None
    board = f"{workshop.key} {workshop.made_at} {bool(workshop.closed_at)} own {language}"
    keys = {note.id: (board, note.id, note.revision) for note in written}
    kept = dict(zip(keys, _kept.get(keys.values()), strict=True))
    fragments = {note_id: fragment for note_id, fragment in kept.items() if fragment is not None}
    missing = [note_id for note_id in keys if note_id not in fragments]
    template = environment(language).get_template("board/_own.html")
    for note in notes.written(session, workshop.id, missing) if missing else ():
        fragment = fragments[note.id] = template.render(note=note, workshop=workshop)
        _kept.keep(keys[note.id], fragment)
    return fragments


def mapped(session: Session, workshop: Workshop, code_book: mapping.CodeBook, ids: list[str] | None = None) -> set[str]:
    """Which notes of a workshop (of these, if `ids` are given) have an element, or are not about the framework."""
    assert workshop.id is not None
    found = mapping.codes(session, workshop.id, ids=ids)
    return {note_id for note_id, keys in found.items() if keys - code_book.value_keys}


def map_rank(note: Note, column_number: int, mapped: bool) -> str:
    """Where a note stands in the mapping queue: unmapped first, then by column, then as on the board."""
    return f"{int(mapped)}{column_number:04d} {note.order_key} {note.id}"


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
    """Fragments by what they show, the longest unused forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._fragments: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, keys: Iterable[Hashable]) -> list[str | None]:
        """What is kept under each of these keys."""
        found = []
        with self._lock:
            for key in keys:
                fragment = self._fragments.get(key)
                if fragment is not None:
                    self._fragments.move_to_end(key)
                found.append(fragment)
        return found

    def keep(self, key: Hashable, fragment: str) -> None:
        with self._lock:
            self._fragments[key] = fragment
            while len(self._fragments) > self._most:
                self._fragments.popitem(last=False)


_kept = _Kept(CACHED_NOTES)
