"""Reads the form of a section of a report: its blocks as they were sent, and what its button asks for."""

from typing import Any

from starlette.datastructures import FormData

from app.domain.errors import Invalid
from app.domain.findings import programmes
from app.domain.findings.reports.report_blocks import WRITTEN, Kind, block

MOST_CHARACTERS = 120


def blocks(form: FormData) -> list[dict[str, Any]]:
    """The blocks in the order of the form: `block` has each id, and kind-, text- and names- fields describe it."""
    return [_block(form, str(name)[:40]) for name in form.getlist("block")]


def changed(form: FormData, sent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks after what the button `do` asks for: "save", or a verb with the id of a block.

    "up" and "down" move that block, "remove" takes it out, "prose" and "steps" add one after it, and "insert" adds what
    was chosen from the list. An empty id is the end.
    """
    verb, _space, named = str(form.get("do") or "save").partition(" ")
    made = list(sent)
    at = next((number for number, each in enumerate(made) if each["id"] == named), len(made) - 1)
    match verb:
        case "up" if at > 0:
            made[at - 1], made[at] = made[at], made[at - 1]
        case "down" if at < len(made) - 1:
            made[at + 1], made[at] = made[at], made[at + 1]
        case "remove" if made:
            del made[at]
        case "prose" | "steps":
            made.insert(at + 1, block(programmes.fresh_id(), Kind(verb)))
        case "insert":
            made[at + 1 : at + 1] = _chosen(str(form.get(f"new-{named}") or "")[:MOST_CHARACTERS])
        case _:
            pass
    return made


def _block(form: FormData, id: str) -> dict[str, Any]:
    try:
        kind = Kind(str(form.get(f"kind-{id}") or ""))
    except ValueError:
        raise Invalid("Your browser did not send this form correctly. Reload the page and try again.") from None
    made = block(id, kind)
    names = {Kind.FINDING: "theme", Kind.AGAINST: "theme", Kind.QUOTE: "quote", Kind.TABLE: "name", Kind.FIGURE: "name"}
    if kind in names:
        made[names[kind]] = str(form.get(f"names-{id}") or "")[:MOST_CHARACTERS]
    if kind in WRITTEN:
        made["text"] = str(form.get(f"text-{id}") or "").replace("\r\n", "\n")
    return made


def _chosen(choice: str) -> list[dict[str, Any]]:
    """The blocks for "finding THEME", "table NAME" or "figure NAME". A finding brings its prose and what speaks
    against it."""
    kind, _space, name = choice.partition(" ")
    match kind:
        case Kind.FINDING:
            return [
                block(programmes.fresh_id(), Kind.FINDING, theme=name),
                block(programmes.fresh_id(), Kind.PROSE),
                block(programmes.fresh_id(), Kind.AGAINST, theme=name),
            ]
        case Kind.TABLE | Kind.FIGURE:
            return [block(programmes.fresh_id(), Kind(kind), name=name)]
        case _:
            return []
