"""Next steps as a table for spreadsheets, and as days for calendars."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.findings.steps.step_views import Row
from app.domain.findings.steps.steps import ENDED
from app.exports.to_csv import inert
from app.presentation import translations


@dataclass(frozen=True)
class Names:
    """How files call what steps refer to: places, elements, themes and states by their keys."""

    places: Mapping[int, str]
    elements: Mapping[str, str]
    themes: Mapping[str, str]
    states: Mapping[str, str]


def table(rows: Sequence[Row], names: Names, zone: str, language: str) -> bytes:
    """One row per step, in UTF-8 with a byte order mark, as Excel expects. No cell is run as a formula."""
    _ = translations.translations(language).gettext
    file = io.StringIO(newline="")
    lines = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    heads = (_("step"), _("place"), _("owner"), _("due"), _("state"), _("overdue"), _("element"), _("theme"))
    lines.writerow([*heads, _("updates"), _("last update"), _("step id")])
    for row in rows:
        step = row.step
        said = "\n".join(
            " ".join(part for part in (_day(one.at, zone, language), names.states.get(one.state), one.text) if part)
            for one in row.updates
        )
        lines.writerow(
            [
                inert(row.text),
                inert(names.places.get(step.place_id or 0, "")),
                inert(step.owner),
                step.due.isoformat() if step.due else "",
                names.states[step.state],
                _("yes") if row.overdue else "",
                inert(names.elements.get(step.element, "")),
                inert(names.themes.get(step.theme_id or "", "")),
                inert(said),
                translations.stamp(row.updates[0].at, zone) if row.updates else "",
                step.id,
            ]
        )
    return file.getvalue().encode("utf-8-sig")


def calendar(rows: Sequence[Row], names: Names, key: str, language: str) -> bytes:
    """One whole day for each step that has a date and is neither done nor dropped (RFC 5545).

    A day is the same day in every time zone, so no clock change can move it.
    """
    # A late import: few people ask for a calendar.
    from icalendar import Calendar, Event

    _ = translations.translations(language).gettext
    made = Calendar()
    made.add("prodid", "-//Commonboard//Next steps//EN")
    made.add("version", "2.0")
    for row in rows:
        step = row.step
        if step.due is None or step.state in ENDED or not row.text:
            continue
        event = Event()
        event.add("uid", f"{step.id}@{key}.commonboard.invalid")
        event.add("dtstamp", step.changed_at.replace(tzinfo=UTC))
        event.add("sequence", step.revision)
        event.add("dtstart", step.due)
        event.add("summary", " ".join(row.text.split()))
        about = (_("Owner: %(owner)s") % {"owner": step.owner} if step.owner else "", names.states[step.state])
        event.add("description", "\n".join(part for part in about if part))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return made.to_ical()


def state_words(language: str) -> dict[str, str]:
    """How pages and files call each state."""
    _ = translations.translations(language).gettext
    return {
        "proposed": _("Proposed"),
        "agreed": _("Agreed"),
        "underway": _("Under way"),
        "done": _("Done"),
        "dropped": _("Dropped"),
    }


def _day(moment: datetime, zone: str, language: str) -> str:
    return translations.day(moment.astimezone(ZoneInfo(zone)).date(), language)
