"""The next steps of the sample programme: some from notes, some added, in every state."""

from datetime import timedelta
from typing import NamedTuple

from sqlmodel import Session

from app.domain.findings import programmes, units
from app.domain.findings.rights import Colleague
from app.domain.findings.steps import step_sources, steps
from app.domain.findings.steps.steps import Fields, State


class Made(NamedTuple):
    """A step: its words, the number of its place, owner, days until it is due, element, state, and last update."""

    text: str
    place: int
    owner: str
    due: int | None
    element: str
    state: State
    update: str = ""


STEPS = (
    Made(
        *("Pay small groups within 30 days of an invoice", 0, "Eastfield Council", -9, "scale_commissioning"),
        *(State.UNDER_WAY, "Finance can pay within 30 days from next month, when the new system starts."),
    ),
    Made(
        *("Find out who owns the recreation ground", 0, "Eastfield Council", -4, "strengthen_infrastructure"),
        *(State.AGREED,),
    ),
    Made(
        *("Keep the monthly meeting of the hub and the surgery, with a named host in each", 0),
        *("Primary care network", 6, "involve_partners", State.UNDER_WAY, "The next date is in both diaries."),
    ),
    Made(
        *("Give voluntary groups two seats with a vote on the place partnership", 1, "Place partnership", 52),
        *("involve_decisions", State.AGREED),
    ),
    Made(
        *("Print the list of groups and where they meet", 1, "Northgate community hub", -20, "involve_partners"),
        *(State.DONE, "The list is in every library."),
    ),
    Made(
        *("Open a second hub in the old bank", 1, "", None, "", State.DROPPED),
        *("The building was sold.",),
    ),
)
# How the notes begin that propose something to do.
PROPOSED = ("place partnership needs", "Next step: map who", "joint planning day", "job descriptions should")


def make(session: Session, person: Colleague) -> None:
    """Add the steps, and propose one from each note that proposes something to do."""
    places = programmes.places(session, person.programme)
    for made in STEPS:
        fields = Fields(
            text=made.text,
            place_id=places[made.place].id,
            owner=made.owner,
            due=(person.now + timedelta(days=made.due)).date() if made.due is not None else None,
            element=made.element,
        )
        step = steps.add(session, person, programmes.fresh_id(), fields, State.AGREED)
        if made.update or made.state != State.AGREED:
            steps.update(session, person, step.id, programmes.fresh_id(), made.update, made.state)
    found = units.units(session, person.programme)
    for source in step_sources.candidates(session, person.programme, found):
        step_sources.promote(session, person, [unit.name for unit in source.during if unit.text.startswith(PROPOSED)])
