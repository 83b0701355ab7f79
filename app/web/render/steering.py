"""The pieces of a page that show where the workshop is, what is asked for everyone's attention, and the controls."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.rows import AnyWorkshop, ColumnRow, NoteRow
from app.domain.steering import approval, attention, signals
from app.domain.steering.signals import Signals
from app.domain.steering.state import Steering
from app.domain.workshops import column_rows, groups
from app.presentation.templates import compiled, html
from app.web.render.asks import Asking
from app.web.render.audience import MAP, Audience
from app.web.render.pieces import piece
from app.web.render.votes import Vote


@dataclass(frozen=True)
class Controls:
    """What facilitators steer from: the number of notes and comments that wait for approval, the signals of
    participants, and the questions."""

    waiting: int
    signals: Signals
    columns: Sequence[ColumnRow]


@dataclass(frozen=True)
class Spotlight:
    """The note that every screen shows, or None; `group` is for whom its writer speaks, if notes show it."""

    note: NoteRow | None
    group: str | None


def read_controls(session: Session, workshop: AnyWorkshop) -> Controls:
    waiting = approval.waiting(session, workshop.id)
    return Controls(waiting, signals.read(session, workshop), column_rows.of(session, workshop.id))


def read_spotlight(session: Session, workshop: AnyWorkshop) -> Spotlight:
    note = attention.shown_note(session, workshop)
    return Spotlight(note, groups.shown(workshop, note.speaks_for) if note else None)


def control_values(controls: Controls) -> dict[str, Any]:
    """What the templates of the controls read."""
    return {
        # A page fetches how many wait to join, because turns come by time.
        "newcomers": 0,
        "waiting": controls.waiting,
        "signals": controls.signals,
        "columns": controls.columns,
        "longest_announcement": attention.LONGEST_ANNOUNCEMENT,
    }


def bar_pieces(
    steering: Steering, controls: Controls | None, spotlight: Spotlight, audience: Audience
) -> Iterable[str]:
    """Where the workshop is, the clock, what everyone is shown, and the `controls` of facilitators."""
    values: dict[str, Any] = {"workshop": steering.workshop, "steering": steering, "audience": audience}
    for target in ("stage", "clock"):
        rendered = html(f"board/_{target}.html", audience.language, **values)
        yield piece(f"#{target}", "outerMorph", rendered)
    if audience.view != MAP:
        yield attention_piece(steering.workshop, spotlight, audience)
    if controls is not None:
        rendered = html("steering/_bar.html", audience.language, **values, **control_values(controls))
        yield piece("#bar", "outerMorph", rendered)


def attention_piece(workshop: AnyWorkshop, spotlight: Spotlight, audience: Audience) -> str:
    """The facilitators' message, and the note that every screen shows."""
    values = {"workshop": workshop, "spotlight": spotlight, "facilitates": audience.facilitates}
    return piece("#attention", "outerMorph", html("board/_attention.html", audience.language, **values))


def control_piece(name: str, workshop: AnyWorkshop, controls: Controls, audience: Audience) -> str:
    """One part of the bar, by the name of its element and template."""
    values = {"workshop": workshop, "audience": audience, **control_values(controls)}
    rendered = html(f"steering/_{name}.html", audience.language, **values)
    return piece(f"#{name}", "outerMorph", rendered)


def panel_piece(steering: Steering, vote: Vote | None, asking: Asking | None, audience: Audience) -> str:
    """What the present phase is about, beside the facilitators' board."""
    rendered = html("steering/_panel.html", audience.language, steering=steering, vote=vote, asking=asking)
    return piece("#panel", "outerMorph", rendered)


def state_pieces(steering: Steering, columns: Iterable[ColumnRow], audience: Audience) -> Iterable[str]:
    """The state of every column of a board."""
    if audience.view == MAP:
        return
    state_of = compiled(audience.language, "board/_state.html")
    values = {"workshop": steering.workshop, "steering": steering, "facilitates": audience.facilitates}
    for column in columns:
        yield piece(f"#state-{column.id}", "outerMorph", state_of.render(column=column, **values))
