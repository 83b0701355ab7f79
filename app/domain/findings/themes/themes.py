"""Themes: add, reword, nest, merge, remove and restore one. Their evidence is in `evidence.py`."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain.board import order
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings import programmes, versions
from app.domain.findings.coding import book
from app.domain.findings.events import ThemeAdded, ThemeMerged, ThemeMoved, ThemeRemoved, ThemeRestored, ThemeWorded
from app.domain.findings.models import Programme
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.themes.theme_models import Theme, ThemeElement, ThemeEvidence
from app.domain.text import one_line, optional_lines

LONGEST_NAME, LONGEST_IDEA, LONGEST_SUMMARY = 160, 400, 4000
TOO_LONG = gettext_noop("This is too long. Shorten it to 4,000 characters.")
MOST_THEMES = 60
KIND = "theme"
STATES = DRAFT, AGREED = ("draft", "agreed")


@dataclass(frozen=True)
class Wording:
    """What a theme says: a name that makes a claim, its central idea in one sentence, and a summary."""

    name: str
    idea: str = ""
    summary: str = ""
    state: str = DRAFT
    elements: tuple[str, ...] = ()


def listed(session: Session, programme: Programme) -> list[Theme]:
    """The themes that were not removed, in their order."""
    query = select(Theme).where(Theme.programme_id == programme.id, col(Theme.removed_at).is_(None))
    return list(session.exec(query.order_by(col(Theme.order_key), col(Theme.id))))


def find(session: Session, person: Colleague, theme_id: str, *, removed: bool = False) -> Theme:
    """One theme. Raises NotFound for another one, and for one that was removed unless `removed`."""
    theme = session.get(Theme, (person.programme_id, theme_id))
    if theme is None:
        raise NotFound("This theme is no longer there. Reload the page.")
    if theme.removed_at is not None and not removed:
        raise NotFound("Someone has removed this theme.")
    return theme


def elements(session: Session, programme: Programme) -> dict[str, set[str]]:
    """The elements and codes that each theme is about, by theme."""
    query = select(ThemeElement.theme_id, ThemeElement.element).where(ThemeElement.programme_id == programme.id)
    found: dict[str, set[str]] = {}
    for theme_id, element in session.exec(query):
        found.setdefault(theme_id, set()).add(element)
    return found


def set_elements(session: Session, person: Colleague, theme_id: str, keys: Iterable[str]) -> None:
    """Make these the elements and codes that a theme is about; the caller records it."""
    of_theme = (col(ThemeElement.programme_id) == person.programme_id, col(ThemeElement.theme_id) == theme_id)
    session.exec(delete(ThemeElement).where(*of_theme))
    for key in sorted(set(keys)):
        session.add(ThemeElement(programme_id=person.programme_id, theme_id=theme_id, element=key))
    session.flush()


def add(session: Session, person: Colleague, theme_id: str, wording: Wording, place_id: int | None = None) -> Theme:
    """Add a theme at the end; repeating an id changes nothing. Raises NotAllowed, NotFound, Conflict, Invalid."""
    require(person, Right.CODE)
    known = session.get(Theme, (person.programme_id, theme_id))
    if known is not None:
        return known
    values = _checked(session, person, wording)
    if place_id is not None:
        programmes.place(session, person.programme, place_id)
    rows = listed(session, person.programme)
    if len(rows) >= MOST_THEMES:
        raise Conflict("A programme has at most 60 themes. Merge some first.")
    theme = Theme(
        programme_id=person.programme_id,
        id=theme_id,
        place_id=place_id,
        order_key=order.between(rows[-1].order_key if rows else None, None),
        made_by_id=person.id,
        made_at=person.now,
        **values,
    )
    session.add(theme)
    session.flush()
    set_elements(session, person, theme_id, wording.elements)
    record(session, person, ThemeAdded(theme_id))
    return theme


def reword(session: Session, person: Colleague, theme_id: str, wording: Wording, revision: int) -> Theme:
    """Change what a theme says, based on its version `revision`; the former version is kept.

    Raises Conflict if someone else has changed it since, NotAllowed, NotFound, Invalid.
    """
    require(person, Right.CODE)
    theme = find(session, person, theme_id)
    if theme.revision != revision:
        raise Conflict("Someone else has changed this theme. Compare both versions, then save again.")
    values = _checked(session, person, wording)
    former = wording_of(session, person, theme)
    if former == Wording(**values, elements=tuple(sorted(set(wording.elements)))):
        return theme
    versions.keep(session, person, KIND, theme_id, theme.revision, asdict(former))
    for name, value in values.items():
        setattr(theme, name, value)
    theme.revision += 1
    session.add(theme)
    session.flush()
    set_elements(session, person, theme_id, wording.elements)
    record(session, person, ThemeWorded(theme_id))
    return theme


def restore_version(session: Session, person: Colleague, theme_id: str, former: int, revision: int) -> Theme:
    """Make a former version the present one, as a new change. Raises as `reword` does."""
    content = versions.find(session, person, KIND, theme_id, former)
    texts = (content[name] for name in ("name", "idea", "summary", "state"))
    wording = Wording(*texts, elements=tuple(content["elements"]))
    return reword(session, person, theme_id, wording, revision)


def wording_of(session: Session, person: Colleague, theme: Theme) -> Wording:
    """What a theme says now."""
    about = tuple(sorted(elements(session, person.programme).get(theme.id, ())))
    return Wording(theme.name, theme.idea, theme.summary, theme.state, about)


def nest(session: Session, person: Colleague, theme_id: str, parent_id: str | None) -> int:
    """Put a theme under another one, or on its own with None; returns the seq. Themes nest one level.

    Raises NotAllowed, NotFound, Conflict.
    """
    require(person, Right.CODE)
    theme = find(session, person, theme_id)
    if parent_id is not None:
        parent = find(session, person, parent_id)
        children = [row for row in listed(session, person.programme) if row.parent_id == theme_id]
        if parent_id == theme_id or parent.parent_id is not None or children:
            raise Conflict("Themes have one level of parts. Choose a theme that is not a part itself.")
    if theme.parent_id == parent_id:
        return person.programme.seq
    theme.parent_id = parent_id
    session.add(theme)
    session.flush()
    return record(session, person, ThemeMoved(theme_id))


def merge(session: Session, person: Colleague, theme_id: str, into: str) -> int:
    """Give another theme the evidence, elements and parts of this one, and remove this one; returns the seq.

    Evidence that both have stays as the other theme has it. Raises NotAllowed, NotFound, Conflict.
    """
    require(person, Right.CODE)
    theme, other = find(session, person, theme_id), find(session, person, into)
    if theme_id == into or (other.parent_id is not None and _parts(session, person, theme_id)):
        raise Conflict("Choose another theme to merge it into.")
    there = {(row.kind, row.ref) for row in _evidence(session, person, into)}
    for row in _evidence(session, person, theme_id):
        if (row.kind, row.ref) not in there:
            session.add(ThemeEvidence(**row.model_dump(exclude={"theme_id"}), theme_id=into))
    for part in _parts(session, person, theme_id):
        part.parent_id = into if part.id != into else None
        session.add(part)
    known = elements(session, person.programme)
    set_elements(session, person, into, known.get(into, set()) | known.get(theme_id, set()))
    theme.removed_at, theme.merged_into = person.now, into
    session.add(theme)
    session.flush()
    return record(session, person, ThemeMerged(theme_id, into))


def remove(session: Session, person: Colleague, theme_id: str) -> int:
    """Remove a theme, which frees its evidence; its parts then stand alone. Returns the seq.

    Raises NotAllowed, NotFound.
    """
    require(person, Right.CODE)
    theme = find(session, person, theme_id)
    for part in _parts(session, person, theme_id):
        part.parent_id = None
        session.add(part)
    theme.removed_at, theme.parent_id = person.now, None
    session.add(theme)
    session.flush()
    return record(session, person, ThemeRemoved(theme_id))


def restore(session: Session, person: Colleague, theme_id: str) -> int:
    """Bring back a removed theme with its evidence; returns the seq. A merged theme stays merged.

    Raises NotAllowed, NotFound.
    """
    require(person, Right.CODE)
    theme = find(session, person, theme_id, removed=True)
    if theme.merged_into is not None:
        raise NotFound("This theme is no longer there. Reload the page.")
    if theme.removed_at is None:
        return person.programme.seq
    theme.removed_at = None
    session.add(theme)
    session.flush()
    return record(session, person, ThemeRestored(theme_id))


def _checked(session: Session, person: Colleague, wording: Wording) -> dict[str, Any]:
    name = one_line(wording.name, LONGEST_NAME)
    checks = Checks()
    checks.unless(name, Invalid("Enter a name for this theme.", field="name"))
    checks.unless(wording.state in STATES, Invalid("Choose a state for this theme.", field="state"))
    summary = checks.value(lambda: optional_lines(wording.summary, LONGEST_SUMMARY, TOO_LONG), "", field="summary")
    checks.finish()
    if not set(wording.elements) <= set(book.read(session, person.programme).names):
        raise NotFound("This code is no longer in the codebook. Reload the page.")
    return {"name": name, "idea": one_line(wording.idea, LONGEST_IDEA), "summary": summary, "state": wording.state}


def _evidence(session: Session, person: Colleague, theme_id: str) -> list[ThemeEvidence]:
    of_theme = (ThemeEvidence.programme_id == person.programme_id, ThemeEvidence.theme_id == theme_id)
    return list(session.exec(select(ThemeEvidence).where(*of_theme)))


def _parts(session: Session, person: Colleague, theme_id: str) -> list[Theme]:
    return [row for row in listed(session, person.programme) if row.parent_id == theme_id]
