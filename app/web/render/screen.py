"""The projector screen, rendered as a whole after every event: it shows a few notes only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlmodel import Session

from app.domain.board import note_rows
from app.domain.mapping import codings
from app.domain.mapping.codings import CodeBook, Totals
from app.domain.rows import AnyNote, AnyWorkshop, ColumnRow
from app.domain.steering import screen
from app.domain.steering.state import Steering
from app.domain.steering.visibility import Who
from app.domain.workshops import column_rows, groups
from app.presentation.templates import html
from app.web.render import asks
from app.web.render.asks import Asking
from app.web.render.page_pieces import drawn_wheel
from app.web.render.pieces import piece
from app.web.render.steering import Spotlight, read_spotlight
from app.web.render.votes import Vote, latest_vote

# More than fit at 1920 by 1080 pixels.
MOST_NOTES = 16
MOST_RANKED = 6
_Notes = list[tuple[AnyNote, str | None]]


@dataclass(frozen=True)
class Screen:
    """What the screen shows: a value of `screen.SHOWS`. Of `column`, `lists` has the newest notes with their groups.

    There are two lists, each newest first. A note goes to the one after the note before it and stays there, so that a
    new note moves the notes of one list only.
    """

    shows: str
    column: ColumnRow | None
    number: int
    lists: tuple[_Notes, ...]
    count: int
    spotlight: Spotlight
    vote: Vote | None
    totals: Totals | None
    code_book: CodeBook | None
    wheel: str
    asking: Asking | None


def read_screen(session: Session, steering: Steering, language: str) -> Screen:
    """What the screen shows now. What it was told to show and cannot, such as a removed question, gives the board."""
    workshop = steering.workshop
    columns = column_rows.of(session, workshop.id)
    spotlight = read_spotlight(session, workshop)
    vote = latest_vote(session, steering)
    asking = asks.on_screen(session, steering, language)
    possible = {
        screen.JOIN: workshop.code is not None and workshop.closed_at is None,
        screen.SPOTLIGHT: spotlight.note is not None,
        screen.VOTES: vote is not None,
        screen.RATINGS: asking is not None,
    }
    wanted = workshop.screen if workshop.screen in screen.SHOWS else screen.BOARD
    shows = wanted if possible.get(wanted, True) else screen.BOARD
    column = screen.shown_column(workshop, columns) or next((one for one in columns if one.id == steering.asked), None)
    counts = note_rows.counts(session, workshop.id)
    told = {number: of_column[Who.EVERYONE] for number, of_column in counts.items()}
    book = totals = None
    if shows == screen.WHEEL:
        book = codings.code_book(session, workshop, language)
        totals = codings.totals(session, workshop.id, book, who=Who.EVERYONE)
    return Screen(
        shows=shows,
        column=column,
        number=columns.index(column) + 1 if column else 0,
        lists=_lists(session, workshop, column) if shows == screen.BOARD else (),
        count=told.get(column.id, 0) if column else sum(told.values()),
        spotlight=spotlight,
        vote=vote,
        totals=totals,
        code_book=book,
        wheel=Markup(drawn_wheel(book, totals, language)) if book and totals else "",  # noqa: S704
        asking=asking,
    )


def screen_pieces(session: Session, steering: Steering, language: str) -> Iterable[str]:
    """Everything on the screen that can change."""
    values = screen_values(session, steering, language)
    for target, template in (
        ("screen", "steering/_screen.html"),
        ("clock", "board/_clock.html"),
        ("qr", "steering/_screen-qr.html"),
        ("code", "board/_code.html"),
        ("screen-count", "steering/_screen-count.html"),
    ):
        yield piece(f"#{target}", "outerMorph", html(template, language, **values))


def screen_values(session: Session, steering: Steering, language: str) -> dict[str, Any]:
    """What the screen's templates read."""
    shown = read_screen(session, steering, language)
    return {"workshop": steering.workshop, "steering": steering, "screen": shown, "most_ranked": MOST_RANKED}


def _lists(session: Session, workshop: AnyWorkshop, column: ColumnRow | None) -> tuple[_Notes, ...]:
    workshop_id, only = workshop.id, column.id if column else None
    newest = note_rows.newest(session, workshop_id, MOST_NOTES, only)
    shown: _Notes = [(note, groups.shown(workshop, note.speaks_for)) for note in newest]
    # The first of all notes is in the first list.
    later = 1 - note_rows.newest_count(session, workshop_id, only) % 2
    return shown[later::2], shown[1 - later :: 2]
