"""The analysis of the sample programme: a closed round with settled differences, themes, and a written matrix."""

import json
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app.domain.findings import outlines, programmes, units
from app.domain.findings.coding import book, memos, settling
from app.domain.findings.coding.coding_models import BlindCoding, Round, RoundCoder, RoundUnit
from app.domain.findings.events import RoundClosed, RoundDrawn
from app.domain.findings.rights import Colleague, record
from app.domain.findings.themes import cells, evidence, themes
from app.domain.findings.themes.matrix import Address
from app.domain.findings.units import Unit
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.models import Organiser

TOLD = Path(__file__).parent / "analysis.json"
SEED = 20261130


def make(session: Session, person: Colleague, coders: list[Organiser]) -> None:
    """Analyse the evidence of a programme that has been coded, as `person`."""
    told = json.loads(TOLD.read_text(encoding="utf-8"))
    found = units.units(session, person.programme)
    _round(session, person, coders, found, told["reasons"])
    for theme in told["themes"]:
        _theme(session, person, theme, found)
    for cell in told["cells"]:
        _cell(session, person, cell, found)
    memos.write(session, person, programmes.fresh_id(), memos.About(), told["memo"])


def _round(session: Session, person: Colleague, coders: list[Organiser], found: list[Unit], reasons: list[str]) -> None:
    """A closed round over every fourth unit. The second coder differs on every fourth of them, which are settled."""
    codes = book.read(session, person.programme).framework
    elements = [element["key"] for element in codes.elements]
    coded = [unit for unit in found if unit.codes & {*elements, NOT_ABOUT}][::4]
    of: dict[str, Any] = {"programme_id": person.programme_id, "round_id": programmes.fresh_id()}
    session.add(
        Round(
            programme_id=of["programme_id"],
            id=of["round_id"],
            name="Round 1",
            framework_id=person.programme.framework_id,
            size=len(coded),
            seed=SEED,
            drawn_by_id=person.id,
            drawn_at=person.now - timedelta(days=12),
            closed_by_id=person.id,
            closed_at=person.now - timedelta(days=9),
        )
    )
    session.flush()
    done = person.now - timedelta(days=10)
    session.add_all(RoundCoder(**of, coder_id=coder.id, done_at=done) for coder in coders)
    session.flush()
    decided: dict[outlines.Ref, set[str]] = {}
    for position, unit in enumerate(coded):
        session.add(
            RoundUnit(**of, **unit.name._asdict(), position=position, stratum=str(unit.question or unit.source))
        )
        first = set(unit.codes & {*elements, NOT_ABOUT})
        second = first
        if position % 4 == 3:
            second = {elements[(elements.index(min(first)) + 1) % len(elements)]} if first <= set(elements) else first
            decided[unit.name] = first
        for coder, keys in zip(coders, (first, second), strict=True):
            session.add_all(
                BlindCoding(**of, **unit.name._asdict(), coder_id=coder.id, element=key, given_at=done)
                for key in sorted(keys)
            )
    session.flush()
    for event in (RoundDrawn(of["round_id"]), RoundClosed(of["round_id"])):
        record(session, person, event)
    for one, reason in zip(settling.differences(session, person, of["round_id"]), cycle(reasons), strict=False):
        settling.settle(session, person, of["round_id"], one.unit.name, decided[one.unit.name], reason, 0)


def _theme(session: Session, person: Colleague, told: dict[str, Any], found: list[Unit]) -> None:
    place = programmes.places(session, person.programme)[told["place"]]
    wording = themes.Wording(told["name"], told["idea"], told["summary"], told["state"], tuple(told["elements"]))
    theme = themes.add(session, person, programmes.fresh_id(), wording, place.id).id
    for stance in evidence.STANCES:
        chosen = [_beginning(found, place.id, words).name for words in told[stance]]
        evidence.give(session, person, theme, chosen, stance)
    for words, typed in told["quotes"].items():
        evidence.quote(session, person, theme, _beginning(found, place.id, words).name, typed)
    if told["memo"]:
        memos.write(session, person, programmes.fresh_id(), memos.About(memos.THEME, theme), told["memo"])


def _cell(session: Session, person: Colleague, told: dict[str, Any], found: list[Unit]) -> None:
    place = programmes.places(session, person.programme)[told["place"]]
    address = Address("place", str(place.id), "element", told["element"])
    chosen = [_beginning(found, place.id, words) for words in told["quotes"]]
    cells.write(session, person, address, told["summary"], [(unit.name, unit.text) for unit in chosen], 0)


def _beginning(found: list[Unit], place_id: int, words: str) -> Unit:
    """The note or excerpt of this place that begins with these words."""
    return next(unit for unit in found if unit.place_id == place_id and unit.text.startswith(words))
