"""The wheel of the framework, and the counts of the mapping page."""

from collections.abc import Iterable

from sqlmodel import Session

from app.domain.mapping import codings
from app.domain.rows import AnyWorkshop
from app.presentation.templates import compiled, html
from app.presentation.wheel import wheel
from app.web.render.fragments import Audience
from app.web.render.pieces import piece


def drawn_wheel(code_book: codings.CodeBook, totals: codings.Totals, language: str) -> str:
    """The framework as a wheel whose segments show how many notes are mapped to each element."""
    drawn = wheel(code_book.groups, totals.by_key, code_book.letters)
    return html("mapping/_wheel.html", language, wheel=drawn, values=code_book.values, by_key=totals.by_key)


def total_pieces(session: Session, workshop: AnyWorkshop, audience: Audience) -> Iterable[str]:
    """How many notes are mapped, to which elements."""
    assert workshop.id is not None
    code_book = codings.code_book(session, workshop)
    totals = codings.totals(session, workshop.id, code_book)
    yield piece("#progress", "outerMorph", html("mapping/_progress.html", audience.language, totals=totals))
    count = compiled(audience.language, "mapping/_total.html")
    for key in [*code_book.names, codings.NOT_ABOUT]:
        rendered = count.render(key=key, count=totals.by_key.get(key, 0))
        yield piece(f"#total-{key}", "outerMorph", rendered)
    yield piece("#wheel", "outerMorph", drawn_wheel(code_book, totals, audience.language))
