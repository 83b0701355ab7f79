"""Private fragments: a seat's list of its own notes, and its own states. If rendering them together fails, each is
rendered alone."""

from collections.abc import Collection, Iterable
from functools import partial

from markupsafe import Markup
from sqlmodel import Session

from app.domain.board import note_rows
from app.domain.rows import AnyWorkshop, TouchedNote
from app.domain.steering.state import Steering
from app.presentation.templates import compiled
from app.web.render import own_comments, own_states
from app.web.render.audience import BOARD, Audience
from app.web.render.fragments import Fragments
from app.web.render.isolated import attempt
from app.web.render.pieces import piece

# A seat reference that no seat has, for the board as a participant without notes sees it.
NOBODY = ""


def whole(fragments: Fragments, session: Session, workshop: AnyWorkshop, seat_ref: str, audience: Audience) -> str:
    """A seat's whole private fragment, as a page load shows it."""
    return _whole(fragments, session, workshop, [seat_ref], audience)[seat_ref]


def piece_of(fragments: Fragments, session: Session, steering: Steering, audience: Audience, seat_ref: str) -> str:
    """A seat's whole private fragment and its own states, as fragments."""
    own = whole(fragments, session, steering.workshop, seat_ref, audience)
    states = own_states.pieces(session, steering, [seat_ref], audience.language) if audience.view == BOARD else {}
    return piece("#private-fragment", "outerMorph", own) + states.get(seat_ref, "")


def updates(
    fragments: Fragments,
    session: Session,
    workshop: AnyWorkshop,
    audience: Audience,
    seats: Collection[str],
    touched: list[TouchedNote] | None,
    steering: Steering,
    changed: Collection[str],
) -> tuple[dict[str, str], set[str]]:
    """The private fragments to send to each of these seats, and the seats for which rendering failed.

    A seat gets the entries of the `touched` notes that it wrote, and its own states if it is among `changed`; or
    everything if `touched` is None. The writer comes from the note's row, because the journal does not record it.
    Raises DBAPIError.
    """
    if not audience.has_private:
        return {}, set()

    def render(refs: Collection[str]) -> dict[str, str]:
        notes_of = _updates(fragments, session, workshop, audience, refs, touched)
        stale = set(refs) if touched is None else set(refs) & set(changed)
        if not stale:
            return notes_of
        states = _states(session, steering, stale, audience, with_comments=touched is not None)
        return {ref: notes_of.get(ref, "") + states.get(ref, "") for ref in notes_of.keys() | states.keys()}

    together = attempt(partial(render, seats), f"the private fragments of workshop {workshop.id}")
    if together is not None:
        return together, set()
    alone = {seat: attempt(partial(render, [seat]), f"a private fragment of workshop {workshop.id}") for seat in seats}
    rendered = {seat: fragment for found in alone.values() if found is not None for seat, fragment in found.items()}
    return rendered, {seat for seat, found in alone.items() if found is None}


def _updates(
    fragments: Fragments,
    session: Session,
    workshop: AnyWorkshop,
    audience: Audience,
    seats: Collection[str],
    touched: list[TouchedNote] | None,
) -> dict[str, str]:
    if touched is None:
        found = _whole(fragments, session, workshop, seats, audience)
        return {seat: piece("#private-fragment", "outerMorph", fragment) for seat, fragment in found.items()}
    written = [note for note in touched if note.seat_ref in seats]
    return _entries(fragments, session, workshop, written, audience.language) if written else {}


def _states(
    session: Session, steering: Steering, seats: Collection[str], audience: Audience, *, with_comments: bool
) -> dict[str, str]:
    """The own states of these seats as fragments; their comments are also in their whole private fragment."""
    states = own_states.pieces(session, steering, seats, audience.language) if audience.view == BOARD else {}
    if not with_comments:
        return states
    comments = own_comments.elements(session, steering.workshop, seats, audience.language)
    return {ref: states.get(ref, "") + piece("#own-comments", "outerMorph", comments[ref]) for ref in seats}


def _whole(
    fragments: Fragments, session: Session, workshop: AnyWorkshop, refs: Iterable[str], audience: Audience
) -> dict[str, str]:
    own = note_rows.own(session, workshop.id, refs)
    written = [revision for revisions in own.values() for revision in revisions]
    rendered = fragments.own(session, workshop, written, audience.language)
    template = compiled(audience.language, "board/_private-fragment.html")
    comments = own_comments.elements(session, workshop, list(refs), audience.language)
    return {
        ref: template.render(
            own=[rendered[at] for at in own.get(ref, ())],
            comments=Markup(comments[ref]),  # noqa: S704
            workshop=workshop,
            audience=audience,
        )
        for ref in refs
    }


def _entries(
    fragments: Fragments, session: Session, workshop: AnyWorkshop, touched: list[TouchedNote], language: str
) -> dict[str, str]:
    """For each seat that wrote a touched note: the entries of these notes, and the count of all its notes."""
    rendered = fragments.own_rerendered(workshop, touched, language)
    written: dict[str, list[TouchedNote]] = {}
    for note in touched:
        assert note.seat_ref is not None
        written.setdefault(note.seat_ref, []).append(note)
    template = compiled(language, "board/_mine-count.html")
    # While many people write, most of them have written one of a few numbers of notes.
    counts = {
        number: piece("#mine-count", "outerMorph", template.render(count=number))
        for number in {own[0].own for own in written.values()}
    }
    return {
        seat: piece("#mine", "place", "".join(rendered[note.revision] for note in own)) + counts[own[0].own]
        for seat, own in written.items()
    }
