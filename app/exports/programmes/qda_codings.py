"""Who has given which code to which unit, as a project file says it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.code_tree import AGAINST, SPEAKER, THEME
from app.exports.programmes.qda_text import code_guid, guid

# The user to whom the shared book belongs. People who coded on their own are users of their own, so that another
# program compares only what they chose independently.
SHARED_USER = guid("shared book")


class Given(NamedTuple):
    """One code of one unit. `code` and `user` are identifiers."""

    code: str
    user: str
    at: datetime


def user(bundle: ProgrammeBundle, person: int) -> str:
    """The identifier of a person, by their number."""
    return guid("person", bundle.record.programme.key, bundle.record.people[person - 1], str(person))


def codings(bundle: ProgrammeBundle) -> dict[str, list[Given]]:
    """The codes of each unit: of the shared book, of each coder of closed rounds, of themes, and of who speaks.

    A code that a coder gave in two rounds is there once.
    """
    found: dict[str, dict[tuple[str, str], Given]] = {}
    for unit, given in (*_shared(bundle), *_of_rounds(bundle), *_themes(bundle)):
        found.setdefault(unit, {}).setdefault((given.code, given.user), given)
    return {unit: list(rows.values()) for unit, rows in found.items()}


def _shared(bundle: ProgrammeBundle) -> Iterable[tuple[str, Given]]:
    framework = str(bundle.framework.content["key"])
    times = _times(bundle)
    for unit in bundle.units:
        for key in bundle.keys:
            if key in unit.codes:
                at = times.get((unit.name, key), bundle.record.exported_at)
                yield unit.name, Given(code_guid(framework, key), SHARED_USER, at)
        if unit.group:
            yield unit.name, Given(guid(SPEAKER, unit.group), SHARED_USER, bundle.record.exported_at)


def _of_rounds(bundle: ProgrammeBundle) -> Iterable[tuple[str, Given]]:
    framework = str(bundle.framework.content["key"])
    merged = {code.key: code.merged_into for code in bundle.record.codes if code.merged_into}
    for found in bundle.record.rounds:
        for coding in found.codings:
            key = coding.element
            while key in merged:
                key = merged[key]
            yield coding.unit, Given(code_guid(framework, key), user(bundle, coding.coder), coding.given_at)


def _themes(bundle: ProgrammeBundle) -> Iterable[tuple[str, Given]]:
    for theme in bundle.record.themes:
        for piece in theme.evidence:
            kind = AGAINST if piece.stance == AGAINST else THEME
            yield piece.unit, Given(guid(kind, theme.id), SHARED_USER, piece.at)


def _times(bundle: ProgrammeBundle) -> dict[tuple[str, str], datetime]:
    """When a unit was given a key."""
    times = {
        (f"{number}:{coding.note}", coding.element): coding.given_at
        for number, part in enumerate(bundle.record.workshops, 1)
        for coding in part.record.codings
    }
    times |= {(coding.unit, coding.element): coding.given_at for coding in bundle.record.codings}
    for found in bundle.record.rounds:
        times |= {(one.unit, key): one.at for one in found.decisions for key in one.after}
    return times
