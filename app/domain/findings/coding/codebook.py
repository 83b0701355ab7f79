"""Changes of a programme's codebook: add, reword, merge and split its own codes, and count where codes are used.

Elements of the framework keep their keys, because other workshops use the same framework. They are renamed in a new
version of it, and only the programme's own codes are merged. What is split off from an element keeps the element.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session, col, delete, select

from app.domain.board import order
from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings.coding import book
from app.domain.findings.coding.coding_models import Code, UnitCoding
from app.domain.findings.events import CodeAdded, CodeMerged, CodeSplit, CodeWorded
from app.domain.findings.interviews import excerpts
from app.domain.findings.models import History
from app.domain.findings.outlines import NOTE, Outline, Ref, outlines
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.themes.theme_models import ThemeElement
from app.domain.text import one_line, optional_lines

LONGEST_NAME = 80
LONGEST_WORDS = 2000
MOST_SIGNALS = 12
TOO_LONG = gettext_noop("This is too long. Shorten it to 2,000 characters.")
MOST_CODES = 100
STATES = DRAFT, AGREED = ("draft", "agreed")
KEPT_VERSIONS = 50
_KEY = re.compile(r"own_[0-9a-z]{4,40}")


@dataclass(frozen=True)
class Wording:
    """What an own code says: a name, a description, signals (one a line), a boundary rule, and DRAFT or AGREED."""

    name: str
    description: str = ""
    signals: str = ""
    boundary: str = ""
    status: str = DRAFT


class Moves(NamedTuple):
    """The units that a merge or split would give another code. `both` have that code already, and keep it once."""

    moved: list[Outline]
    both: list[Outline]


def add(session: Session, person: Colleague, key: str, wording: Wording) -> Code:
    """Add an own code at the end; repeating a key changes nothing. Raises NotAllowed, Conflict, Invalid."""
    require(person, Right.LEAD)
    if not _KEY.fullmatch(key):
        raise Invalid("Your browser did not send this form correctly. Reload the page and try again.")
    known = session.get(Code, (person.programme_id, key))
    if known is not None:
        return known
    values = _checked(session, person, wording)
    of_programme = select(Code.order_key).where(Code.programme_id == person.programme_id)
    keys = sorted(session.exec(of_programme))
    if len(keys) >= MOST_CODES:
        raise Conflict("A codebook has at most 100 codes of its own. Merge some first.")
    code = Code(
        programme_id=person.programme_id,
        key=key,
        order_key=order.between(keys[-1] if keys else None, None),
        made_by_id=person.id,
        made_at=person.now,
        **values,
    )
    session.add(code)
    session.flush()
    record(session, person, CodeAdded(key))
    return code


def reword(session: Session, person: Colleague, key: str, wording: Wording, revision: int) -> Code:
    """Change an own code, based on the version `revision`; the former version is kept.

    Raises Conflict if someone else has changed it since, NotAllowed, NotFound, Invalid.
    """
    require(person, Right.LEAD)
    code = book.find(session, person.programme, key)
    if code.revision != revision:
        raise Conflict("Someone else has changed this code. Compare both versions, then save again.")
    values = _checked(session, person, wording, key)
    former = {name: getattr(code, name) for name in values}
    if values == former:
        return code
    session.add(
        History(
            programme_id=person.programme_id,
            kind="code",
            ref=key,
            revision=code.revision,
            content=former,
            by_id=person.id,
            at=person.now,
        )
    )
    for name, value in values.items():
        setattr(code, name, value)
    code.revision += 1
    session.add(code)
    session.flush()
    session.exec(
        delete(History).where(
            col(History.programme_id) == person.programme_id,
            col(History.kind) == "code",
            col(History.ref) == key,
            col(History.revision) < code.revision - KEPT_VERSIONS,
        )
    )
    record(session, person, CodeWorded(key))
    return code


def merge_preview(session: Session, person: Colleague, key: str, into: str) -> Moves:
    """The units that `merge` would move. Raises NotFound, Invalid for a code merged into itself."""
    require(person, Right.LEAD)
    _check_target(session, person, key, into)
    using = [unit for unit in outlines(session, person.programme) if key in unit.codes]
    return Moves([u for u in using if into not in u.codes], [u for u in using if into in u.codes])


def merge(session: Session, person: Colleague, key: str, into: str) -> int:
    """Give every unit with the code `key` the code or element `into` in its place; returns the seq.

    `key` stays as an alias. Raises as `merge_preview`, and Conflict where notes would need an element of the framework,
    which only their workshop gives.
    """
    moves = merge_preview(session, person, key, into)
    if not into.startswith(book.OWN) and any(unit.kind == NOTE for unit in moves.moved):
        raise Conflict("Notes have this code. Map them to the element in their workshop first.")
    code = book.find(session, person.programme, key)
    for unit in moves.moved:
        excerpts.give(session, person, unit.name, into)
    for unit in (*moves.moved, *moves.both):
        excerpts.take(session, person, unit.name, key)
    _move_hidden(session, person, key, into)
    _move_in_themes(session, person, key, into)
    code.merged_into = into
    code.revision += 1
    session.add(code)
    session.flush()
    return record(session, person, CodeMerged(key, into))


def split(session: Session, person: Colleague, key: str, new_key: str, wording: Wording, chosen: Iterable[Ref]) -> Code:
    """Give these units of the code `key` a new code instead, or in addition if `key` is an element.

    Raises as `add` does, and NotFound for other units and for what is neither a code nor an element.
    """
    require(person, Right.LEAD)
    is_element = key in book.read(session, person.programme).framework.element_keys
    if not is_element:
        book.find(session, person.programme, key)
    having = {unit.name for unit in outlines(session, person.programme) if key in unit.codes}
    chosen = list(dict.fromkeys(chosen))
    if not chosen or not set(chosen) <= having:
        raise NotFound("Choose notes or excerpts that have this code.")
    made = add(session, person, new_key, wording)
    for name in chosen:
        excerpts.give(session, person, name, new_key)
        if not is_element:
            excerpts.take(session, person, name, key)
    record(session, person, CodeSplit(key, new_key))
    return made


def is_key(key: str) -> bool:
    """True if a code of a programme may have this key."""
    return _KEY.fullmatch(key) is not None


def cleaned(wording: Wording) -> Wording:
    """The wording as it is stored: without unusable characters, empty signals and signals over the limit.

    Raises Invalid with the field for a text over the limit.
    """
    signals = [one_line(line, 300) for line in wording.signals.splitlines()]
    checks = Checks()

    def lines(text: str, field: str) -> str:
        return checks.value(lambda: optional_lines(text, LONGEST_WORDS, TOO_LONG), "", field)

    made = Wording(
        name=one_line(wording.name, LONGEST_NAME),
        description=lines(wording.description, "description"),
        signals="\n".join([line for line in signals if line][:MOST_SIGNALS]),
        boundary=lines(wording.boundary, "boundary"),
        status=wording.status,
    )
    checks.finish()
    return made


def counts(found: Collection[Outline]) -> dict[str, dict[int, int]]:
    """The number of distinct units with each code, by key and then by place id."""
    by_key: dict[str, dict[int, int]] = {}
    for unit in found:
        for key in unit.codes:
            places = by_key.setdefault(key, {})
            places[unit.place_id] = places.get(unit.place_id, 0) + 1
    return by_key


def _checked(session: Session, person: Colleague, wording: Wording, key: str = "") -> dict[str, Any]:
    name = one_line(wording.name, LONGEST_NAME)
    checks = Checks()
    checks.unless(name, Invalid("Enter a name for this code.", field="name"))
    codes = book.read(session, person.programme)
    same = any(other.casefold() == name.casefold() for at, other in codes.names.items() if at != key)
    checks.unless(not same, Invalid("Another code has this name. Choose a different one.", field="name"))
    checks.unless(wording.status in STATES, Invalid("Choose a state for this code.", field="status"))
    values = vars(checks.finish_with(lambda: cleaned(wording)))
    return values | {"signals": values["signals"].splitlines()}


def _check_target(session: Session, person: Colleague, key: str, into: str) -> None:
    book.find(session, person.programme, key)
    codes = book.read(session, person.programme)
    if into == key:
        raise Invalid("Choose another code to merge it into.", field="into")
    if into not in codes.framework.element_keys and into not in {code.key for code in codes.codes}:
        raise NotFound("This code is no longer in the codebook. Reload the page.")


def _move_hidden(session: Session, person: Colleague, key: str, into: str) -> None:
    """Move what hidden and deleted notes have, unless it would give them an element, which only a workshop gives."""
    of_programme = col(UnitCoding.programme_id) == person.programme_id
    for row in session.exec(select(UnitCoding).where(of_programme, UnitCoding.element == key)).all():
        has = session.get(UnitCoding, (row.programme_id, row.kind, row.ref, into))
        if has is None and into.startswith(book.OWN):
            session.add(UnitCoding(**row.model_dump(exclude={"element"}), element=into))
        session.delete(row)
    session.flush()


def _move_in_themes(session: Session, person: Colleague, key: str, into: str) -> None:
    of_programme = col(ThemeElement.programme_id) == person.programme_id
    having = session.exec(select(ThemeElement.theme_id).where(of_programme, ThemeElement.element == key)).all()
    there = set(session.exec(select(ThemeElement.theme_id).where(of_programme, ThemeElement.element == into)))
    session.exec(delete(ThemeElement).where(of_programme, col(ThemeElement.element) == key))
    for theme_id in having:
        if theme_id not in there:
            session.add(ThemeElement(programme_id=person.programme_id, theme_id=theme_id, element=into))
    session.flush()
