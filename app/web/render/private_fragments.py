"""Private fragments: a seat's list of its own notes. If rendering them together fails, each is rendered alone."""

from collections.abc import Collection
from functools import partial

from sqlmodel import Session

from app.domain.board import notes
from app.domain.rows import AnyWorkshop, TouchedNote
from app.domain.workshops import seats
from app.presentation.templates import compiled
from app.web.render.fragments import MAP, Audience, Fragments
from app.web.render.isolated import attempt
from app.web.render.pieces import piece


def whole(fragments: Fragments, session: Session, workshop: AnyWorkshop, seat_ref: str, audience: Audience) -> str:
    """A seat's whole private fragment, as a page load shows it."""
    return _whole(fragments, session, workshop, [seat_ref], audience)[seat_ref]


def updates(
    fragments: Fragments,
    session: Session,
    workshop: AnyWorkshop,
    audience: Audience,
    refs: Collection[str],
    touched: list[TouchedNote] | None,
    changed: Collection[str] = (),
) -> tuple[dict[str, str], set[str]]:
    """The private fragments to send to each of these seats, and the seats for which rendering failed.

    A seat gets the entries of the `touched` notes that it wrote. It gets its whole private fragment if it is one of the
    `changed` ones, and every seat does if `touched` is None.
    The writer comes from the note's row, because the journal does not record it. Raises DBAPIError.
    """
    if audience.view == MAP:
        return {}, set()

    def render(asked: Collection[str]) -> dict[str, str]:
        whole_for = asked if touched is None else [ref for ref in asked if ref in changed]
        others = [ref for ref in asked if ref not in whole_for] if touched else []
        return _whole_pieces(fragments, session, workshop, audience, whole_for) | _entry_pieces(
            fragments, session, workshop, audience, others, touched or []
        )

    together = attempt(partial(render, refs), f"the private fragments of workshop {workshop.id}")
    if together is not None:
        return together, set()
    alone = {seat: attempt(partial(render, [seat]), f"a private fragment of workshop {workshop.id}") for seat in refs}
    rendered = {seat: fragment for found in alone.values() if found is not None for seat, fragment in found.items()}
    return rendered, {seat for seat, found in alone.items() if found is None}


def _whole_pieces(
    fragments: Fragments, session: Session, workshop: AnyWorkshop, audience: Audience, refs: Collection[str]
) -> dict[str, str]:
    found = _whole(fragments, session, workshop, refs, audience) if refs else {}
    return {seat: piece("#private-fragment", "outerMorph", fragment) for seat, fragment in found.items()}


def _entry_pieces(
    fragments: Fragments,
    session: Session,
    workshop: AnyWorkshop,
    audience: Audience,
    refs: Collection[str],
    touched: list[TouchedNote],
) -> dict[str, str]:
    written = [note for note in touched if note.seat_ref in refs]
    return _entries(fragments, session, workshop, written, audience.language) if written else {}


def _whole(
    fragments: Fragments, session: Session, workshop: AnyWorkshop, refs: Collection[str], audience: Audience
) -> dict[str, str]:
    assert workshop.id is not None
    own, present = notes.own(session, workshop.id, refs), seats.rows(session, workshop.id, refs)
    written = [revision for revisions in own.values() for revision in revisions]
    rendered = fragments.own(session, workshop, written, audience.language)
    template = compiled(audience.language, "board/_private-fragment.html")
    return {
        ref: template.render(
            own=[rendered[at] for at in own.get(ref, ())], seat=present.get(ref), workshop=workshop, audience=audience
        )
        for ref in refs
    }


def _entries(
    fragments: Fragments, session: Session, workshop: AnyWorkshop, touched: list[TouchedNote], language: str
) -> dict[str, str]:
    """For each seat that wrote a touched note: the entries of these notes, and the count of all its notes."""
    assert workshop.id is not None
    rendered = fragments.own_rerendered(workshop, touched, language)
    written: dict[str, list[str]] = {}
    for note in touched:
        assert note.seat_ref is not None
        written.setdefault(note.seat_ref, []).append(rendered[note.revision])
    counts = notes.own_counts(session, workshop.id, written)
    count = compiled(language, "board/_mine-count.html")
    return {
        seat: piece("#mine", "place", "".join(entries))
        + piece("#mine-count", "outerMorph", count.render(count=counts[seat]))
        for seat, entries in written.items()
    }
