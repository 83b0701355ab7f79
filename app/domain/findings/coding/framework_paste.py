"""Pasting the published names of a framework: read a table or a list, and make a new version that keeps codings by key.

The wording is always the organiser's own: the product brings none but working labels.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from app.domain.errors import Invalid
from app.domain.findings.coding.coding_models import UnitCoding
from app.domain.findings.events import ProgrammeReframed
from app.domain.findings.models import ProgrammeWorkshop
from app.domain.findings.outlines import outlines
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.mapping import frameworks
from app.domain.models import Framework, Workshop
from app.domain.records.security_log import Kind
from app.domain.text import one_line, optional_lines

MOST_ELEMENTS = 60
LONGEST_NAME = 200
LONGEST_WORDS = 2000
# A line break inside a cell.
LINE = "\v"
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
# Spreadsheets copy a cell with several lines, or with quotation marks, in quotation marks.
_QUOTED = re.compile(r'(?<![^\t\n])"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s+")
_HEADER = {"heading", "group", "name", "element", "description", "signals", "pennawd", "enw", "elfen", "disgrifiad"}


@dataclass(frozen=True)
class Pasted:
    """One element as it was pasted."""

    name: str
    description: str = ""
    heading: str = ""
    signals: tuple[str, ...] = ()


def read(text: str) -> list[Pasted]:
    """The elements of a table (columns by tabs) or of a list, in order.

    A table has the columns heading, name, description and signals (with semicolons), or the last ones left out, or only
    name and description. In a list, a line that ends with a colon is a heading, "Name: description" an element, and a
    line with a dash a signal of the element above it. Raises Invalid without elements, and for more than MOST_ELEMENTS.
    """
    text = text.replace("\r\n", "\n")
    if "\t" in text:
        text = _QUOTED.sub(_unquoted, text)
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    found = _table(lines) if any("\t" in line for line in lines) else _list(lines)
    found = [element for element in found if element.name]
    if not found:
        raise Invalid("Paste a table or a list with one element on each line.", field="text")
    if len(found) > MOST_ELEMENTS:
        raise Invalid("A framework has at most 60 elements. Paste fewer lines.", field="text")
    if len({element.name.casefold() for element in found}) < len(found):
        raise Invalid("Two elements have the same name. Correct one of them.", field="text")
    return found


def suggested(content: dict[str, Any], pasted: Sequence[Pasted]) -> list[str]:
    """For each pasted element, the key of the present element that it probably replaces; "" for a new one.

    That is the one with the same name, and otherwise, if there are as many, the one in the same place.
    """
    present = [element for group in content["groups"] for element in group["elements"]]
    by_name = {element["name"].casefold(): element["key"] for element in present}
    same = [by_name.get(element.name.casefold(), "") for element in pasted]
    if len(present) != len(pasted):
        return same
    free = [element["key"] for element in present if element["key"] not in same]
    return [key or (present[at]["key"] if present[at]["key"] in free else "") for at, key in enumerate(same)]


def paste(session: Session, person: Colleague, pasted: Sequence[Pasted], replaces: Sequence[str]) -> int:
    """Use a new version of the framework with these elements; returns the seq.

    `replaces` has the key that each of them keeps, or "" for a new element. Present elements that none replaces are
    dropped, unless something is coded with them. Workshops of the programme get the new version if its keys are the
    same. Raises NotAllowed, and Invalid for a key that two elements would keep.
    """
    require(person, Right.ORGANISE)
    before = session.get_one(Framework, person.programme.framework_id)
    content = _content(session, person, before.content, pasted, replaces)
    after = frameworks.keep(session, before.organisation_id, content)
    if after.id == before.id:
        return person.programme.seq
    for workshop in _workshops(session, person):
        if _keys(frameworks.of(session, workshop).content) == _keys(content):
            frameworks.edit(session, workshop, content, person.now)
    person.programme.framework_id = after.id
    person.programme.render_version += 1
    session.add(person.programme)
    session.flush()
    person.by.record(session, Kind.FRAMEWORK_EDITED, programme=person.programme.key)
    return record(session, person, ProgrammeReframed(before.version, after.version))


def _table(lines: list[str]) -> list[Pasted]:
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines]
    if rows and {cell.casefold() for cell in rows[0]} & _HEADER:
        rows = rows[1:]
    width = max((len(row) for row in rows), default=0)
    found = []
    heading = ""
    for row in rows:
        cells = [*row, "", "", "", ""]
        if width <= 2:
            found.append(_element("", cells[0], cells[1], ()))
            continue
        # A merged cell is copied as an empty one below the first.
        heading = cells[0] or heading
        found.append(_element(heading, cells[1], cells[2], re.split(rf"[;|{LINE}]", cells[3])))
    return found


def _unquoted(found: re.Match[str]) -> str:
    """The words of a cell that a spreadsheet put in quotation marks, with LINE for each line break in it."""
    lines = [_BULLET.sub("", line).strip() for line in found[1].replace('""', '"').split("\n")]
    return LINE.join(filter(None, lines))


def _list(lines: list[str]) -> list[Pasted]:
    found: list[Pasted] = []
    heading = ""
    for line in lines:
        text = line.strip()
        numbered = _NUMBER.match(line)
        if not numbered and _BULLET.match(line) and found:
            signal = one_line(_BULLET.sub("", line), 300)
            found[-1] = replace(found[-1], signals=(*found[-1].signals, signal))
        elif text.endswith(":"):
            heading = one_line(text[:-1], LONGEST_NAME)
        else:
            name, _sign, description = re.sub(r"\s+[–—-]\s+", ": ", _BULLET.sub("", text), count=1).partition(": ")
            found.append(_element(heading, name, description, ()))
    return found


def _element(heading: str, name: str, description: str, signals: Sequence[str]) -> Pasted:
    return Pasted(
        name=one_line(_NUMBER.sub("", name), LONGEST_NAME),
        description=optional_lines(description[:LONGEST_WORDS], LONGEST_WORDS),
        heading=one_line(heading, LONGEST_NAME),
        signals=tuple(kept for signal in signals if (kept := one_line(signal, 300))),
    )


def _content(
    session: Session, person: Colleague, content: dict[str, Any], pasted: Sequence[Pasted], replaces: Sequence[str]
) -> dict[str, Any]:
    present = {element["key"]: element for group in content["groups"] for element in group["elements"]}
    of_key = {element["key"]: group["name"] for group in content["groups"] for element in group["elements"]}
    chosen = [key for key in replaces if key]
    if len(replaces) != len(pasted) or len(set(chosen)) < len(chosen) or not set(chosen) <= set(present):
        raise Invalid("Two names replace the same element. Choose a different one for each.", field="replaces")
    groups: dict[str, list[dict[str, Any]]] = {}
    for element, key in zip(pasted, replaces, strict=True):
        heading = element.heading or of_key.get(key, "") or content["groups"][0]["name"]
        made = dict(present.get(key, {"key": f"element_{secrets.token_hex(6)}"}))
        made |= {"name": element.name, "status": "checked"}
        if element.description:
            made["description"] = element.description
        if element.signals:
            made["signals"] = list(element.signals)
        groups.setdefault(heading, []).append(made)
    used = _used(session, person)
    for key, element in present.items():
        if key not in chosen and key in used:
            groups.setdefault(of_key[key], []).append(element)
    keys = {group["name"]: group["key"] for group in content["groups"] if "key" in group}
    return content | {
        "groups": [
            {"key": keys.get(name, f"group_{number}"), "name": name, "elements": elements}
            for number, (name, elements) in enumerate(groups.items(), 1)
        ]
    }


def _used(session: Session, person: Colleague) -> set[str]:
    """Every key that something in the programme is coded with."""
    of_programme = select(UnitCoding.element).where(UnitCoding.programme_id == person.programme_id)
    found = outlines(session, person.programme)
    return set(session.exec(of_programme)).union(*(unit.codes for unit in found))


def _workshops(session: Session, person: Colleague) -> list[Workshop]:
    inside = select(ProgrammeWorkshop.workshop_id).where(ProgrammeWorkshop.programme_id == person.programme_id)
    query = select(Workshop).where(col(Workshop.id).in_(inside), col(Workshop.deleted_at).is_(None))
    return list(session.exec(query.order_by(col(Workshop.key)).with_for_update()))


def _keys(content: dict[str, Any]) -> set[str]:
    return {element["key"] for group in content["groups"] for element in group["elements"]}
