"""The parts of a page besides its notes, as fragments for one audience."""

from collections.abc import Iterable

from sqlmodel import Session

from app.domain.mapping import codings
from app.domain.rows import AnyWorkshop
from app.domain.workshops import column_rows
from app.presentation.templates import compiled, html
from app.presentation.wheel import wheel
from app.web.render.audience import MAP, Audience
from app.web.render.pieces import piece


def drawn_wheel(code_book: codings.CodeBook, totals: codings.Totals, language: str) -> str:
    """The framework as a wheel whose segments show how many notes are mapped to each element."""
    drawn = wheel(code_book.groups, totals.by_key, code_book.letters)
    return html("mapping/_wheel.html", language, wheel=drawn, values=code_book.values, by_key=totals.by_key)


def question_pieces(session: Session, workshop: AnyWorkshop, audience: Audience, ids: Iterable[int]) -> Iterable[str]:
    """The wording of these questions, in the heads of columns, in tabs and in menus."""
    question = compiled(audience.language, "board/_question.html")
    called = compiled(audience.language, "board/_called.html")
    for column in column_rows.of(session, workshop.id):
        if column.id not in ids:
            continue
        yield piece(f"#asked-{column.id}", "outerMorph", question.render(column=column, workshop=workshop))
        for where in ("tab", "menu") if audience.sees_hidden else ("tab",):
            yield piece(f"#{where}-{column.id}", "outerMorph", called.render(column=column, where=where))


def count_pieces(audience: Audience, column_id: int, count: int) -> Iterable[str]:
    """The number of notes of a column."""
    for where in ("count", "tab-count"):
        rendered = html("board/_count.html", audience.language, where=where, column_id=column_id, count=count)
        yield piece(f"#{where}-{column_id}", "outerMorph", rendered)


def title_piece(workshop: AnyWorkshop, audience: Audience, place: str | None) -> str:
    """Title, place and date of the workshop."""
    rendered = html("board/_titles.html", audience.language, workshop=workshop, place=place)
    return piece("#titles", "outerMorph", rendered)


def frame_pieces(workshop: AnyWorkshop, audience: Audience) -> Iterable[str]:
    """The join code, how to join an empty board, and the privacy note beside the composer."""
    for name in ("code", "invite") if audience.sees_hidden else ("code",):
        rendered = html(f"board/_{name}.html", audience.language, workshop=workshop, audience=audience)
        yield piece(f"#{name}", "outerMorph", rendered)
    if audience.view != MAP:
        for target, promise in ((".privacy", False), (".promised", True)):
            rendered = html("board/_privacy.html", audience.language, workshop=workshop, promised=promise)
            yield piece(target, "outerMorph", rendered)


def total_pieces(session: Session, workshop: AnyWorkshop, audience: Audience) -> Iterable[str]:
    """The counts of the mapping page, and its wheel."""
    code_book = codings.code_book(session, workshop, audience.language)
    totals = codings.totals(session, workshop.id, code_book)
    yield piece("#progress", "outerMorph", html("mapping/_progress.html", audience.language, totals=totals))
    count = compiled(audience.language, "mapping/_total.html")
    for key in [*code_book.names, codings.NOT_ABOUT]:
        rendered = count.render(key=key, count=totals.by_key.get(key, 0))
        yield piece(f"#total-{key}", "outerMorph", rendered)
    yield piece("#wheel", "outerMorph", drawn_wheel(code_book, totals, audience.language))
