"""What the board and the screen show of the ask of the present phase, and of asks that were shown before."""

from typing import Any

from sqlmodel import Session

from app.domain.findings.asks import asks, helping
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.rows import AnyWorkshop
from app.domain.steering.state import Steering
from app.exports.ratings import asked
from app.exports.ratings.asked import Asking
from app.presentation.templates import html
from app.web.render.pieces import piece

# What the templates read of a workshop whose agenda has no rating.
NOTHING: dict[str, Any] = {"asking": None, "rated": False, "helps": None}


def read(session: Session, steering: Steering, language: str) -> Asking | None:
    """The ask of the present phase; None if it has none."""
    phase = steering.present
    ask = asks.row(session, phase.ask_id) if phase is not None and phase.ask_id else None
    return asked.of(session, steering.workshop, ask, language) if ask is not None else None


def on_screen(session: Session, steering: Steering, language: str) -> Asking | None:
    """The ask of the present phase, or the one that was shown last; None without any."""
    if (present := read(session, steering, language)) is not None:
        return present
    shown = [ask for ask in asks.listed(session, steering.workshop.id) if ask.shown_at]
    last = max(shown, key=lambda ask: (ask.shown_at, ask.id), default=None)
    return asked.of(session, steering.workshop, last, language) if last is not None else None


def shown_before(session: Session, workshop: AnyWorkshop) -> bool:
    """True if the results of an ask of this workshop were shown."""
    return any(ask.shown_at for ask in asks.listed(session, workshop.id))


def values(session: Session, steering: Steering, language: str) -> dict[str, Any]:
    """What the templates of the ask on the board read."""
    if not steering.rates:
        return NOTHING
    asking = read(session, steering, language)
    links = asking is not None and asking.ask.kind == LINKS
    return {
        "asking": asking,
        "rated": shown_before(session, steering.workshop),
        "helps": helping.column_for(session, steering) if links else None,
    }


def ask_piece(session: Session, steering: Steering, language: str) -> str:
    """The ask on the participants' board. It changes only with the state of the ask, never with an answer."""
    given = values(session, steering, language)
    rendered = html("findings/_ask.html", language, workshop=steering.workshop, steering=steering, **given)
    return piece("#ask", "outerMorph", rendered)
