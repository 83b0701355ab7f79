"""The sheet of next steps."""

from datetime import date
from zoneinfo import ZoneInfo

from app.domain.findings.steps.steps import ENDED
from app.exports.next_steps import state_words
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.outcome_facts import StepFacts
from app.exports.programmes.wording import Wording
from app.exports.sheets import Cell, Sheet
from app.presentation import translations


def tables(bundle: ProgrammeBundle, wording: Wording) -> list[Sheet]:
    """The steps by due date, those without one last, with what happened with each."""
    _, record = wording.gettext, bundle.record
    day = record.exported_at.astimezone(ZoneInfo(record.programme.time_zone)).date()
    themes = {theme.id: theme.name for theme in record.themes}
    states = state_words(wording.language)
    header = [
        *(_("Step"), _("Place"), _("Owner"), _("By when"), _("State"), _("Overdue"), _("Element"), _("Theme")),
        *(_("Updates"), _("Last update"), _("From"), _("Step id")),
    ]
    rows: list[list[Cell]] = []
    for step in sorted(record.steps, key=lambda step: (step.due or date.max, step.made_at, step.id)):
        late = step.due is not None and step.due < day and step.state not in ENDED
        said = [
            _update(
                one.text,
                states.get(one.state, ""),
                translations.day_in(one.at, record.programme.time_zone, wording.language),
            )
            for one in step.updates
        ]
        rows.append(
            [
                *(_words(step, wording), wording.place(step.place) or _("All places"), step.owner, step.due),
                *(states[step.state], _("Yes") if late else "", wording.named([step.element] if step.element else [])),
                *(themes.get(step.theme or "", ""), "\n".join(said)),
                wording.local(step.updates[-1].at) if step.updates else None,
                "; ".join(source.unit or _("Withdrawn") for source in step.sources),
                step.id,
            ]
        )
    return [Sheet(_("Next steps"), header, rows)]


def _words(step: StepFacts, wording: Wording) -> str:
    """What a step says: its own text, or the words of its first source that is there."""
    there = [wording.units[source.unit] for source in step.sources if source.unit in wording.units]
    words = wording.words(there[0]) if there else wording.gettext("The words of this step were withdrawn.")
    return step.text or words


def _update(text: str, state: str, day: str) -> str:
    return " · ".join(part for part in (day, state, text) if part)
