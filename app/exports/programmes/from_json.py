"""Reads a programme record that `to_json.py` wrote, and checks it before anything is stored."""

import json
from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from app.domain.errors import Invalid
from app.domain.findings.coding import book
from app.domain.findings.units import EXCERPT, NOTE
from app.domain.mapping.codings import NOT_ABOUT, CodeBook
from app.domain.text import is_visible
from app.domain.workshops import time_zones
from app.domain.workshops.drafts import YEARS
from app.exports import from_json as of_workshops
from app.exports.programmes import outcome_contradictions
from app.exports.programmes.facts import Record
from app.exports.programmes.to_json import ADAPTER

LARGEST = 200_000_000


def is_programme(content: bytes) -> bool:
    """True if this file says that it is the record of a programme. It need not be correct."""
    return b'"commonboard-programme"' in content[:200]


def read(content: bytes) -> Record:
    """Parse and check a record in UTF-8 or UTF-16.

    Raises Invalid, whose message names the problem and its place and quotes nothing.
    """
    if len(content) > LARGEST:
        raise Invalid("This file is larger than 200 MB. A record of one programme is smaller.")
    try:
        record = ADAPTER.validate_json(content.decode(json.detect_encoding(content)))
    except UnicodeDecodeError:
        raise Invalid("This is not a Commonboard record: it is not text in UTF-8 or UTF-16.") from None
    except ValidationError as error:
        raise Invalid(of_workshops.fault(error)) from None
    for part in record.workshops:
        of_workshops.check(part.record)
    for problem in _contradictions(record):
        raise Invalid(f"This record contradicts itself: {problem}.")
    return record


def _contradictions(record: Record) -> Iterable[str]:
    """What the types do not exclude: numbers and names of things that are not there, and positions outside a text."""
    yield from _numbers(record)
    if record.programme.time_zone not in time_zones.known():
        yield "there is no such time zone"
    dates = [record.programme.keep_until, *(d for row in record.interviews for d in (row.held_on, row.keep_until))]
    if any(each.year not in YEARS for each in dates):
        yield "a date has an impossible year"
    texts = {interview.id: interview.text for interview in record.interviews}
    if len(texts) < len(record.interviews):
        yield "two interviews have the same id"
    for interview in record.interviews:
        if not is_visible(interview.text):
            yield f"interview {interview.id} has no words"
        ends = 0
        for turn in interview.turns:
            if not ends <= turn.start <= turn.end <= len(interview.text):
                yield f"a turn of interview {interview.id} is outside its text"
            ends = turn.end
    spans = {(excerpt.interview, excerpt.start, excerpt.end) for excerpt in record.excerpts}
    if len(spans) < len(record.excerpts) or len({row.id for row in record.excerpts}) < len(record.excerpts):
        yield "two excerpts are the same"
    for excerpt in record.excerpts:
        if not 0 <= excerpt.start < excerpt.end <= len(texts.get(excerpt.interview, "")):
            yield f"excerpt {excerpt.id} is outside its interview"
    yield from _units(record)
    yield from _themes(record)
    yield from outcome_contradictions.found(record)


def _numbers(record: Record) -> Iterable[str]:
    made = (*record.interviews, *record.excerpts, *record.codes, *record.themes)
    people: list[int | None] = [row.made_by for row in made]
    people += [row.by for row in (*record.cells, *record.memos)] + [row.coder for row in record.codings]
    people += [row.by for theme in record.themes for row in theme.evidence]
    people += [row.coded_by for row in record.interviews]
    people += outcome_contradictions.people(record)
    frameworks = [record.programme.framework, *(row.framework for row in record.codings)]
    for found in record.rounds:
        people += [found.drawn_by, found.closed_by, *(row.person for row in found.coders)]
        people += [row.by for row in found.decisions]
        people += [coder for row in found.decisions for coder, _keys in row.before]
        frameworks.append(found.framework)
        if not {row.coder for row in found.codings} <= {row.person for row in found.coders}:
            yield f"someone who does not code round {found.id} has codes in it"
    about_places = (*record.workshops, *record.interviews, *record.themes, *record.cells)
    places = [row.place for row in (*about_places, *record.steps, *record.reports)]
    for name, used, there in (
        ("person", people, record.people),
        ("framework", frameworks, record.frameworks),
        ("place", places, record.programme.places),
    ):
        if max((number for number in used if number), default=0) > len(there):
            yield f"it names a {name} that it does not have"
    if len(set(record.programme.places)) < len(record.programme.places):
        yield "a place is there twice"


def _units(record: Record) -> Iterable[str]:
    notes = {f"{at}:{note.id}" for at, part in enumerate(record.workshops, 1) for note in part.record.notes}
    there = notes | {excerpt.id for excerpt in record.excerpts}
    used = [row.unit for row in record.codings]
    for found in record.rounds:
        used += [*found.units, *(row.unit for row in found.codings), *(row.unit for row in found.decisions)]
        given = {(row.coder, row.unit, row.element) for row in found.codings}
        if len(given) < len(found.codings) or len(set(found.units)) < len(found.units):
            yield f"round {found.id} has the same unit or code twice"
    used += [memo.about for memo in record.memos if memo.kind in (NOTE, EXCERPT)]
    used += [row.unit for theme in record.themes for row in theme.evidence]
    used += [unit for cell in record.cells for unit in (*cell.seen, *(unit for unit, _cuts in cell.quotes))]
    used += outcome_contradictions.units(record)
    if not set(used) <= there:
        yield "something is about a note or excerpt that does not exist"
    given = {(row.unit, row.element) for row in record.codings}
    if len(given) < len(record.codings):
        yield "the same coding is there twice"
    books = [CodeBook(dict(framework)) for framework in record.frameworks]
    facets = {key for code_book in books for key in code_book.facet_keys}
    if any(unit in notes and element not in facets and not element.startswith(book.OWN) for unit, element in given):
        yield "a note is given an element outside its workshop"
    own = {code.key: code.merged_into for code in record.codes}
    if len(own) < len(record.codes):
        yield "two codes have the same key"
    known = {NOT_ABOUT, *own}.union(*(code_book.names for code_book in books))
    if not {into for into in own.values() if into} <= known:
        yield "a code was merged into one that does not exist"
    if any(_leads_back(own, key) for key in own):
        yield "codes were merged into each other"


def _leads_back(merged_into: Mapping[str, str | None], key: str) -> bool:
    """True if this code was merged, in one step or more, into itself or into codes that were."""
    passed = set[str]()
    while (into := merged_into.get(key)) is not None and key not in passed:
        passed.add(key)
        key = into
    return key in passed


def _themes(record: Record) -> Iterable[str]:
    parents = {theme.id: theme.parent for theme in record.themes}
    if len(parents) < len(record.themes):
        yield "two themes have the same id"
    for theme in record.themes:
        if theme.parent is not None and parents.get(theme.parent, "") is not None:
            yield f"theme {theme.id} is part of one that does not exist or is a part itself"
        if len({row.unit for row in theme.evidence}) < len(theme.evidence):
            yield f"theme {theme.id} has the same evidence twice"
    if len({cell.id for cell in record.cells}) < len(record.cells):
        yield "two cells have the same id"
    if len({(c.place, c.group, c.columns, c.column) for c in record.cells}) < len(record.cells):
        yield "two cells are at the same address"
    if any(cell.place is None and cell.group is None for cell in record.cells):
        yield "a cell has no row"
    if any(len({unit for unit, _cuts in cell.quotes}) < len(cell.quotes) for cell in record.cells):
        yield "a cell quotes the same words twice"
    if len({memo.id for memo in record.memos}) < len(record.memos):
        yield "two memos have the same id"
    if not {memo.round for memo in record.memos} <= {None, *(found.id for found in record.rounds)}:
        yield "a memo was written in a round that does not exist"
    if len({found.id for found in record.rounds}) < len(record.rounds):
        yield "two rounds have the same id"
