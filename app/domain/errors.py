"""Errors that refuse an action, with a message for the person. `web/errors.py` maps each to an HTTP status."""


def gettext_noop(message: str) -> str:
    """Return `message` unchanged; the call marks it for extraction, and the page that shows it translates it."""
    return message


class Refused(Exception):
    """An action that was refused. `str()` is the English message, which is also its translation key."""

    default = gettext_noop("That is not possible.")

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.default)


class NotFound(Refused):
    default = gettext_noop("That is no longer here, or the address is not quite right.")


class NotAllowed(Refused):
    default = gettext_noop("You may not do that here.")


class Closed(Refused):
    default = gettext_noop("This workshop is closed. Nothing more can be changed.")


class Invalid(Refused):
    """A value that cannot be used; `field` is the name of its form field, or "" if it is not known."""

    default = gettext_noop("That cannot be used.")

    def __init__(self, message: str = "", *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Conflict(Refused):
    default = gettext_noop("That is already there.")


class Full(Refused):
    default = gettext_noop("This workshop is full. Please tell the facilitator.")
