"""Who acts on an account, from which device and when: the first argument of what changes accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.models import Organiser, OrganiserSession
from app.domain.records import security_log
from app.domain.records.security_log import HOST, Kind

# (purpose, reference) → 40 hexadecimal digits that only the holder of SECRET_KEY can compute.
Derive = Callable[[str, str], str]


@dataclass(frozen=True)
class By:
    """An organiser, with the sign-in they act through; or, without one, the host on the command line."""

    organiser: Organiser | None
    device: str
    now: datetime
    sign_in: OrganiserSession | None = None

    @property
    def account(self) -> Organiser:
        """The organiser, for what only an organiser can do."""
        assert self.organiser is not None
        return self.organiser

    @property
    def name(self) -> str:
        """The organiser's name; empty for the host."""
        return self.organiser.name if self.organiser else ""

    def record(self, session: Session, kind: Kind, **details: int | str) -> None:
        """Write what they did to the security log."""
        actor = security_log.actor(self.organiser) if self.organiser else HOST
        security_log.record(session, kind, actor, self.device, self.now, details)


def id_of(organiser: Organiser) -> int:
    """The number of a stored account."""
    assert organiser.id is not None
    return organiser.id
