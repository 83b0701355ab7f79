"""The sheets about what people rated in workshops: elements and lists on one, links between partners on the other."""

from dataclasses import replace
from typing import Any

from app.domain.findings.asks import ask_rows
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.ask_rows import OTHERS, TOGETHER, Distribution
from app.exports import ask_sheets
from app.exports.ask_facts import AnswerFacts, AskFacts, AskRowFacts
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.wording import Wording
from app.exports.sheets import Sheet
from app.presentation.words import worded

_KEYS = {"others": OTHERS, "together": TOGETHER}
_WORDS = {key: word for word, key in _KEYS.items()}


def tables(bundle: ProgrammeBundle, wording: Wording) -> list[Sheet]:
    """A row for each thing that was rated and each group. Groups are merged as in a report of the programme."""
    _ = wording.gettext
    return [
        _sheet(_("Ratings"), bundle, wording, links=False),
        _sheet(_("Links between partners"), bundle, wording, links=True),
    ]


def _sheet(title: str, bundle: ProgrammeBundle, wording: Wording, *, links: bool) -> Sheet:
    _, language = wording.gettext, wording.language
    rated = [
        (part, ask)
        for part in bundle.record.workshops
        for ask in part.record.asks
        if (ask.kind == LINKS) == links and ask.rows
    ]
    most = max((len(ask.scale) for _part, ask in rated), default=0)
    rows = [
        [wording.place(part.place), worded(part.record.workshop, "title", language), *row]
        for part, ask in rated
        for row in ask_sheets.rows(part.record, _merged(ask, bundle.record.programme.threshold), most, language)
    ]
    return Sheet(title, [_("Place"), _("Workshop"), *ask_sheets.heads(most, language)], rows)


def _merged(ask: AskFacts, of_programme: int) -> AskFacts:
    """The ask with groups merged as a report merges them: by the higher threshold of the rating and the programme."""
    threshold = max(of_programme, ask.threshold)
    rows = {_KEYS.get(row.merged, row.group): row for row in ask.rows}
    ballots = {key: row.ballots for key, row in rows.items()}
    if any(number < threshold for key, number in ballots.items() if key != OTHERS):
        # All that is merged is one row, so what is merged already counts as small.
        ballots |= {OTHERS: threshold - 1} if OTHERS in ballots else {}
    merged = []
    for members in ask_rows.shown_rows(ballots, threshold):
        said = [rows[key] for key in members.groups]
        kind: Any = _WORDS.get(members.key or "", "")
        answers = [_answer(ask, said, subject, threshold) for subject in ask.subjects]
        number = sum(row.ballots for row in said)
        shown = [answer for answer in answers if answer is not None]
        merged.append(AskRowFacts(None if kind else members.key, kind, number, shown))
    return replace(ask, rows=merged)


def _answer(ask: AskFacts, said: list[AskRowFacts], subject: str, threshold: int) -> AnswerFacts | None:
    """What these rows say about a subject together; None if it would say something about a small group."""
    able = [row for row in said if ask.kind != LINKS or row.group != subject]
    found = [one for row in able for one in row.answers if one.subject == subject]
    if not found:
        return None
    cell = ask_rows.merged([Distribution(tuple(one.counts), one.cant_say) for one in found], len(ask.scale))
    if ask.kind == LINKS:
        number = sum(row.ballots for row in said)
        # A row that was merged already does not name its groups, so anyone who gave no answer may be of this one.
        unknown = any(row.merged for row in said)
        own = number - (cell.rated + cell.cant_say if unknown else sum(row.ballots for row in able))
        if len(found) < len(able) or number - own < threshold or ask_rows.gives_away(own, threshold):
            return None
    return AnswerFacts(subject, list(cell.counts), cell.cant_say)
