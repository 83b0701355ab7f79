"""The words of ratings: steps, questions, groups and medians, in the language of a page."""

from app.domain.findings.asks.ask_drafts import LINKS, QUESTIONS, TRANSLATED
from app.domain.findings.asks.ask_rows import OTHERS, TOGETHER, Distribution
from app.domain.findings.asks.asks import AskRow
from app.presentation import translations
from app.presentation.words import group_name, worded


def said(text: str, language: str) -> str:
    """A step or question that comes with the product, translated; an organiser's own words as they are."""
    return translations.translations(language).gettext(text) if text in TRANSLATED else text


def question(ask: AskRow, language: str) -> str:
    """What people answer for each thing that they rate."""
    return said(worded(ask, "name", language), language)


def heading(ask: AskRow, language: str) -> str:
    """What the results are called: the question, unless it addresses one person about one partner."""
    if worded(ask, "name", language) == QUESTIONS[LINKS]:
        return translations.translations(language).gettext("How strongly do we work together?")
    return question(ask, language)


def steps(ask: AskRow, language: str) -> list[str]:
    """The steps of the scale, lowest first."""
    return [said(step, language) for step in ask.scale]


def group(key: str | None, language: str) -> str:
    """The name of a row of the results."""
    _ = translations.translations(language).gettext
    if key is None:
        return _("No group")
    return {OTHERS: _("Other groups"), TOGETHER: _("All groups together")}.get(key) or group_name(key, language)


def median(cell: Distribution | None, language: str) -> str:
    """The median as a step, or as a range of two steps for an even number of answers; "–" without any."""
    if cell is None or cell.median is None:
        return "–"
    low, high = cell.median
    if low == high:
        return str(low)
    return translations.translations(language).gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def people(number: int, language: str) -> str:
    """A number of people, with the noun."""
    return translations.translations(language).ngettext("%(num)s person", "%(num)s people", number) % {"num": number}
