"""Renders notes and keeps the HTML: once for each audience and state of a note.

The first page load, the catch-up and the updates all use the same fragment of a note.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from app.domain.board import note_rows, stacking
from app.domain.mapping import codings, removals
from app.domain.rows import AnyNote, AnyWorkshop, ColumnRow
from app.domain.steering import state
from app.domain.steering.approval import REASONS
from app.domain.steering.state import Steering
from app.domain.steering.visibility import visible
from app.domain.workshops import column_rows, groups
from app.presentation.templates import compiled
from app.presentation.words import colleague_name
from app.web.bounded_cache import BoundedCache
from app.web.render.audience import BOARD, MAP, SCREEN, Audience
from app.web.render.blocks import NOTES, Block, block
from app.web.render.note_facts import FEW, note_facts

MOST_FRAGMENTS, MOST_BLOCKS = 50_000, 1_500
# Fragments are weighed in characters, blocks in bytes: 2,000 quotation marks take forty times as much as most notes.
MOST_KEPT = 64 * 1024 * 1024


class Fragments:
    """The rendered notes of one process."""

    def __init__(self) -> None:
        self._fragments: BoundedCache[str] = BoundedCache(MOST_FRAGMENTS, MOST_KEPT, len)
        # Keyed by position on the board, so that a new block replaces the old one at its position.
        self._blocks: BoundedCache[tuple[Sequence[int], Block]] = BoundedCache(
            MOST_BLOCKS, MOST_KEPT, lambda kept: len(kept[1].plain) + len(kept[1].gzipped)
        )

    def blocks(
        self, session: Session, workshop: AnyWorkshop, audience: Audience, placeholders: Mapping[str, Sequence[int]]
    ) -> dict[str, list[Block]]:
        """Blocks for each placeholder of a page. `placeholders` gives the revisions of its notes, in order."""
        board = _board(workshop, audience)
        runs = {
            (name, start): revisions[start : start + NOTES]
            for name, revisions in placeholders.items()
            for start in range(0, len(revisions), NOTES)
        }
        found: dict[tuple[str, int], Block] = {}
        missing: dict[tuple[str, int], Sequence[int]] = {}
        for run, revisions in runs.items():
            before, kept = self._blocks.get((board, run)) or (None, None)
            if kept is not None and before == revisions:
                found[run] = kept
            else:
                missing[run] = revisions
        if missing:
            wanted = [revision for revisions in missing.values() for revision in revisions]
            fragments = self._rendered_notes(session, workshop, audience, board, wanted)
            for run, revisions in missing.items():
                found[run] = block("".join(fragments[revision] for revision in revisions))
                self._blocks.keep((board, run), (revisions, found[run]))
        return {name: [found[run] for run in runs if run[0] == name] for name in placeholders}

    def rerendered(
        self,
        session: Session,
        steering: Steering,
        audience: Audience,
        touched: Sequence[AnyNote],
        columns: Mapping[int, ColumnRow],
    ) -> tuple[list[AnyNote], dict[int, str]]:
        """The touched notes that this audience sees, in the given order, and their fragments by revision.

        `columns` are the workshop's columns by id.
        """
        seen = [
            note
            for note in touched
            if visible(note, columns[note.column_id], columns[note.column_id].opens_in, audience.who)
            # A stack is mapped as its leading note.
            and (audience.view != MAP or note.stack in (None, note.id))
        ]
        board = _board(steering.workshop, audience)
        fragments = self._found(board, (note.revision for note in seen))
        self._render_notes(session, steering, audience, board, seen, fragments)
        return seen, fragments

    def own(self, session: Session, workshop: AnyWorkshop, revisions: Sequence[int], language: str) -> dict[int, str]:
        """The entries for writers' private fragments of the notes with these revisions, by revision."""
        board = _own_board(workshop, language)
        fragments = self._found(board, revisions)
        if missing := [revision for revision in revisions if revision not in fragments]:
            self._render_own(workshop, language, board, note_rows.at(session, workshop.id, missing), fragments)
        return fragments

    def own_rerendered(self, workshop: AnyWorkshop, touched: Sequence[AnyNote], language: str) -> dict[int, str]:
        """The entries for writers' private fragments of these notes, by revision."""
        board = _own_board(workshop, language)
        fragments = self._found(board, (note.revision for note in touched))
        self._render_own(workshop, language, board, touched, fragments)
        return fragments

    def _found(self, board: str, revisions: Iterable[int]) -> dict[int, str]:
        """The cached fragments of a board, by revision."""
        found = {revision: self._fragments.get((board, revision)) for revision in revisions}
        return {revision: fragment for revision, fragment in found.items() if fragment is not None}

    def _rendered_notes(
        self, session: Session, workshop: AnyWorkshop, audience: Audience, board: str, revisions: list[int]
    ) -> dict[int, str]:
        fragments = self._found(board, revisions)
        if missing := [revision for revision in revisions if revision not in fragments]:
            if len(missing) <= FEW:
                read = note_rows.at(session, workshop.id, missing)
            else:
                read = note_rows.on_board(session, workshop.id, audience.who)
            self._render_notes(session, state.read(session, workshop), audience, board, read, fragments)
        return fragments

    def _render_notes(
        self,
        session: Session,
        steering: Steering,
        audience: Audience,
        board: str,
        read: Sequence[AnyNote],
        fragments: dict[int, str],
    ) -> None:
        """Render the notes of `read` that have no fragment yet. Add them to `fragments` and to the cache."""
        missing = [note for note in read if note.revision not in fragments]
        if not missing:
            return
        workshop = steering.workshop
        template = compiled(audience.language, "mapping/_entry.html" if audience.view == MAP else "board/_note.html")
        if audience.view == MAP:
            extra = _map_facts(session, workshop, audience.language, missing)
        else:
            extra = note_facts(
                *(session, steering, missing, audience.who), acts=audience.view != SCREEN, votes=audience.view == BOARD
            )
        for note in missing:
            group = groups.shown(workshop, note.speaks_for)
            fragment = template.render(
                **extra.get(note.id, {}), note=note, group=group, workshop=workshop, audience=audience, reasons=REASONS
            )
            fragments[note.revision] = fragment
            self._fragments.keep((board, note.revision), fragment)

    def _render_own(
        self, workshop: AnyWorkshop, language: str, board: str, read: Sequence[AnyNote], fragments: dict[int, str]
    ) -> None:
        template = compiled(language, "board/_own.html")
        for note in read:
            if note.revision not in fragments:
                fragment = fragments[note.revision] = template.render(note=note, workshop=workshop, reasons=REASONS)
                self._fragments.keep((board, note.revision), fragment)


def mapped(
    session: Session, workshop: AnyWorkshop, code_book: codings.CodeBook, ids: list[str] | None = None
) -> set[str]:
    """The ids of notes that have an element or are marked "not about the framework", among `ids` if given."""
    found = codings.codes(session, workshop.id, ids=ids)
    return {note_id for note_id, keys in found.items() if keys - code_book.aspect_keys}


def map_rank(note: AnyNote, column_number: int, mapped: bool) -> str:
    """The sort key of a note in the mapping queue: unmapped notes first, then by column, then in board order."""
    return f"{int(mapped)}{column_number:04d} {note.order_key} {note.id}"


def _board(workshop: AnyWorkshop, audience: Audience) -> str:
    """The cache key of an audience's notes on a board."""
    # The epoch is not part of it, because a restart follows a restore. A str caches its hash; a tuple does not.
    return f"{workshop.key} {workshop.made_at} {workshop.render_version} {audience.view} {audience.language}"


def _own_board(workshop: AnyWorkshop, language: str) -> str:
    return f"{workshop.key} {workshop.made_at} {bool(workshop.closed_at)} own {language}"


def _map_facts(
    session: Session, workshop: AnyWorkshop, language: str, seen: Sequence[AnyNote]
) -> dict[str, dict[str, Any]]:
    code_book = codings.code_book(session, workshop, language)
    ids = [note.id for note in seen]
    coders = codings.coders(session, workshop.id, ids=ids if len(ids) <= FEW else None)
    mapped = {note_id for note_id, keys in coders.items() if keys.keys() - code_book.aspect_keys}
    numbers = {column.id: number for number, column in enumerate(column_rows.of(session, workshop.id))}
    sizes = stacking.sizes(session, workshop.id, [note.id for note in seen if note.stack == note.id])
    removed = removals.recent(session, workshop.id, seen)
    in_order = [*code_book.names, codings.NOT_ABOUT]
    return {
        note.id: {
            "codes": {key: coders[note.id][key] for key in in_order if key in coders.get(note.id, {})},
            "names": code_book.names,
            "number": numbers[note.column_id] + 1,
            "mapped": note.id in mapped,
            "stacked": sizes.get(note.id, 0),
            "removed": {key: colleague_name(by, language) for key, by in removed.get(note.id, {}).items()},
            "rank": map_rank(note, numbers[note.column_id], note.id in mapped),
        }
        for note in seen
    }
