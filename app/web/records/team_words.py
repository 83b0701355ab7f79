"""What one of the team did, in words, by the kind of event. Kinds that are recorded only beside others have none."""

from collections.abc import Callable

from app.web.steering.undoing import actions


def all_actions(_: Callable[[str], str]) -> dict[str, str]:
    """The words for every kind of action that only the team can do, translated by `_`."""
    return actions(_) | {
        "ActionUndone": _("Undo"),
        "BringingUndone": _("Let everyone go back"),
        "CodeReplaced": _("Replace code"),
        "CodingGiven": _("Map note"),
        "CodingTaken": _("Remove element from note"),
        "LinkMade": _("Create link"),
        "LinkRevoked": _("Turn off link"),
        "NewcomersAdmitted": _("Let everyone in now"),
        "NoteErased": _("Delete permanently"),
        "SeatRemoved": _("Remove person"),
        "SignalsRestored": _("Raise the hands again"),
        "WorkshopClosed": _("Close workshop"),
        "WorkshopReopened": _("Reopen workshop"),
    }
