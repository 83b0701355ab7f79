"""The members of a programme: add, invite, change roles and remove."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import invitations
from app.domain.accounts.acting import ANALYST
from app.domain.errors import Invalid
from app.domain.findings import members
from app.domain.findings.rights import Colleague, Right, Role, require
from app.web.accounts.forms import Field
from app.web.context import ActingAccount, Context, Key, Language, OrganiserCookie
from app.web.fields import number
from app.web.findings.entering import act, enter, facts
from app.web.pages import html

router = APIRouter()


@router.get("/p/{key}/members")
async def list_of_members(
    context: Context, language: Language, key: Key, cookie: OrganiserCookie, saved: bool = False
) -> Response:
    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        return html(
            "findings/members.html",
            language,
            people=members.listed(session, person.programme),
            to_add=members.to_add(session, person.programme) if person.may(Right.ORGANISE) else [],
            roles=list(Role),
            saved=saved,
            **facts(session, person),
        )

    return HTMLResponse(await context.database.read(read))


@router.post("/p/{key}/members")
async def add(context: Context, key: Key, cookie: ActingAccount, account: Field = "", role: Field = "") -> Response:
    """Make an existing account a member."""
    chosen = number(account, "account")
    await act(context, cookie, key, lambda session, person: members.add(session, person, chosen, role))
    return RedirectResponse(f"/p/{key}/members?saved=1", 303)


@router.post("/p/{key}/members/invitations")
async def invite(context: Context, key: Key, cookie: ActingAccount, role: Field = "") -> Response:
    """Make a link with which a new analyst creates an account that sees only this programme."""

    def make(session: Session, person: Colleague) -> int:
        require(person, Right.ORGANISE)
        if role not in set(Role) - {Role.ORGANISER}:
            raise Invalid("Choose a role.", field="role")
        kept = {"kind": ANALYST, "programme_id": person.programme_id, "role": role}
        return invitations.invite(session, person.by, context.keys.derived, **kept).id

    link = await act(context, cookie, key, make)
    return RedirectResponse(f"/organisers/links/{link}", 303)


@router.post("/p/{key}/members/{organiser_id}/role")
async def change_role(
    context: Context, key: Key, cookie: ActingAccount, organiser_id: int, role: Field = ""
) -> Response:
    await act(context, cookie, key, lambda session, person: members.change_role(session, person, organiser_id, role))
    return RedirectResponse(f"/p/{key}/members?saved=1", 303)


@router.post("/p/{key}/members/{organiser_id}/removal")
async def leave(context: Context, key: Key, cookie: ActingAccount, organiser_id: int) -> Response:
    """End a membership: another member's, or the sender's own."""

    def end(session: Session, person: Colleague) -> bool:
        members.leave(session, person, organiser_id)
        return person.id == organiser_id

    own = await act(context, cookie, key, end)
    return RedirectResponse("/p" if own else f"/p/{key}/members?saved=1", 303)
