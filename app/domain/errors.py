"""Errors that refuse an action, with a message for the person. `web/errors.py` maps each to an HTTP status."""


def gettext_noop(message: str) -> str:
    """Return `message` unchanged; the call marks it for extraction, and the page that shows it translates it."""
    return message


class Refused(Exception):
    """An action that was refused. `str()` is the English message, which is also its translation key.

    `problems` is what is wrong, by form field, or by "" if no one field is wrong.
    """

    default = gettext_noop("That did not work. Go back and try again.")

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.default)
        self.problems = {"": str(self)}

    def with_prefix(self, prefix: str) -> dict[str, str]:
        """The problems for a page on which the ids of these fields begin with `prefix`."""
        return {prefix + field if field else "": words for field, words in self.problems.items()}


class NotFound(Refused):
    default = gettext_noop("Page not found. Check the address.")


class NotAllowed(Refused):
    default = gettext_noop("You do not have permission to do that.")


class Closed(Refused):
    default = gettext_noop("This workshop is closed. You can no longer change it.")


class Invalid(Refused):
    """A value that cannot be used; `field` is the name of its form field, or "" if it is not known."""

    default = gettext_noop("That is not valid. Check it and try again.")

    def __init__(self, message: str = "", *, field: str = "") -> None:
        super().__init__(message)
        self.problems = {field: str(self)}


class Conflict(Refused):
    default = gettext_noop("That already exists. Reload the page.")


class Full(Refused):
    default = gettext_noop("This workshop is full. Tell the facilitator.")
