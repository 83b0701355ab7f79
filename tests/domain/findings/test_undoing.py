"""Undoing actions on themes and facets, and facets of many units at once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.findings.coding import facets
from app.domain.findings.interviews import excerpts
from app.domain.findings.outlines import Ref
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import evidence, facts, themes, undoing
from app.domain.mapping import codings
from app.domain.workshops import seats
from tests.domain.findings.test_themes import A, B, C, excerpt, note, theme
from tests.programme import LENA, RAVI, RHYS, SampleProgramme
from tests.workshop import FAY

PRIORITY = "facet_priority"


def kept(
    programme: SampleProgramme, fn: Callable[..., Any], *values: Any, units: tuple[Ref, ...] = (), by: str = RAVI
) -> undoing.Done | None:
    """Act on themes A, B and C as a member, and return what can be undone then."""

    def act(session: Session, person: Colleague) -> undoing.Done | None:
        with undoing.kept(session, person, "something", theme_ids=[A, B, C], units=units):
            fn(session, person, *values)
        return undoing.latest(session, person)

    return programme.act(by, act)


def add_facet(session: Session, person: Colleague, names: tuple[Ref, ...]) -> None:
    facets.set_for(session, person, names, PRIORITY, on=True)


def state(programme: SampleProgramme, *units: Ref) -> facts.Facts:
    return programme.act(RAVI, facts.read, [A, B, C], units)


def test_every_action_on_themes_can_be_undone(programme: SampleProgramme) -> None:
    first, second = note(programme, "Our contact left."), note(programme)
    for each in (A, B, C):
        theme(programme, each)
    programme.act(RAVI, evidence.give, A, [first, second])
    programme.act(RAVI, evidence.give, B, [first], "against")
    programme.act(RAVI, themes.nest, C, A)
    before = state(programme)
    for fn, *values in (
        (evidence.give, B, [first, second]),
        (evidence.take, A, [second]),
        (evidence.quote, A, first, "Our contact left."),
        (themes.nest, C, None),
        (themes.merge, A, B),
        (themes.remove, A),
    ):
        done = kept(programme, fn, *values)
        assert done is not None, fn
        assert state(programme) != before, fn
        programme.act(RAVI, undoing.undo, done.number)
        assert state(programme) == before, fn
        with pytest.raises(NotFound):
            programme.act(RAVI, undoing.undo, done.number)


def test_nothing_is_undone_once_someone_has_changed_the_same(programme: SampleProgramme) -> None:
    first, second = note(programme), note(programme)
    theme(programme, A)
    done = kept(programme, evidence.give, A, [first, second])
    assert done is not None
    assert done.count == 2
    with pytest.raises(NotFound):
        programme.act(LENA, undoing.undo, done.number)
    programme.act(LENA, evidence.give, A, [first], "against")
    now = state(programme)
    with pytest.raises(Conflict):
        programme.act(RAVI, undoing.undo, done.number)
    assert state(programme) == now
    # What changes nothing is no action.
    programme.act(LENA, evidence.give, A, [first], "against")
    assert kept(programme, evidence.give, A, [first], "against", by=LENA) is None
    with pytest.raises(NotAllowed):
        programme.act(RHYS, undoing.undo, 1)


def test_a_facet_is_given_to_many_units_and_undone_but_a_workshops_own_stays(programme: SampleProgramme) -> None:
    first, second = note(programme), note(programme)
    spoken = excerpt(programme, programme.interview().id, "We talk most weeks.")

    def map_one(session: Session) -> None:
        person = seats.load_actor(session, programme.workshop.key, FAY, hold=True)
        codings.give(session, person, first.ref.partition(":")[2], PRIORITY, programme.now())

    programme.write(map_one)
    chosen = (first, second, spoken)
    before = state(programme, *chosen)
    done = kept(programme, add_facet, chosen, units=chosen)
    # The first note has the facet already.
    assert done is not None
    assert done.count == 2
    having = {unit.name for unit in programme.units() if PRIORITY in unit.codes}
    assert having == set(chosen)
    programme.act(RAVI, undoing.undo, done.number)
    assert state(programme, *chosen) == before
    programme.act(RAVI, facets.set_for, chosen, PRIORITY, on=True)
    assert programme.act(RAVI, facets.set_for, chosen, PRIORITY, on=False) == 2
    assert {unit.name for unit in programme.units() if PRIORITY in unit.codes} == {first}
    # An excerpt without codes would be gone, so it keeps its last one.
    programme.act(RAVI, facets.set_for, [spoken], PRIORITY, on=True)
    programme.act(RAVI, excerpts.uncode, spoken.ref, "involve_voice")
    assert programme.act(RAVI, facets.set_for, [spoken], PRIORITY, on=False) == 0
    for names, key in (([], PRIORITY), ([Ref("note", "1:x")], PRIORITY), ([first], "involve_voice")):
        with pytest.raises(NotFound):
            programme.act(RAVI, facets.set_for, names, key, on=True)
