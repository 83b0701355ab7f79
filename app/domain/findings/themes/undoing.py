"""Undoing a member's own actions on themes and codes. Each restores the former state, if no one has changed it since.

An action keeps which facts it changed, with their values before and after. Facts are ids, keys and positions, and
never words of a source.
"""

from collections.abc import Collection, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.errors import Conflict, NotFound
from app.domain.findings import versions
from app.domain.findings.interviews import excerpts
from app.domain.findings.models import History
from app.domain.findings.outlines import EXCERPT, Ref
from app.domain.findings.rights import Colleague, Right, require
from app.domain.findings.themes import facts, themes

# Pages offer to undo an action for so long.
OFFERED = timedelta(minutes=10)


@dataclass(frozen=True)
class Done:
    """One action of a member: its number, what it was (a word such as "moved"), and how many units it changed."""

    number: int
    what: str
    count: int


@contextmanager
def kept(
    session: Session, person: Colleague, what: str, *, theme_ids: Collection[str] = (), units: Collection[Ref] = ()
) -> Generator[None]:
    """Keep what the actions inside change in these themes, their parts and the codes of these units, to undo it later.

    The actions may add units that they make. Nothing is kept if they change nothing.
    """
    parts = {theme.id for theme in themes.listed(session, person.programme) if theme.parent_id in theme_ids}
    before = facts.read(session, person, {*theme_ids, *parts}, units)
    yield
    after = facts.read(session, person, {*theme_ids, *parts}, units)
    pairs = {name: [before.get(name), after.get(name)] for name in {**before, **after}}
    changed = {name: values for name, values in pairs.items() if values[0] != values[1]}
    if changed:
        content = {"what": what, "count": len(facts.units_in(changed)), "facts": changed}
        versions.keep(session, person, versions.ACTION, str(person.id), person.programme.seq, content)


def latest(session: Session, person: Colleague) -> Done | None:
    """The member's last action that can be undone, None if there is none or it is too long ago."""
    row = session.exec(_mine(person).order_by(col(History.revision).desc()).limit(1)).first()
    if row is None or row.at < person.now - OFFERED:
        return None
    return Done(row.revision, row.content["what"], row.content["count"])


def undo(session: Session, person: Colleague, number: int) -> Done:
    """Undo one of the member's own actions. Raises NotAllowed, NotFound for one that was undone or is no longer kept,
    and Conflict, with nothing undone, if someone has changed the same since."""
    require(person, Right.CODE)
    row = session.exec(_mine(person).where(History.revision == number)).first()
    if row is None:
        raise NotFound("This action can no longer be undone. Reload the page.")
    changed: dict[str, list[Any]] = row.content["facts"]
    present = facts.read(session, person, *facts.subjects(changed))
    if any(present.get(name) != after for name, (_before, after) in changed.items()):
        raise Conflict("This has changed since, so nothing was undone. Reload the page to see it.")
    # A theme comes back before its evidence.
    for name, (before, _after) in sorted(changed.items(), key=lambda one: not one[0].startswith("theme ")):
        facts.restore(session, person, name, before)
    for unit in sorted(facts.subjects(changed)[1]):
        if unit.kind == EXCERPT:
            excerpts.keep_while_coded(session, person, unit.ref)
    done = Done(row.revision, row.content["what"], row.content["count"])
    session.delete(row)
    session.flush()
    return done


def _mine(person: Colleague) -> SelectOfScalar[History]:
    return select(History).where(
        History.programme_id == person.programme_id, History.kind == versions.ACTION, History.ref == str(person.id)
    )
