"""What a facilitator did, in words, by the kind of the event. Events that are recorded only beside others have none."""

from collections.abc import Callable

from app.web.steering.undoing import actions


def all_actions(_: Callable[[str], str]) -> dict[str, str]:
    """The words for every kind of action that only facilitators can do, translated by `_`."""
    return actions(_) | {
        "ActionUndone": _("Undo"),
        "JudgementGiven": _("Record what the group agreed"),
        "BringingUndone": _("Let everyone go back"),
        "CodeReplaced": _("Replace code"),
        "CodingGiven": _("Map note"),
        "CodingTaken": _("Remove element from note"),
        "LinkMade": _("Create link"),
        "LinkRevoked": _("Turn off link"),
        "NamingChosen": _("Choose names on notes"),
        "NewcomersAdmitted": _("Let everyone in now"),
        "NoteErased": _("Delete permanently"),
        "SeatRemoved": _("Remove person"),
        "SignalsRestored": _("Raise the hands again"),
        "WorkshopClosed": _("Close workshop"),
        "WorkshopReopened": _("Reopen workshop"),
    }
