"""The host's actions on organisers' accounts from the command line, which work even if no one can sign in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.accounts import invitations, organisers, second_factor
from app.domain.accounts.acting import By, Derive
from app.domain.errors import NotFound
from app.domain.models import Organiser

DEVICE = "command line"


@dataclass(frozen=True)
class Host:
    """The host and the time of the action, with the server's address and the derivation of secrets for links."""

    public_url: str
    derive: Derive
    now: datetime

    @property
    def by(self) -> By:
        """The host as the person who acts."""
        return By(None, DEVICE, self.now)


def listed(session: Session) -> str:
    """All accounts, one per line: email address, name and state."""
    with_second_factor = second_factor.accounts_with(session)
    lines = []
    for organiser in organisers.listed(session):
        state = ["deactivated" if organiser.deactivated_at else "active"]
        state += ["second factor on"] if organiser.id in with_second_factor else []
        lines.append(f"{organiser.email}  {organiser.name}  {', '.join(state)}")
    return "\n".join(lines) or "There are no accounts yet."


def link(session: Session, host: Host, organiser: Organiser) -> str:
    """The address of a link with which this organiser can set a new password within an hour."""
    made = invitations.link_for_password(session, host.by, organiser, host.derive)
    return f"{host.public_url}/i/{made.secret}"


def deactivate(session: Session, host: Host, organiser: Organiser) -> str:
    """Deactivate this account; returns the line to print."""
    organisers.deactivate(session, host.by, organiser)
    return f"{organiser.email} can no longer sign in."


def activate(session: Session, host: Host, organiser: Organiser) -> str:
    """Activate this account; returns the line to print."""
    organisers.activate(session, host.by, organiser)
    return f"{organiser.email} can sign in."


def remove(session: Session, host: Host, organiser: Organiser) -> str:
    """Delete this account permanently; returns the line to print."""
    email = organiser.email
    organisers.remove(session, host.by, organiser)
    return f"The account of {email} has been removed. Its workshops stay."


def reset_second_factor(session: Session, host: Host, organiser: Organiser) -> str:
    """Remove this account's second factor; returns the line to print."""
    second_factor.reset(session, host.by, organiser)
    return f"{organiser.email} can sign in with the password alone."


# The function and the help text of each subcommand.
ACTS: dict[str, tuple[Callable[[Session, Host, Organiser], str], str]] = {
    "link": (link, "Print a link that lets an organiser choose a new password. It works once, for an hour."),
    "deactivate": (deactivate, "Stop an account from signing in. Its workshops stay."),
    "activate": (activate, "Let a deactivated account sign in again."),
    "remove": (remove, "Delete an account permanently. Its workshops stay."),
    "reset-second-factor": (reset_second_factor, "Let an organiser who lost their device sign in without its code."),
}
LIST = "List the accounts of organisers."


def act(session: Session, name: str, email: str, host: Host) -> str:
    """Run the subcommand `name` on the account with this address; returns the line to print.

    Raises NotFound for an unknown address, and Refused as the action does.
    """
    organiser = organisers.by_email(session, email)
    if organiser is None:
        raise NotFound("There is no account with this email address.")
    return ACTS[name][0](session, host, organiser)
