"""The form of a workshop's details: reading it, and what its templates need."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from anyio import to_thread
from starlette.datastructures import FormData

from app.domain.checks import Checks
from app.domain.errors import Invalid
from app.domain.workshops import columns, drafts, time_zones
from app.domain.workshops.drafts import Draft, Wording
from app.presentation import language_tags, translations
from app.web.fields import EARLY, checked_day
from app.web.fields import day as read_day

# Form field → problem in English. "" is a problem of no single field.
Problems = dict[str, str]


async def known_time_zones() -> Sequence[str]:
    """The names of the time zones; finding them reads the disk, so it runs in a thread."""
    return await to_thread.run_sync(time_zones.known)


def values(
    draft: Draft, zones: Sequence[str], problems: Problems, form: Mapping[str, object] | None = None
) -> dict[str, Any]:
    """The template values that the forms New workshop and Details have in common; `form` is what was sent, if so."""
    days = {"held_on": draft.held_on, "keep_until": draft.keep_until, "usual": draft.keep_until}
    known = list(drafts.SPEAKS_FOR)
    others = [tag for tag in translations.languages() if tag != draft.language]
    return {
        "draft": draft,
        # As they were typed, also if they cannot be read.
        "days": {name: str(day if form is None else form.get(name) or "") for name, day in days.items()},
        "problems": problems,
        "blanks": drafts.blanks(draft.notice, draft.words),
        "known": known,
        "own": [group for group in draft.speaks_for if group not in known],
        "spoken": {draft.language: translations.name_of(draft.language)} | translations.names(),
        "others": others,
        "wrong_languages": [tag for tag in others if any(f"-{tag}" in field for field in problems)],
        "unsaid": Wording(),
        "zones": zones,
        "longest": columns.LONGEST,
        "longest_name": columns.LONGEST_NAME,
    }


def sent(form: FormData, checks: Checks) -> Draft:
    """The draft in a form; `checks` then knows the dates in it that cannot be read."""
    held_on = checked_day(text(form, "held_on"), "held_on", checks, EARLY)
    a_year_later = a_year_after(held_on)
    # The form of an existing workshop does not contain the date; it is changed on the page What we hold.
    keep_until = checked_day(text(form, "keep_until"), "keep_until", checks) if "keep_until" in form else a_year_later
    # If only the day was changed, notes are kept for a year from the new day.
    if form.get("usual") == str(keep_until):
        keep_until = a_year_later
    return replace(typed(form), held_on=held_on, keep_until=keep_until)


def typed(form: FormData) -> Draft:
    """The draft in a form, with defaults in place of invalid dates: today, and a year from today."""
    today = datetime.now(UTC).date()

    def day(name: str, otherwise: date) -> date:
        try:
            return read_day(text(form, name), name)
        except Invalid:
            return otherwise

    return Draft(
        title=text(form, "title"),
        questions=[str(value) for value in form.getlist("question")],
        short_names=[str(value) for value in form.getlist("short_name")],
        place=text(form, "place"),
        time_zone=text(form, "time_zone"),
        # Any language, because the one of a workshop or a plan may have no translation file here.
        language=language_tags.canonical(text(form, "language")) or translations.SOURCE,
        naming=text(form, "naming"),
        retention=text(form, "retention") or "delete",
        speaks_for=[*map(str, form.getlist("speaks_for")), *text(form, "own").splitlines()],
        notice=text(form, "notice"),
        wordings={
            tag: Wording(
                title=text(form, f"title-{tag}"),
                notice=text(form, f"notice-{tag}"),
                questions=[str(value) for value in form.getlist(f"question-{tag}")],
                short_names=[str(value) for value in form.getlist(f"short_name-{tag}")],
            )
            for tag in translations.languages()
        },
        held_on=day("held_on", today),
        keep_until=day("keep_until", a_year_after(today)),
    )


def text(form: FormData, name: str) -> str:
    """One field of a form, or ""."""
    return str(form.get(name) or "")


def a_year_after(day: date) -> date:
    """The date 365 days later, until which notes are kept unless someone chooses another."""
    return day + timedelta(days=365)
