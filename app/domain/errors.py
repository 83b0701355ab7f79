"""What can be refused, in words a person understands. `web/errors.py` gives each its status."""


def gettext_noop(message: str) -> str:
    """Marks a message for the translators; it is translated where it is shown."""
    return message


class Refused(Exception):
    """Something a person asked for that will not be done; `str()` is the English message, a key for translation."""

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
    """Something typed that cannot be used; `field` is the name of the form's field it stands in, if it is known."""

    default = gettext_noop("That cannot be used.")

    def __init__(self, message: str = "", *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Conflict(Refused):
    default = gettext_noop("That is already there.")


class Full(Refused):
    default = gettext_noop("This workshop is full. Please tell the facilitator.")
