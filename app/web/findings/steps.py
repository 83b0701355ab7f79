"""The page of next steps, and the actions on them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid
from app.domain.findings import programmes
from app.domain.findings.rights import Colleague
from app.domain.findings.steps import step_sources, steps
from app.domain.findings.steps.steps import Fields
from app.domain.findings.units import Ref
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, AppContext, Context, Key, Language, OrganiserCookie
from app.web.fields import checked_day, checked_number
from app.web.findings import steps_page
from app.web.findings.entering import act

router = APIRouter()

StepId = Annotated[str, Path(max_length=40)]
Many = Annotated[list[str], Form()]
Chosen = Annotated[str, Query(max_length=120)]


@router.get("/p/{key}/steps")
async def steps_of_programme(
    context: Context,
    language: Language,
    key: Key,
    cookie: OrganiserCookie,
    by: Chosen = "due",
    place: Chosen = "",
    only: Chosen = "",
    step: Chosen = "",
    add: Chosen = "",
) -> Response:
    """The steps in groups, and the open one. `add` is new for an empty form, or notes for notes to promote."""
    chosen = {"by": by, "place": place, "only": only, "step": step, "add": add}
    return HTMLResponse(await steps_page.render(context, language, key, cookie, chosen))


@router.post("/p/{key}/steps")
async def add(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    text: Field = "",
    place: Field = "",
    owner: Field = "",
    due: Field = "",
    about: Field = "",
    state: Field = steps.State.PROPOSED,
) -> Response:
    """Add a step. `about` is "element KEY" or "theme ID", or empty."""
    typed = {"text": text, "place": place, "owner": owner, "due": due, "about": about, "state": state}
    made = programmes.fresh_id()

    def make(session: Session, person: Colleague) -> None:
        checks = Checks()
        fields = _fields(typed, checks)
        checks.finish_with(lambda: steps.add(session, person, made, fields, state))

    refused = await _refused(context, language, key, cookie, make, {"add": "new"}, typed)
    return refused or _back(key, made)


@router.post("/p/{key}/steps/promotion")
async def promote(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    unit: Many = [],  # noqa: B006
    together: Field = "",
    back: Annotated[str, Form(pattern="[a-z0-9]{0,64}")] = "",
) -> Response:
    """Make a step of each of the chosen notes, each "note ref", or one step of all of them with `together`.

    `back` is the key of the workshop from whose page they were chosen.
    """
    names = [Ref(kind, ref) for kind, space, ref in (text.partition(" ") for text in unit) if space]
    made: list[str] = []

    def make(session: Session, person: Colleague) -> None:
        made.extend(step.id for step in step_sources.promote(session, person, names, together=bool(together)))

    refused = await _refused(context, language, key, cookie, make, {"add": "notes"}, {})
    if refused is None and back:
        return RedirectResponse(f"/w/{back}/next-steps", 303)
    return refused or _back(key, made[0] if made else "")


@router.post("/p/{key}/steps/{step_id}")
async def change(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    step_id: StepId,
    revision: Annotated[int, Form()],
    text: Field = "",
    place: Field = "",
    owner: Field = "",
    due: Field = "",
    about: Field = "",
) -> Response:
    """Change what a step says. If someone else has changed it since `revision`, the page shows both versions."""
    typed = {"text": text, "place": place, "owner": owner, "due": due, "about": about}

    def make(session: Session, person: Colleague) -> None:
        checks = Checks()
        fields = _fields(typed, checks)
        checks.finish_with(lambda: steps.change(session, person, step_id, fields, revision))

    return await _refused(context, language, key, cookie, make, {"step": step_id}, typed) or _back(key, step_id)


@router.post("/p/{key}/steps/{step_id}/updates")
async def report(
    context: Context,
    language: Language,
    key: Key,
    cookie: ActingAccount,
    step_id: StepId,
    update: Field = "",
    state: Field = "",
    id: Field = "",
) -> Response:
    """Report what happened with a step, or give it another state. `id` is made by the form, so that it counts once."""
    own = id if id.isascii() and id.isalnum() and len(id) <= 40 else programmes.fresh_id()

    def make(session: Session, person: Colleague) -> None:
        steps.update(session, person, step_id, own, update, state)

    typed = {"update": update, "state": state}
    return await _refused(context, language, key, cookie, make, {"step": step_id}, typed) or _back(key, step_id)


@router.post("/p/{key}/steps/{step_id}/removal")
async def remove(context: Context, key: Key, cookie: ActingAccount, step_id: StepId, on: Field = "1") -> Response:
    """Remove a step, or bring it back with `on` "0"."""
    change = steps.restore if on == "0" else steps.remove
    await act(context, cookie, key, lambda session, person: change(session, person, step_id))
    return _back(key, step_id)


def _fields(typed: dict[str, str], checks: Checks) -> Fields:
    """What a form says; `checks` then knows the fields that cannot be read."""
    kind, _space, ref = typed["about"].partition(" ")
    return Fields(
        text=typed["text"],
        place_id=checked_number(typed["place"], "place", checks) if typed["place"] else None,
        owner=typed["owner"],
        due=checked_day(typed["due"], "due", checks) if typed["due"] else None,
        element=ref if kind == "element" else "",
        theme_id=ref if kind == "theme" else None,
    )


async def _refused(
    context: AppContext,
    language: str,
    key: str,
    cookie: Any,
    make: Callable[[Session, Colleague], None],
    chosen: dict[str, str],
    typed: dict[str, str],
) -> Response | None:
    """The page with what was typed and what is wrong with it; None if `make` succeeded."""
    try:
        await act(context, cookie, key, make)
    except (Conflict, Invalid) as error:
        status = 409 if isinstance(error, Conflict) else 422
        page = await steps_page.render(context, language, key, cookie, chosen, typed=typed, problems=error.problems)
        return HTMLResponse(page, status)
    return None


def _back(key: str, step_id: str) -> Response:
    return RedirectResponse(f"/p/{key}/steps?step={step_id}#step" if step_id else f"/p/{key}/steps", 303)
