"""A form that was refused because its sender was signed out, kept through the sign-in and sent again after it."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData

# The prefix of its field names in the sign-in form.
KEPT = "kept-"


@dataclass(frozen=True)
class ResumedForm:
    """A refused form: the address it was sent to, and its fields in order."""

    action: str
    fields: list[tuple[str, str]]


async def refused(request: Request) -> ResumedForm | None:
    """The form of this request.

    None if nothing was typed, if the action cannot be undone (`sure`), or if the form contains a password or a code,
    which must not appear in a page.
    """
    form = await request.form()
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    kept = any(value.strip() for _name, value in fields) and not form.keys() & {"password", "current", "code", "sure"}
    return ResumedForm(request.url.path, fields) if kept else None


def carried(form: FormData) -> ResumedForm | None:
    """The refused form that a sign-in form carries; None if it carries none or its address is not ours."""
    action = str(form.get("unfinished") or "")
    kept = [(name.removeprefix(KEPT), str(value)) for name, value in form.multi_items() if name.startswith(KEPT)]
    return ResumedForm(action, kept) if is_inside(action) else None


def is_inside(address: str) -> bool:
    """True if this is the path of a page on this server. Browsers leave out control characters, as in "/\\t/evil"."""
    plain = "\\" not in address and all(character >= " " for character in address)
    return plain and address.startswith("/") and not address.startswith("//")
