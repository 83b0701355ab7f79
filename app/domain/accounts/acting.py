"""The person who acts on an account, with device and time: an argument of every function that changes accounts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.errors import Conflict
from app.domain.models import Organiser, OrganiserSession
from app.domain.records import security_log
from app.domain.records.security_log import HOST, Kind

# The kinds of accounts. An analyst sees only the programmes that they are a member of.
ORGANISER, ANALYST = "organiser", "analyst"
# (purpose, reference) → 40 hexadecimal digits that only a process with SECRET_KEY can compute.
Derive = Callable[[str, str], str]


@dataclass(frozen=True)
class By:
    """An organiser and the sign-in they use, or (organiser None) the host on the command line. `now` is UTC."""

    organiser: Organiser | None
    device: str
    now: datetime
    sign_in: OrganiserSession | None = None

    @property
    def account(self) -> Organiser:
        """The organiser; only for actions that the host cannot take."""
        assert self.organiser is not None
        return self.organiser

    @property
    def name(self) -> str:
        """The organiser's name; "" for the host."""
        return self.organiser.name if self.organiser else ""

    def check_is_another(self, organiser: Organiser) -> None:
        """Raises Conflict if they act on their own account.

        For one's own, the forms of the account ask for the password, so that a borrowed browser changes nothing.
        """
        if self.organiser is not None and self.organiser.id == organiser.id:
            raise Conflict("You cannot do this to your own account. Ask another organiser.")

    def record(self, session: Session, kind: Kind, **details: int | str) -> None:
        """Write their action to the security log; `details` holds ids and keys."""
        actor = security_log.actor(self.organiser) if self.organiser else HOST
        security_log.record(session, kind, actor, self.device, self.now, details)
