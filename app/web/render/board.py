"""A board as its pages show it, read in one snapshot: the data for the templates of board and mapping page."""

import secrets
from dataclasses import dataclass

from sqlmodel import Session

from app.domain import journal
from app.domain.board import note_rows, stacking
from app.domain.mapping import codings
from app.domain.rows import AnyWorkshop, ColumnRow
from app.domain.steering import state
from app.domain.steering.state import Steering
from app.domain.steering.visibility import Who
from app.domain.workshops import column_rows, workshops
from app.web.render import asks
from app.web.render.asks import Asking
from app.web.render.audience import MAP, SCREEN, STEER, Audience
from app.web.render.blocks import Block, fill, placeholder
from app.web.render.fragments import Fragments, mapped
from app.web.render.steering import Controls, Spotlight, read_controls, read_spotlight
from app.web.render.votes import Vote, present_vote

QUEUE = "queue"
MAP_FACTS = {"not_about": codings.NOT_ABOUT, "notes": placeholder(QUEUE)}
# Kept out of cached fragments: the id that a browser without JavaScript posts a note under.
BOARD_FACTS = {"fresh_id": secrets.token_hex, "notes_of": placeholder}


@dataclass(frozen=True)
class Board:
    """Everything that one view of a workshop is rendered from, read in one snapshot."""

    workshop: AnyWorkshop
    audience: Audience
    epoch: str
    place: str | None
    columns: list[ColumnRow]
    counts: dict[int, int]
    # Placeholder name → rendered notes.
    blocks: dict[str, list[Block]]
    totals: codings.Totals | None
    code_book: codings.CodeBook | None
    steering: Steering
    # Of the present phase, for facilitators.
    vote: Vote | None
    # What the present phase has people rate, and whether results of a rating were shown.
    asking: Asking | None
    rated: bool
    # The column in which people write what would help a link, while they rate links.
    helps: int | None
    spotlight: Spotlight
    # For facilitators.
    controls: Controls | None

    def fill(self, html: str, *, gzipped: bool) -> bytes:
        """Fill the placeholders of a page rendered from this board, as UTF-8, or as gzip if `gzipped`."""
        return fill(html, self.blocks, gzipped=gzipped)


def read_board(fragments: Fragments, session: Session, workshop: AnyWorkshop, audience: Audience) -> Board:
    """Read the present board of a workshop for one audience."""
    _seq, epoch = journal.position(session, workshop.id)
    columns = column_rows.of(session, workshop.id)
    counts, code_book, totals = {}, None, None
    if audience.view == MAP:
        code_book = codings.code_book(session, workshop, audience.language)
        totals = codings.totals(session, workshop.id, code_book)
        spots = {QUEUE: _queue(session, workshop, columns, code_book)}
    elif audience.view == SCREEN:
        # It shows a few notes only, which `screen.py` reads.
        spots = {}
    else:
        seen = note_rows.revisions(session, workshop.id, audience.who)
        counts = {column.id: len(seen.get(column.id, ())) for column in columns}
        if any(column.veiled for column in columns):
            counts |= {number: told[audience.who] for number, told in note_rows.counts(session, workshop.id).items()}
        spots = {f"{column.id}": seen.get(column.id, []) for column in columns}
    steering = state.read(session, workshop)
    asking = asks.NOTHING if audience.view in (MAP, SCREEN) else asks.values(session, steering, audience.language)
    return Board(
        workshop=workshop,
        audience=audience,
        epoch=epoch,
        place=workshops.place_name(session, workshop),
        columns=columns,
        counts=counts,
        blocks=fragments.blocks(session, workshop, audience.rendered_as, spots),
        totals=totals,
        code_book=code_book,
        steering=steering,
        vote=present_vote(session, steering) if audience.view == STEER else None,
        asking=asking["asking"],
        helps=asking["helps"],
        rated=asking["rated"],
        spotlight=read_spotlight(session, workshop),
        controls=read_controls(session, workshop) if audience.facilitates else None,
    )


def _queue(session: Session, workshop: AnyWorkshop, columns: list[ColumnRow], code_book: codings.CodeBook) -> list[int]:
    """The revisions of the notes on the mapping page, in the order of `map_rank`."""
    numbers = {column.id: number for number, column in enumerate(columns)}
    done = mapped(session, workshop, code_book)
    under_others = stacking.under_others(session, workshop.id)
    seen = [
        note for note in note_rows.positions(session, workshop.id, Who.MAPPERS) if note.revision not in under_others
    ]
    return [note.revision for note in sorted(seen, key=lambda note: (note.id in done, numbers[note.column_id]))]
