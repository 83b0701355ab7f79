"""Undoing a facilitator's last action, and saying in words what was undone, or why not."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlmodel import Session
from starlette.responses import Response

from app.domain.records import facilitators
from app.domain.records.security_log import Kind
from app.domain.steering import undo
from app.domain.steering.undo import Undone
from app.domain.workshops import seats
from app.presentation import translations
from app.web import errors
from app.web.client import browser_of, is_script
from app.web.context import ActingSecret, Context, Key, Language

router = APIRouter(prefix="/w/{key}")

# Seqs with commas between them: of the last twenty actions, no more can be skipped.
Skipped = Annotated[str, Form(pattern=r"^(\d{1,9}(,\d{1,9}){0,40})?$")]


@router.post("/undo")
async def undo_last(
    request: Request,
    context: Context,
    language: Language,
    key: Key,
    secret: ActingSecret,
    skipped: Skipped = "",
    action: Annotated[int | None, Form(ge=1, lt=10**9)] = None,
    to: Annotated[str, Form(pattern=r"^(agenda|paste|asks/\d{1,9})?$")] = "",
) -> Response:
    """Undo the person's last action that is not in `skipped`, or the one to which the seq `action` belongs.

    A script gets words, with the seq in `x-seq`. If the action was not undone, `x-action` is its seq: with it in
    `skipped`, the next request undoes another one. A form is sent back to the page `to`.
    """
    skips = [int(seq) for seq in skipped.split(",") if seq]

    def undone(session: Session) -> Undone:
        person = seats.load_actor(session, key, secret, hold=True)
        now = datetime.now(UTC)
        done = undo.undo(session, person, skipped=skips, action=action, now=now)
        device = browser_of(request)
        if kind := _OPPOSITE.get(done.kind):
            naming = {"naming": person.workshop.naming} if kind is Kind.NAMING_CHOSEN else {}
            facilitators.record(session, kind, person, device, now, **naming)
        elif done.kind in _ON_VISIBILITY:
            facilitators.record(session, Kind.ACTION_UNDONE, person, device, now, action=done.kind)
        return done

    try:
        with context.admission.note():
            done = await context.database.write(undone, key)
    except undo.Changed as error:
        refusal = errors.answer(request, 409, why_not(language, error))
        refusal.headers["x-action"] = str(error.action)
        return refusal
    if is_script(request):
        return PlainTextResponse(said(language, done), headers={"x-seq": str(done.seq)})
    return RedirectResponse(f"/w/{key}/{to}".rstrip("/"), 303)


# What people may have read before it was undone.
_REVEALS = ("AnswersRevealed", "VotesClosed")
# What the security log says of an action that undid one of these.
_OPPOSITE = {
    "JoiningPaused": Kind.JOINING_RESUMED,
    "JoiningResumed": Kind.JOINING_PAUSED,
    "NamingChosen": Kind.NAMING_CHOSEN,
    "SeatMuted": Kind.PERSON_UNMUTED,
    "SeatUnmuted": Kind.PERSON_MUTED,
}
# Actions on what people see, which are in the security log themselves.
_ON_VISIBILITY = {
    *("NoteHidden", "NoteRestored", "NoteApproved", "NoteDeclined", "NoteHeld"),
    *("CommentHidden", "CommentRestored", "CommentApproved", "CommentDeclined", "CommentHeld"),
    *("AnswersVeiled", "AnswersRevealed", "ApprovalRequired", "ApprovalEnded"),
}


def said(language: str, done: Undone) -> str:
    """What was undone, in words."""
    catalogue = translations.translations(language)
    what = actions(catalogue.gettext)[done.kind]
    if done.count > 1:
        notes = catalogue.ngettext("%(num)s note", "%(num)s notes", done.count) % {"num": done.count}
        what = f"{what} · {notes}"
    undone = catalogue.gettext("Undone: %(action)s") % {"action": what}
    more = [catalogue.gettext("People may have read it.")] if done.kind in _REVEALS else []
    if done.stayed:
        stays = catalogue.ngettext(
            "%(num)s note stays, because it has changed since.",
            "%(num)s notes stay, because they have changed since.",
            done.stayed,
        )
        more.append(stays % {"num": done.stayed})
    return " ".join([f"{undone}.", *more]) if more else undone


def why_not(language: str, error: undo.Changed) -> str:
    """Why an action was not undone, in words."""
    catalogue = translations.translations(language)
    what = actions(catalogue.gettext)[error.kind]
    if error.kind == "AskShown":
        return catalogue.gettext("Not undone: %(action)s. People may have seen the results.") % {"action": what}
    if error.kind == "NamingChosen" and error.since != error.kind:
        return catalogue.gettext(
            "Not undone: %(action)s. People have written since, and rely on what they were told about names."
        ) % {"action": what}
    if error.since == "VoteChanged":
        return catalogue.gettext("Not undone: %(action)s. People have voted since.") % {"action": what}
    if error.by:
        return catalogue.gettext("Not undone: %(action)s. %(name)s has changed this since.") % {
            "action": what,
            "name": error.by,
        }
    if error.by == "":
        return catalogue.gettext("Not undone: %(action)s. You have changed this since.") % {"action": what}
    return catalogue.gettext("Not undone: %(action)s. This has changed since.") % {"action": what}


def actions(_: Callable[[str], str]) -> dict[str, str]:
    """What a member of the team did, by the kind of its event, translated by `_`."""
    return {
        "NoteAdded": _("Post for someone else"),
        "NoteHidden": _("Hide from participants"),
        "NoteRestored": _("Show to participants"),
        "NoteMoved": _("Move note"),
        "StackChanged": _("Change stack"),
        "NoteApproved": _("Approve"),
        "NoteDeclined": _("Decline"),
        "NoteHeld": _("Hold back note"),
        "CommentHidden": _("Hide comment"),
        "CommentRestored": _("Show comment"),
        "CommentApproved": _("Approve comment"),
        "CommentDeclined": _("Decline comment"),
        "CommentHeld": _("Hold back comment"),
        "SpotlightChanged": _("The shown note"),
        "AnnouncementChanged": _("Message to everyone"),
        "EveryoneBrought": _("Bring everyone to a question"),
        "ScreenSwitched": _("Big screen"),
        "SignalsCleared": _("Lower all"),
        "AgendaEdited": _("Edit the agenda"),
        "ColumnAdded": _("Add question"),
        "ColumnMoved": _("Move question"),
        "ColumnRemoved": _("Remove question"),
        "ColumnWorded": _("Reword question"),
        "AskClosed": _("Close the rating"),
        "AskOpened": _("Open the rating"),
        "AskShown": _("Show results to everyone"),
        "JudgementGiven": _("Record what the group agreed"),
        "NamingChosen": _("Choose names on notes"),
        "JoiningPaused": _("Pause joining"),
        "JoiningResumed": _("Resume joining"),
        "VotesClosed": _("Close vote"),
        "VotesReopened": _("Open the vote again"),
        "BoardLocked": _("Lock board"),
        "BoardUnlocked": _("Unlock board"),
        "ColumnLocked": _("Lock question"),
        "ColumnUnlocked": _("Unlock question"),
        "AnswersVeiled": _("Hide answers until you show them"),
        "AnswersRevealed": _("Show all answers"),
        "ApprovalRequired": _("Approve notes first"),
        "ApprovalEnded": _("Stop approving notes first"),
        "PhaseEntered": _("Go to another phase"),
        "TimerSet": _("Change timer"),
        "SeatMuted": _("Stop a person’s posts"),
        "SeatUnmuted": _("Let a person post again"),
    }
