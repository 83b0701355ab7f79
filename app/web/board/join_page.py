"""The page with the form for joining a workshop."""

from markupsafe import escape
from sqlmodel import Session

from app.domain.models import Workshop
from app.domain.records.quarter_hours import protects_writers
from app.domain.rows import WorkshopRow
from app.domain.workshops import workshops
from app.web.pages import html
from app.web.render.blocks import block, placeholder
from app.web.render.skeletons import Skeletons

FRESH_SEAT, CODE = "fresh-seat", "code"
EMPTY = {"name": "", "speaks_for": ""}


def join_page(
    session: Session,
    skeletons: Skeletons,
    workshop: WorkshopRow,
    language: str,
    *,
    fresh_seat: str,
    code: str,
    group_threshold: int,
    gzipped: bool,
) -> bytes:
    """The empty form as UTF-8, or as gzip if `gzipped`. If `code` is empty, the form asks for it."""

    def render() -> str:
        shown_code = placeholder(CODE) if code else ""
        return _html(session, workshop, language, group_threshold, fresh=placeholder(FRESH_SEAT), code=shown_code)

    skeleton = skeletons.get(workshop, f"join {bool(code)} {language}", render)
    blocks = {FRESH_SEAT: [block(fresh_seat)], CODE: [block(str(escape(code)))]}
    return skeleton.fill(blocks, gzipped=gzipped)


def join_page_again(
    session: Session,
    workshop: Workshop,
    language: str,
    *,
    fresh_seat: str,
    code: str,
    group_threshold: int,
    problem: str,
    typed: dict[str, str],
) -> str:
    """The form again with the text that was typed, and the problem with it."""
    return _html(
        session, workshop, language, group_threshold, fresh=fresh_seat, code=code, problem=problem, typed=typed
    )


def _html(
    session: Session,
    workshop: Workshop | WorkshopRow,
    language: str,
    group_threshold: int,
    *,
    fresh: str,
    code: str,
    problem: str | None = None,
    typed: dict[str, str] = EMPTY,
) -> str:
    return html(
        "board/join.html",
        language,
        workshop=workshop,
        place=workshops.place_name(session, workshop),
        threshold=group_threshold if protects_writers(workshop) else 0,
        fresh=fresh,
        code=code,
        problem=problem,
        typed=typed,
    )
