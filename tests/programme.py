"""A sample programme for tests: Olga organises it, Lena leads, Ravi analyses, Rhys reviews, Zed is not in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from app.domain.accounts.acting import By
from app.domain.findings import members, programmes, rights, sources, units
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.interviews import interview_text, interviews
from app.domain.findings.models import Programme, ProgrammeEvent
from app.domain.findings.rights import Role
from app.domain.mapping import frameworks
from app.domain.models import Organiser
from app.domain.workshops import plans
from app.storage.database import Answer
from tests.workshop import SampleWorkshop

OLGA, LENA, RAVI, RHYS, ZED = "Olga", "Lena", "Ravi", "Rhys", "Zed"
ROLES = {LENA: Role.LEAD, RAVI: Role.ANALYST, RHYS: Role.REVIEWER}
SPOKEN = (
    "Interviewer: How do you work together?\n\n"
    "Ann: We talk most weeks. That began in the pandemic! Small groups we hardly know.\n\n"
    "Interviewer: What has helped?\n\n"
    "Ann: One named officer. People know her."
)


class SampleProgramme:
    """One programme on the database of a workshop, which is in it. Its clock is the workshop's."""

    def __init__(self, workshop: SampleWorkshop, **details: Any) -> None:
        self.workshop = workshop
        self.accounts = {
            name: self.write(lambda session, name=name: self._account(session, name))
            for name in (OLGA, LENA, RAVI, RHYS, ZED)
        }
        self.key = self.write(lambda session: self._create(session, details))
        for name, role in ROLES.items():
            self.act(OLGA, members.add, self.accounts[name], role)
        self.act(OLGA, sources.take, workshop.key)
        (self.place,) = self.read(lambda session: programmes.places(session, self.programme(session)))

    def now(self) -> datetime:
        return self.workshop.now()

    def write(self, fn: Callable[[Session], Answer]) -> Answer:
        return self.workshop.write(fn)

    def read(self, fn: Callable[[Session], Answer]) -> Answer:
        return self.workshop.read(fn)

    def by(self, session: Session, name: str) -> By:
        return By(session.get_one(Organiser, self.accounts[name]), "Firefox", self.now())

    def act(self, name: str, fn: Callable[..., Answer], *values: Any, **named: Any) -> Answer:
        """Call `fn(session, person, *values, **named)` in a write, as this member."""
        return self.write(
            lambda session: fn(
                session, rights.load(session, self.by(session, name), self.key, hold=True), *values, **named
            )
        )

    def programme(self, session: Session) -> Programme:
        return session.exec(select(Programme).where(Programme.key == self.key)).one()

    def about(self, **changes: Any) -> interviews.About:
        """What is said about an interview with consent to quotes and group."""
        about = interviews.About(
            place_id=self.place.id,
            held_on=date(2026, 11, 12),
            title="Interview 1, council",
            language="en",
            consent=units.GROUP,
            keep_until=date(2027, 11, 12),
            speaks_for="council",
        )
        return replace(about, **changes)

    def interview(self, text: str = SPOKEN, *, number: int = 1, by: str = RAVI, **changes: Any) -> Interview:
        """Import an interview from this transcript."""
        prepared = interview_text.prepare(text)
        return self.act(by, interviews.add, f"{number:024x}", self.about(**changes), prepared.text, prepared.turns)

    def stored(self, interview_id: str) -> Interview:
        """The interview as it is in the database, whatever its state."""
        found = self.read(lambda session: session.get(Interview, (self.programme(session).id, interview_id)))
        assert found is not None
        return found

    def units(self) -> list[units.Unit]:
        return self.read(lambda session: units.units(session, self.programme(session)))

    def events(self) -> list[str]:
        """The kinds of the programme's events, oldest first."""
        query = select(ProgrammeEvent.kind).order_by(ProgrammeEvent.seq)
        return self.read(lambda session: list(session.exec(query)))

    def _account(self, session: Session, name: str) -> int:
        owner = frameworks.install(session, plans.default_framework()).organisation_id
        kind = "organiser" if name in (OLGA, ZED) else "analyst"
        account = Organiser(
            organisation_id=owner,
            email=f"{name.lower()}@x.example",
            name=name,
            password="",
            kind=kind,
            made_at=self.now(),
        )
        session.add(account)
        session.flush()
        return account.id or 0

    def _create(self, session: Session, details: dict[str, Any]) -> str:
        framework = frameworks.install(session, plans.default_framework())
        given = {"name": "Healthier neighbourhoods", "keep_until": date(2028, 11, 30)} | details
        person = programmes.create(session, self.by(session, OLGA), programmes.Details(**given), framework)
        return person.programme.key
