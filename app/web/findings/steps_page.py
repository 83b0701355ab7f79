"""Renders the page of next steps."""

from sqlmodel import Session

from app.domain.accounts.sessions import Presented
from app.domain.errors import NotFound
from app.domain.findings import members, programmes, units
from app.domain.findings.coding import book
from app.domain.findings.rights import Colleague
from app.domain.findings.steps import step_links, step_sources, step_views, steps
from app.domain.findings.steps.step_models import Step
from app.domain.findings.steps.step_views import DUE, VIEWS, Row
from app.domain.findings.themes import themes
from app.exports.next_steps import state_words
from app.web.context import AppContext
from app.web.findings.entering import enter, facts
from app.web.findings.shown import group_numbers
from app.web.findings.step_sharing import PURPOSE
from app.web.pages import html

ONLY = ("", "open", "overdue")


async def render(
    context: AppContext,
    language: str,
    key: str,
    cookie: Presented | None,
    chosen: dict[str, str],
    *,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> str:
    """The page with these choices: by, place, only, step and add."""

    def read(session: Session) -> str:
        person = enter(session, cookie, key)
        place = _place(session, person, chosen.get("place", ""))
        day = step_views.today(person.programme, person.now)
        rows = step_views.read(session, person.programme, day, place)
        only = chosen.get("only", "") if chosen.get("only") in ONLY else ""
        by = chosen.get("by", DUE) if chosen.get("by") in VIEWS else DUE
        step_id = chosen.get("step", "")
        opened = next((row for row in rows if row.step.id == step_id), None)
        codes = book.read(session, person.programme, language)
        listed = themes.listed(session, person.programme)
        shared = step_links.listed(session, person.programme)
        orders = {
            "element": [element["key"] for element in codes.elements],
            "place": [str(row.id) for row in programmes.places(session, person.programme)],
        }
        return html(
            "findings/steps.html",
            language,
            groups=step_views.grouped([row for row in rows if _fits(row, only)], by, day, orders),
            totals=step_views.totals(rows),
            today=day,
            by=by,
            only=only,
            place=place,
            opened=opened,
            position=rows.index(opened) + 1 if opened else 0,
            removed=_removed(session, person, step_id) if step_id and opened is None else None,
            add=chosen.get("add", ""),
            candidates=_candidates(session, person) if chosen.get("add") == "notes" else [],
            owners=_owners(session, person, rows),
            states=list(steps.State),
            book=codes,
            group_of=group_numbers(codes),
            themes={theme.id: theme.name for theme in listed},
            pens=members.pen_names(session, person.programme),
            link=next((link for link in shared if link.place_id == place), None),
            address=lambda link_id: (
                f"{context.settings.public_url}/s/{link_id}.{context.keys.derived(PURPOSE, link_id)}"
            ),
            state_words=state_words(language),
            fresh=programmes.fresh_id(),
            typed=typed or {},
            problems=problems or {},
            **facts(session, person),
        )

    return await context.database.read(read)


def _place(session: Session, person: Colleague, chosen: str) -> int | None:
    there = {str(row.id): row.id for row in programmes.places(session, person.programme)}
    return there.get(chosen)


def _fits(row: Row, only: str) -> bool:
    if only == "overdue":
        return row.overdue
    return only != "open" or row.step.state not in steps.ENDED


def _removed(session: Session, person: Colleague, step_id: str) -> Step | None:
    """A removed step, to bring it back; None for a step of another place."""
    try:
        found = steps.find(session, person, step_id, removed=True)
    except NotFound:
        return None
    return found if found.removed_at is not None else None


def _candidates(session: Session, person: Colleague) -> list[step_sources.Candidates]:
    return step_sources.candidates(session, person.programme, units.units(session, person.programme))


def _owners(session: Session, person: Colleague, rows: list[Row]) -> list[str]:
    """Organisations that a form suggests: the programme's partners, and those that own a step."""
    partners = [partner.name for partner in programmes.partners(session, person.programme)]
    return sorted({*partners, *(row.step.owner for row in rows if row.step.owner)}, key=str.casefold)
