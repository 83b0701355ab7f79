"""Facts about themes and facets by name, so that an action's values before and after can be kept and compared.

A name is "theme ID", "elements ID", "evidence ID KIND REF" or "code KIND REF KEY". Values are ids, keys, positions and
times, and None for what is not there.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain.findings.coding.coding_models import UnitCoding
from app.domain.findings.events import (
    EvidenceGiven,
    EvidenceTaken,
    InProgramme,
    ThemeMoved,
    ThemeRemoved,
    ThemeRestored,
    ThemeWorded,
    UnitCoded,
    UnitUncoded,
)
from app.domain.findings.outlines import Ref, batches
from app.domain.findings.rights import Colleague, record
from app.domain.findings.themes import themes
from app.domain.findings.themes.theme_models import Theme, ThemeElement, ThemeEvidence

Facts = dict[str, Any]


def read(session: Session, person: Colleague, theme_ids: Collection[str], units: Collection[Ref]) -> Facts:
    """The facts about these themes with their evidence, and about the codes that the programme gave these units."""
    found: Facts = {}
    for condition in batches(Theme.id, sorted(theme_ids)):
        of_programme = select(Theme).where(Theme.programme_id == person.programme_id, condition)
        for theme in session.exec(of_programme):
            found[f"theme {theme.id}"] = [theme.parent_id, _iso(theme.removed_at), theme.merged_into]
            found[f"elements {theme.id}"] = []
    for condition in batches(ThemeElement.theme_id, sorted(theme_ids)):
        elements = select(ThemeElement).where(ThemeElement.programme_id == person.programme_id, condition)
        for element in session.exec(elements.order_by(col(ThemeElement.element))):
            found[f"elements {element.theme_id}"].append(element.element)
    for condition in batches(ThemeEvidence.theme_id, sorted(theme_ids)):
        evidence = select(ThemeEvidence).where(ThemeEvidence.programme_id == person.programme_id, condition)
        for row in session.exec(evidence.where(col(ThemeEvidence.withdrawn_at).is_(None))):
            name = f"evidence {row.theme_id} {row.kind} {row.ref}"
            found[name] = [row.stance, row.quote, row.cuts, row.order_key, row.by_id, _iso(row.at)]
    wanted = set(units)
    for condition in batches(UnitCoding.ref, [name.ref for name in wanted]):
        codes = select(UnitCoding).where(UnitCoding.programme_id == person.programme_id, condition)
        for coding in session.exec(codes):
            if Ref(coding.kind, coding.ref) in wanted:
                value = [coding.coder_id, coding.framework_id, coding.suggested, _iso(coding.given_at)]
                found[f"code {coding.kind} {coding.ref} {coding.element}"] = value
    return found


def subjects(names: Iterable[str]) -> tuple[set[str], set[Ref]]:
    """The themes and the units that these facts are about."""
    parts = [name.split(" ") for name in names]
    of_themes = {words[1] for words in parts if words[0] != "code"}
    return of_themes, {Ref(words[1], words[2]) for words in parts if words[0] == "code"}


def units_in(names: Iterable[str]) -> set[tuple[str, ...]]:
    """The units, as (kind, ref), whose evidence or codes these facts are about."""
    parts = [name.split(" ") for name in names]
    return {
        tuple(words[1:3] if words[0] == "code" else words[2:4]) for words in parts if words[0] in ("code", "evidence")
    }


def restore(session: Session, person: Colleague, name: str, value: Any) -> None:
    """Give a fact this value, and record what changed."""
    kind, *words = name.split(" ")
    event = {"theme": _theme, "elements": _elements, "evidence": _evidence, "code": _code}[kind](
        session, person, words, value
    )
    session.flush()
    record(session, person, event)


def _theme(session: Session, person: Colleague, words: list[str], value: Any) -> InProgramme:
    theme = themes.find(session, person, words[0], removed=True)
    was_removed = theme.removed_at is not None
    theme.parent_id, removed_at, theme.merged_into = value
    theme.removed_at = _moment(removed_at)
    session.add(theme)
    if was_removed == (theme.removed_at is not None):
        return ThemeMoved(theme.id)
    return ThemeRestored(theme.id) if was_removed else ThemeRemoved(theme.id)


def _elements(session: Session, person: Colleague, words: list[str], value: Any) -> InProgramme:
    themes.set_elements(session, person, words[0], value)
    return ThemeWorded(words[0])


def _evidence(session: Session, person: Colleague, words: list[str], value: Any) -> InProgramme:
    theme_id, kind, ref = words
    row = session.get(ThemeEvidence, (person.programme_id, theme_id, kind, ref))
    if value is None:
        if row is not None:
            session.delete(row)
        return EvidenceTaken(kind, ref, theme_id)
    stance, quote, cuts, order_key, by_id, at = value
    session.merge(
        ThemeEvidence(
            programme_id=person.programme_id,
            theme_id=theme_id,
            kind=kind,
            ref=ref,
            stance=stance,
            quote=quote,
            cuts=cuts,
            order_key=order_key,
            by_id=by_id,
            at=_moment(at) or person.now,
        )
    )
    return EvidenceGiven(kind, ref, theme_id)


def _code(session: Session, person: Colleague, words: list[str], value: Any) -> InProgramme:
    kind, ref, element = words
    row = session.get(UnitCoding, (person.programme_id, kind, ref, element))
    if value is None:
        if row is not None:
            session.delete(row)
        return UnitUncoded(kind, ref, element)
    coder_id, framework_id, suggested, given_at = value
    session.merge(
        UnitCoding(
            programme_id=person.programme_id,
            kind=kind,
            ref=ref,
            element=element,
            coder_id=coder_id,
            framework_id=framework_id,
            suggested=suggested,
            given_at=_moment(given_at) or person.now,
        )
    )
    return UnitCoded(kind, ref, element)


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(iso: str | None) -> datetime | None:
    return None if iso is None else datetime.fromisoformat(iso)
