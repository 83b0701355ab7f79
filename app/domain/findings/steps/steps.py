"""Next steps: add, change, remove and restore one, and report what happened with it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, select

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound, gettext_noop
from app.domain.findings import programmes, units
from app.domain.findings.coding import book
from app.domain.findings.models import Programme
from app.domain.findings.reports.report_events import StepAdded, StepChanged
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.steps.step_models import Step, StepSource, StepUpdate
from app.domain.findings.themes import themes
from app.domain.findings.units import Ref
from app.domain.text import is_visible, one_line, optional_lines, searchable

LONGEST_TEXT, LONGEST_OWNER, LONGEST_UPDATE = 1000, 120, 2000
MOST_STEPS, MOST_UPDATES = 500, 200
LONG_TEXT = gettext_noop("This is too long. Shorten it to 1,000 characters.")
LONG_UPDATE = gettext_noop("This is too long. Shorten it to 2,000 characters.")
# Fewer words than these are found in any text, and tell of no one.
LEAST_COPIED = 3


class State(StrEnum):
    """How far a step is. Only PROPOSED is not decided; a step that is DONE or DROPPED is never overdue."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    UNDER_WAY = "underway"
    DONE = "done"
    DROPPED = "dropped"


ENDED = (State.DONE, State.DROPPED)


@dataclass(frozen=True)
class Fields:
    """What a step says. An empty `text` means the words of its first source."""

    text: str = ""
    place_id: int | None = None
    owner: str = ""
    due: date | None = None
    element: str = ""
    theme_id: str | None = None


def listed(session: Session, programme: Programme) -> list[Step]:
    """The steps that were not removed: by due date, those without one last, then by time."""
    query = select(Step).where(Step.programme_id == programme.id, col(Step.removed_at).is_(None))
    return sorted(session.exec(query), key=lambda step: (step.due or date.max, step.made_at, step.id))


def find(session: Session, person: Colleague, step_id: str, *, removed: bool = False) -> Step:
    """One step. Raises NotFound for another one, and for one that was removed unless `removed`."""
    step = session.get(Step, (person.programme_id, step_id))
    if step is None or (step.removed_at is not None and not removed):
        raise NotFound("This step is no longer there. Reload the page.")
    return step


def add(session: Session, person: Colleague, step_id: str, fields: Fields, state: str = State.PROPOSED) -> Step:
    """Add a step; repeating an id changes nothing. Raises NotAllowed, NotFound, Conflict, Invalid with the field."""
    checks = Checks()
    checks.unless(is_visible(fields.text), Invalid("Write what will be done.", field="text"))
    checks.value(lambda: _state(state), "")
    values = checks.finish_with(lambda: _checked(session, person, fields))
    return insert(session, person, step_id, values, state)


def insert(session: Session, person: Colleague, step_id: str, values: dict[str, Any], state: str) -> Step:
    """Store a new step with checked values; for this area only. Raises NotAllowed, Conflict, Invalid."""
    require(person, Right.CODE)
    known = session.get(Step, (person.programme_id, step_id))
    if known is not None:
        return known
    present = select(func.count()).select_from(Step).where(Step.programme_id == person.programme_id)
    if session.exec(present).one() >= MOST_STEPS:
        raise Conflict("A programme has at most 500 steps.")
    step = Step(
        programme_id=person.programme_id,
        id=step_id,
        state=_state(state),
        made_by_id=person.id,
        made_at=person.now,
        changed_at=person.now,
        **values,
    )
    session.add(step)
    session.flush()
    record(session, person, StepAdded(step_id))
    return step


def change(session: Session, person: Colleague, step_id: str, fields: Fields, revision: int) -> Step:
    """Change what a step says, based on its version `revision`.

    A text that is the same as that of its source stays a reference to it. Raises Conflict if someone else has changed
    the step since, NotAllowed, NotFound, Invalid with the field.
    """
    require(person, Right.CODE)
    step = find(session, person, step_id)
    if step.revision != revision:
        raise Conflict("Someone else has changed this step. Compare both versions, then save again.")
    values = _checked(session, person, fields)
    sources = list(session.exec(select(StepSource).where(*_of_step(StepSource, step)).order_by(StepSource.order_key)))
    there = units.by_name(units.units(session, person.programme, [Ref(row.kind, row.ref) for row in sources]))
    said = [(row, there[name].text) for row in sources if (name := Ref(row.kind, row.ref)) in there]
    if said and values["text"] == said[0][1].strip():
        values["text"] = ""
    if not values["text"] and not said:
        raise Invalid("Write what will be done.", field="text")
    for row, words in said:
        row.copied = _contains(values["text"], words)
        session.add(row)
    if all(getattr(step, name) == value for name, value in values.items()):
        return step
    for name, value in values.items():
        setattr(step, name, value)
    return _changed(session, person, step)


def update(session: Session, person: Colleague, step_id: str, update_id: str, text: str, state: str = "") -> Step:
    """Report what happened with a step, and give it a state, or leave its state with "".

    Repeating an id with the same words and state changes nothing; with others, it is another update. Raises NotAllowed,
    NotFound, Conflict, and Invalid with the field if it says nothing new.
    """
    require(person, Right.CODE)
    step = find(session, person, step_id)
    checks, typed = Checks(), (text, state)
    text = checks.value(lambda: optional_lines(typed[0], LONGEST_UPDATE, LONG_UPDATE), "", field="update")
    state = checks.value(lambda: _state(typed[1]), "") if state else ""
    checks.finish()
    known = session.get(StepUpdate, (person.programme_id, update_id))
    if known is not None:
        same_state = state in ((known.state,) if known.state else ("", step.state))
        if (known.step_id, known.text) == (step_id, text) and same_state:
            return step
        update_id = programmes.fresh_id()
    if state == step.state:
        state = ""
    if not text and not state:
        raise Invalid("Write what happened, or choose another state.", field="update")
    there = select(func.count()).select_from(StepUpdate).where(*_of_step(StepUpdate, step))
    if session.exec(there).one() >= MOST_UPDATES:
        raise Conflict("A step has at most 200 updates.")
    session.add(
        StepUpdate(
            programme_id=person.programme_id,
            id=update_id,
            step_id=step_id,
            text=text,
            state=state,
            by_id=person.id,
            at=person.now,
        )
    )
    step.state = state or step.state
    return _changed(session, person, step)


def remove(session: Session, person: Colleague, step_id: str) -> Step:
    """Remove a step; `restore` brings it back. Raises NotAllowed, NotFound."""
    require(person, Right.CODE)
    step = find(session, person, step_id)
    step.removed_at = person.now
    return _changed(session, person, step)


def restore(session: Session, person: Colleague, step_id: str) -> Step:
    """Bring back a removed step with its updates and sources. Raises NotAllowed, NotFound."""
    require(person, Right.CODE)
    step = find(session, person, step_id, removed=True)
    if step.removed_at is None:
        return step
    step.removed_at = None
    return _changed(session, person, step)


def _changed(session: Session, person: Colleague, step: Step) -> Step:
    step.revision += 1
    step.changed_at = person.now
    session.add(step)
    session.flush()
    record(session, person, StepChanged(step.id))
    return step


def _checked(session: Session, person: Colleague, fields: Fields) -> dict[str, Any]:
    try:
        text = optional_lines(fields.text, LONGEST_TEXT, LONG_TEXT)
    except Invalid as error:
        raise Invalid(str(error), field="text") from None
    if fields.place_id is not None:
        programmes.place(session, person.programme, fields.place_id)
    if fields.element and fields.element not in book.read(session, person.programme).names:
        raise NotFound("This code is no longer in the codebook. Reload the page.")
    if fields.theme_id is not None:
        themes.find(session, person, fields.theme_id)
    return {
        "text": text,
        "place_id": fields.place_id,
        "owner": one_line(fields.owner, LONGEST_OWNER),
        "due": fields.due,
        "element": fields.element,
        "theme_id": fields.theme_id,
    }


def _state(state: str) -> str:
    if state not in set(State):
        raise Invalid("Choose a state for this step.", field="state")
    return state


def _contains(text: str, words: str) -> bool:
    """True if a text repeats these words, whatever their case, accents and spaces."""
    said = searchable(words).split()
    return len(said) >= LEAST_COPIED and " ".join(said) in " ".join(searchable(text).split())


def _of_step(model: type[StepSource | StepUpdate], step: Step) -> tuple[Any, Any]:
    return model.programme_id == step.programme_id, model.step_id == step.id
