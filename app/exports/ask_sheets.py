"""The sheet of a workbook for ratings: a row for each thing that was rated and each group that may be shown."""

from collections.abc import Iterable, Iterator

from app.domain.findings.asks.ask_drafts import ELEMENTS, LINKS
from app.domain.findings.asks.ask_rows import OTHERS, TOGETHER, Distribution, merged
from app.exports.ask_facts import AskFacts, AskRowFacts
from app.exports.bundle import Bundle
from app.exports.ratings import words
from app.presentation import translations
from app.presentation.words import group_name, worded

Row = list[str | int | None]


def ask_sheets(bundle: Bundle, language: str) -> Iterable[tuple[str, list[str], list[Row]]]:
    """The sheet as its title, its heads and its rows; none without results."""
    most = max((len(ask.scale) for ask in bundle.asks), default=0)
    found = [row for ask in bundle.asks for row in rows(bundle, ask, most, language)]
    if found:
        yield translations.translations(language).gettext("Ratings"), heads(most, language), found


def heads(most: int, language: str) -> list[str]:
    """The heads of columns for scales of up to `most` steps."""
    _ = translations.translations(language).gettext
    return [
        *(_("Question"), _("Scale"), _("What was rated"), _("Group"), _("People")),
        *(_("Step %(number)s") % {"number": number} for number in range(1, most + 1)),
        *(_("Can’t say"), _("Median"), _("What the group agreed"), _("Reason")),
    ]


def rows(bundle: Bundle, ask: AskFacts, most: int, language: str) -> list[Row]:
    """The rows of one ask, with empty cells for the steps that its scale does not have."""
    steps = len(ask.scale)
    return [
        [*row[:5], *row[5 : 5 + steps], *[None] * (most - steps), *row[5 + steps :]]
        for row in _rows(bundle, ask, language)
    ]


def _rows(bundle: Bundle, ask: AskFacts, language: str) -> Iterator[Row]:
    steps = len(ask.scale)
    names = bundle.code_book.spoken(language).names if ask.kind == ELEMENTS else {}
    scale = "; ".join(f"{number} {words.said(step, language)}" for number, step in enumerate(ask.scale, 1))
    judged = {(one.subject, one.rater): one for one in ask.judgements}
    rows = [_named(row) for row in ask.rows]
    if ask.kind != LINKS and len(rows) > 1:
        rows.insert(0, (TOGETHER, _all(ask.rows, steps)))
    for key, row in rows:
        for one in row.answers:
            cell = Distribution(tuple(one.counts), one.cant_say)
            agreed = judged.get((one.subject, (key or "") if ask.kind == LINKS else ""))
            shown = agreed if ask.kind == LINKS or key == rows[0][0] else None
            yield [
                *(words.said(worded(ask, "name", language), language), scale),
                group_name(one.subject, language) if ask.kind == LINKS else names.get(one.subject, one.subject),
                *(words.group(key, language), row.ballots, *one.counts, one.cant_say),
                words.median(cell, language),
                *((shown.value, shown.reason) if shown else (None, None)),
            ]


def _named(row: AskRowFacts) -> tuple[str | None, AskRowFacts]:
    return {"others": OTHERS, "together": TOGETHER}.get(row.merged, row.group), row


def _all(rows: list[AskRowFacts], steps: int) -> AskRowFacts:
    """All rows as one. Those of a rating of elements never overlap, and leave no subject out."""
    subjects = dict.fromkeys(one.subject for row in rows for one in row.answers)
    answers = []
    for subject in subjects:
        found = [one for row in rows for one in row.answers if one.subject == subject]
        cell = merged([Distribution(tuple(one.counts), one.cant_say) for one in found], steps)
        answers.append(type(found[0])(subject, list(cell.counts), cell.cant_say))
    return AskRowFacts(None, "together", sum(row.ballots for row in rows), answers)
