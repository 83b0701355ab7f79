"""Plans that an organisation saves from its workshops, to create others from."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.domain.errors import Invalid, NotFound
from app.domain.mapping import frameworks
from app.domain.models import Framework, Organiser, OwnPlan, Workshop
from app.domain.text import one_line
from app.domain.workshops import workshops
from app.domain.workshops.drafts import Draft, Wording
from app.domain.workshops.plans import phase_of

# These fields belong to one event and not to a plan.
_OF_THE_DAY = {"title", "held_on", "keep_until", "place", "sample", "key"}


@dataclass(frozen=True)
class Start:
    """The draft and the framework from which a new workshop is created."""

    draft: Draft
    framework: Framework


def keep(session: Session, organiser: Organiser, workshop: Workshop, name: str, now: datetime) -> OwnPlan:
    """Save this workshop's details as a plan, replacing the organisation's plan of the same name.

    Raises Invalid if the name is empty.
    """
    name = one_line(name, 80)
    if not name:
        raise Invalid("Enter a name for the template.", field="template-name")
    draft = workshops.draft_of(session, workshop)
    content = {field: value for field, value in asdict(draft).items() if field not in _OF_THE_DAY}
    content["framework"] = frameworks.of(session, workshop).key
    content["days_kept"] = (draft.keep_until - draft.held_on).days
    kept = session.exec(
        select(OwnPlan).where(OwnPlan.organisation_id == organiser.organisation_id, OwnPlan.name == name)
    ).first() or OwnPlan(organisation_id=organiser.organisation_id, name=name, content={}, made_at=now)
    kept.content = content
    session.add(kept)
    session.flush()
    return kept


def listed(session: Session, organiser: Organiser) -> list[OwnPlan]:
    """The organisation's saved plans, by name."""
    query = select(OwnPlan).where(OwnPlan.organisation_id == organiser.organisation_id)
    return list(session.exec(query.order_by(col(OwnPlan.name), col(OwnPlan.id))))


def start(session: Session, organiser: Organiser, plan_id: int, today: date) -> Start:
    """A draft for today from a saved plan, with the newest version of its framework. Raises NotFound."""
    content = dict(_find(session, organiser, plan_id).content)
    framework = frameworks.newest(session, organiser.organisation_id, content.pop("framework"))
    kept = timedelta(days=content.pop("days_kept"))
    wordings = {tag: Wording(**wording) for tag, wording in content.pop("wordings").items()}
    agenda = [phase_of(phase) for phase in content.pop("agenda", [])]
    draft = Draft(title="", held_on=today, keep_until=today + kept, wordings=wordings, agenda=agenda, **content)
    return Start(draft, framework)


def forget(session: Session, organiser: Organiser, plan_id: int) -> None:
    """Delete a saved plan; workshops created from it stay. Raises NotFound."""
    session.delete(_find(session, organiser, plan_id))


def _find(session: Session, organiser: Organiser, plan_id: int) -> OwnPlan:
    plan = session.get(OwnPlan, plan_id)
    if plan is None or plan.organisation_id != organiser.organisation_id:
        raise NotFound("This template has been removed.")
    return plan
