"""What somebody had written when they turned out to be signed out: carried through signing in, then sent again."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData

# Before the names of its fields, in the form for signing in.
KEPT = "kept-"


@dataclass(frozen=True)
class ResumedForm:
    """A form that was refused: where it was sent, and its fields in their order."""

    action: str
    fields: list[tuple[str, str]]


async def refused(request: Request) -> ResumedForm | None:
    """The form of this request; None where nothing was written, where it cannot be undone (`sure`), or where it holds
    a password or a code, which are written into no page."""
    form = await request.form()
    fields = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
    kept = any(value.strip() for _name, value in fields) and not form.keys() & {"password", "current", "code", "sure"}
    return ResumedForm(request.url.path, fields) if kept else None


def carried(form: FormData) -> ResumedForm | None:
    """What a form for signing in brings along, if anything."""
    action = str(form.get("unfinished") or "")
    kept = [(name.removeprefix(KEPT), str(value)) for name, value in form.multi_items() if name.startswith(KEPT)]
    return ResumedForm(action, kept) if is_inside(action) else None


def is_inside(address: str) -> bool:
    """Whether this is the address of a page of ours."""
    return address.startswith("/") and not address.startswith("//") and "\\" not in address
