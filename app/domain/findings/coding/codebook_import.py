"""Importing codes into a programme's codebook: what a file would add and change, and doing that.

Codes keep their keys. A code is found by its key, and otherwise by its name. Elements, facets and values belong to the
framework, so a file changes none of them; and a code that was merged stays an alias of the one that replaced it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlmodel import Session

from app.domain.errors import Conflict, Invalid, gettext_noop
from app.domain.findings import programmes
from app.domain.findings.coding import book, codebook
from app.domain.findings.coding.codebook import MOST_CODES, STATES, Wording
from app.domain.findings.coding.coding_models import Code
from app.domain.findings.rights import Colleague, Right, require
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.text import one_line

MOST_ROWS = 500
UNREADABLE = gettext_noop("We cannot read this file. Choose a .qdc file, or a .csv file with a column called name.")


@dataclass(frozen=True)
class Row:
    """One code of a file. What the file does not say is None, and stays as it is; `signals` are one on each line."""

    name: str
    key: str = ""
    description: str | None = None
    signals: str | None = None
    boundary: str | None = None
    status: str | None = None


class Change(NamedTuple):
    """One code that an import adds or changes. `before` is None for a new one, and `key` is "" if it gets a new key."""

    key: str
    before: Wording | None
    after: Wording


@dataclass(frozen=True)
class Plan:
    """What an import would do. `same` codes are as in the file, `framework` names belong to the framework, and `merged`
    names are of codes that were merged here."""

    added: list[Change]
    changed: list[Change]
    same: int
    framework: list[str]
    merged: list[str]

    @property
    def stamp(self) -> str:
        """A short hash of it, by which an import notices that someone has changed the codebook since the preview."""
        return hashlib.blake2s(repr((self.added, self.changed)).encode(), digest_size=8).hexdigest()


def plan(session: Session, person: Colleague, rows: Sequence[Row]) -> Plan:
    """What importing these rows would do. Raises NotAllowed, and Invalid with the field "file"."""
    require(person, Right.LEAD)
    _check(rows)
    codes = book.read(session, person.programme)
    framework = codes.framework.names
    by_key = {code.key: code for code in codes.codes}
    by_name = {code.name.casefold(): code for code in codes.codes}
    of_framework = {name.casefold() for name in framework.values()}
    made = Plan([], [], 0, [], [])
    same = 0
    for row in rows:
        name = one_line(row.name, codebook.LONGEST_NAME)
        code = by_key.get(row.key) or by_name.get(name.casefold())
        if row.key in codes.aliases:
            made.merged.append(name)
        elif row.key in {*framework, NOT_ABOUT} or (code is None and name.casefold() in of_framework):
            made.framework.append(name)
        elif code is None:
            made.added.append(Change(row.key if codebook.is_key(row.key) else "", None, _wording(row, Wording(name))))
        elif (after := _wording(row, before := _of(code))) == before:
            same += 1
        else:
            made.changed.append(Change(code.key, before, after))
    if len(codes.codes) + len(codes.aliases) + len(made.added) > MOST_CODES:
        raise Invalid("A codebook has at most 100 codes of its own. Remove some from the file.", field="file")
    return replace(made, same=same)


def carry_out(session: Session, person: Colleague, rows: Sequence[Row], stamp: str) -> Plan:
    """Do what the plan with this `stamp` says; returns it.

    Raises Conflict if the codebook has changed since, NotAllowed, and Invalid with the field "file".
    """
    made = plan(session, person, rows)
    if made.stamp != stamp:
        raise Conflict("Someone has changed the codebook since. Check the preview again.")
    try:
        for change in made.changed:
            revision = book.find(session, person.programme, change.key).revision
            codebook.reword(session, person, change.key, change.after, revision)
        for change in made.added:
            codebook.add(session, person, change.key or f"{book.OWN}{programmes.fresh_id()}", change.after)
    except Invalid as error:
        raise Invalid(str(error), field="file") from None
    return made


def _check(rows: Sequence[Row]) -> None:
    if not rows:
        raise Invalid("There are no codes in this file. It needs a column called name.", field="file")
    if len(rows) > MOST_ROWS:
        raise Invalid("This file has too many codes. Import at most 500.", field="file")
    names = [one_line(row.name, codebook.LONGEST_NAME).casefold() for row in rows]
    if not all(names):
        raise Invalid("A code in this file has no name. Add one, then import it again.", field="file")
    if len(set(names)) < len(names):
        raise Invalid("Two codes in this file have the same name. Change one of them.", field="file")


def _of(code: Code) -> Wording:
    return Wording(code.name, code.description, "\n".join(code.signals), code.boundary, code.status)


def _wording(row: Row, before: Wording) -> Wording:
    """The wording of a row, cleaned as the codebook stores it; what the row does not say stays as before."""
    said = {name: getattr(row, name) for name in ("description", "signals", "boundary", "status")}
    if said["status"] not in STATES:
        said["status"] = None
    given = {name: value for name, value in said.items() if value is not None}
    return codebook.cleaned(replace(before, name=row.name, **given))
