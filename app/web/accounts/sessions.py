"""Ending sign-ins of an organiser's own account: one of them, or all except this one."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import sessions
from app.web.context import ActingAccount, Context

router = APIRouter()


@router.post("/account/sign-ins/{session_id}/end")
async def end_one(context: Context, cookie: ActingAccount, session_id: int) -> Response:
    def end(session: Session) -> None:
        sessions.end_own(session, sessions.acting(session, cookie, lock=True, analysts=True), session_id)

    await context.database.write(end)
    return RedirectResponse("/account?saved=sign-in", 303)


@router.post("/account/sign-ins/end")
async def end_others(context: Context, cookie: ActingAccount) -> Response:
    await context.database.write(
        lambda session: sessions.end_others(session, sessions.acting(session, cookie, lock=True, analysts=True))
    )
    return RedirectResponse("/account?saved=sign-ins", 303)
