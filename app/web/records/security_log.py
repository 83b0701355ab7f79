"""The security log, as organisers read it: who did what, when and from which device."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.accounts import sessions
from app.domain.records import security_log
from app.domain.records.security_log import Kind
from app.presentation import translations
from app.web.context import Context, Language, OrganiserCookie
from app.web.pages import html

router = APIRouter()

PAGE = 100
# The log cannot start later than this; no one pages so far.
MOST = 1_000_000


@router.get("/security-log")
async def security_log_page(context: Context, language: Language, cookie: OrganiserCookie, start: int = 0) -> Response:
    first = max(0, min(start, MOST))

    def read(session: Session) -> str:
        sessions.signed_in(session, cookie)
        entries = security_log.listed(session, first, PAGE + 1)
        return html(
            "records/security_log.html",
            language,
            entries=entries[:PAGE],
            said=said(translations.translations(language).gettext),
            later=max(0, first - PAGE) if first else None,
            earlier=first + PAGE if len(entries) > PAGE else None,
        )

    return HTMLResponse(await context.database.read(read))


def said(_: Callable[[str], str]) -> dict[str, str]:
    """What an entry of each kind says, translated by `_`."""
    return {
        Kind.SIGNED_IN: _("Signed in"),
        Kind.SIGN_IN_FAILED: _("Sign-in failed"),
        Kind.SIGNED_OUT: _("Signed out"),
        Kind.SESSION_ENDED: _("Ended a sign-in"),
        Kind.ACCOUNT_CREATED: _("Created an account"),
        Kind.ACCOUNT_CORRECTED: _("Changed name or email address"),
        Kind.ACCOUNT_DEACTIVATED: _("Deactivated an account"),
        Kind.ACCOUNT_ACTIVATED: _("Activated an account"),
        Kind.ACCOUNT_REMOVED: _("Removed an account"),
        Kind.LINK_MADE: _("Made a link"),
        Kind.LINK_USED: _("Used a link"),
        Kind.LINK_TURNED_OFF: _("Turned off a link"),
        Kind.PASSWORD_CHANGED: _("Changed the password"),
        Kind.SECOND_FACTOR_ON: _("Turned on the second factor"),
        Kind.SECOND_FACTOR_OFF: _("Turned off the second factor"),
        Kind.SECOND_FACTOR_RESET: _("Reset a second factor"),
        Kind.RECOVERY_CODES_MADE: _("Made recovery codes"),
        Kind.RECOVERY_CODE_USED: _("Used a recovery code"),
        Kind.SECOND_FACTOR_REQUIRED: _("Made the second factor mandatory"),
        Kind.SECOND_FACTOR_OPTIONAL: _("Made the second factor optional"),
        Kind.ORGANISATION_CHANGED: _("Changed the privacy notices of new workshops"),
        Kind.RETENTION_CHANGED: _("Changed the date of deletion or review"),
        Kind.WORKSHOP_CREATED: _("Created a workshop"),
        Kind.WORKSHOP_EDITED: _("Changed a workshop’s details"),
        Kind.WORKSHOP_CLOSED: _("Closed a workshop"),
        Kind.WORKSHOP_REOPENED: _("Reopened a workshop"),
        Kind.WORKSHOP_DELETED: _("Deleted a workshop"),
        Kind.NOTES_ERASED: _("Permanently deleted notes"),
        Kind.FRAMEWORK_EDITED: _("Changed the framework"),
        Kind.NOTE_HIDDEN: _("Hid a note"),
        Kind.NOTE_SHOWN: _("Showed a note again"),
        Kind.NOTES_HIDDEN: _("Hid many notes"),
        Kind.NOTES_SHOWN: _("Showed many notes again"),
        Kind.NOTE_APPROVED: _("Approved a note"),
        Kind.NOTE_DECLINED: _("Declined a note"),
        Kind.NOTE_HELD: _("Held back a note"),
        Kind.APPROVAL_REQUIRED: _("Began to approve notes first"),
        Kind.APPROVAL_ENDED: _("Stopped approving notes first"),
        Kind.ANSWERS_VEILED: _("Hid the answers to a question"),
        Kind.ANSWERS_REVEALED: _("Showed the answers to a question"),
        Kind.ACTION_UNDONE: _("Undid an action"),
        Kind.BOARD_OPENED: _("Opened a board as a facilitator"),
        Kind.CODE_REPLACED: _("Replaced the join code"),
        Kind.CODE_ASKED_AGAIN: _("Replaced the join code and asked everyone for it"),
        Kind.JOINING_PAUSED: _("Paused joining"),
        Kind.JOINING_RESUMED: _("Resumed joining"),
        Kind.NEWCOMERS_ADMITTED: _("Let everyone who waited come in"),
        Kind.PERSON_REMOVED: _("Removed a person"),
        Kind.PERSON_RETURNED: _("Let a person back in"),
        Kind.PERSON_MUTED: _("Stopped a person’s posts"),
        Kind.PERSON_UNMUTED: _("Let a person post again"),
        Kind.LINK_CODE_MADE: _("Made a recovery code for a link"),
        Kind.LINK_CODE_USED: _("Used a recovery code for a link"),
        Kind.HANDED_OVER: _("Handed over a workshop"),
        Kind.NAMING_CHOSEN: _("Chose whether names are shown"),
        Kind.DOWNLOADED: _("Downloaded a file"),
        Kind.PROGRAMME_CREATED: _("Created a programme"),
        Kind.PROGRAMME_EDITED: _("Changed how a programme analyses or publishes"),
        Kind.PROGRAMME_DELETED: _("Deleted a programme"),
        Kind.WORKSHOP_ADDED: _("Added a workshop to a programme"),
        Kind.WORKSHOP_LET_GO: _("Removed a workshop from a programme"),
        Kind.REPORT_SIGNED: _("Signed a report"),
        Kind.REPORT_UNPUBLISHED: _("Unpublished an edition of a report"),
        Kind.REPORT_PUBLISHED: _("Published an edition of a report again"),
        Kind.MEMBER_JOINED: _("Added a member to a programme"),
        Kind.MEMBER_CHANGED: _("Changed a member’s role"),
        Kind.MEMBER_LEFT: _("Removed a member from a programme"),
        Kind.INTERVIEW_CHANGED: _("Changed the consent or the date of an interview"),
        Kind.INTERVIEW_WITHDRAWN: _("Withdrew an interview"),
        Kind.COMMENT_ERASED: _("Permanently deleted a comment on a draft"),
    }
