"""The page with the form for joining a workshop."""

from markupsafe import escape
from sqlmodel import Session

from app.domain.board import joining, note_rows
from app.domain.board.joining import Newcomer
from app.domain.models import Workshop
from app.domain.records.quarter_hours import protects_writers
from app.domain.rows import WorkshopRow
from app.domain.workshops import drafts, links, seats, workshops
from app.web.pages import html
from app.web.render.blocks import block, placeholder
from app.web.render.skeletons import Skeletons

CODE = "code"
EMPTY = Newcomer("")


def join_page(
    session: Session,
    skeletons: Skeletons,
    workshop: WorkshopRow,
    language: str,
    *,
    code: str,
    group_threshold: int,
    gzipped: bool,
) -> bytes:
    """The empty form as UTF-8, or as gzip if `gzipped`. If `code` is empty, the form asks for it."""

    def render() -> str:
        given = EMPTY._replace(code=placeholder(CODE) if code else "")
        return _html(session, workshop, language, group_threshold, newcomer=given, asks_code=not code)

    skeleton = skeletons.get(workshop, f"join {bool(code)} {language}", render)
    return skeleton.fill({CODE: [block(str(escape(code)))]}, gzipped=gzipped)


def join_page_again(
    session: Session,
    workshop: Workshop,
    language: str,
    *,
    newcomer: Newcomer,
    asks_code: bool,
    group_threshold: int,
    problems: dict[str, str],
) -> str:
    """The form again with what was entered, and each problem by the id of its field, or by "" if it has none."""
    typed = {"newcomer": newcomer, "asks_code": asks_code, "problems": problems}
    return _html(session, workshop, language, group_threshold, **typed)


def code_changed_page(
    session: Session, key: str, secret: str | None, language: str, *, code: str = "", problem: str | None = None
) -> str:
    """The form for someone with a seat who must enter the new code; it shows what they keep."""
    workshop = seats.find(session, key)
    seat = links.seat_of(session, workshop, secret)
    assert seat is not None
    own = note_rows.own_counts(session, workshop.id, [seat.ref]).get(seat.ref, 0)
    return html(
        "board/code_changed.html",
        language,
        workshop=workshop,
        own=own,
        # To the person who chose it, a group is shown however few chose it.
        own_group=seat.speaks_for,
        code=code,
        problem=problem,
    )


def _html(
    session: Session,
    workshop: Workshop | WorkshopRow,
    language: str,
    group_threshold: int,
    *,
    newcomer: Newcomer,
    asks_code: bool,
    problems: dict[str, str] | None = None,
) -> str:
    return html(
        "board/join.html",
        language,
        workshop=workshop,
        place=workshops.place_name(session, workshop),
        threshold=group_threshold if protects_writers(workshop) else 0,
        newcomer=newcomer,
        asks_code=asks_code,
        problems=problems or {},
        not_ready=joining.NOT_READY if drafts.blanks(workshop.notice, workshop.words) else "",
    )
