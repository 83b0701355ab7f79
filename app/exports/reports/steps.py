"""The next steps in a report."""

from collections.abc import Iterator
from typing import Any

from app.domain.findings.steps.step_views import Row
from app.domain.findings.steps.steps import State
from app.exports.reports import local_links
from app.exports.reports.facts import Facts
from app.presentation import translations

# A proposed step is not decided, and a dropped one will not happen.
PRINTED = (State.AGREED, State.UNDER_WAY, State.DONE)


def steps(facts: Facts) -> Iterator[dict[str, Any]]:
    """A table of the agreed steps of the report's places. Words that come from a note are a reference to the step."""
    _ = facts._
    found = [row for row in facts.steps if row.step.state in PRINTED]
    if not found:
        yield {"words": [{"text": _("No next step is agreed yet.")}]}
        return
    places = {place.id: place.name for place in facts.places}
    combined = facts.report.place_id is None
    states = {
        State.AGREED: _("Agreed"),
        State.UNDER_WAY: _("Under way"),
        State.DONE: _("Done"),
    }
    rows = []
    for row in found:
        due = translations.day(row.step.due, facts.language) if row.step.due else _("No date yet")
        name = places.get(row.step.place_id or 0, _("All places"))
        place = [local_links.place(facts, row.step.place_id, name, "steps")] if combined else []
        rows.append([_said(row), *place, row.step.owner or _("No owner yet"), due, states[State(row.step.state)]])
    header = [_("Step"), *([_("Place")] if combined else []), _("Owner"), _("By when"), _("State")]
    yield {"table": {"caption": _("Next steps"), "header": header, "rows": rows, "note": ""}}


def _said(row: Row) -> str | dict[str, str]:
    """The words of a step, or where they may be those of a note, a reference to it."""
    return {"step": row.step.id} if row.sources or not row.step.text else row.step.text
