"""A person's own comments, in their private fragment."""

from collections.abc import Collection

from sqlmodel import Session

from app.domain.board import comment_rows
from app.domain.rows import AnyWorkshop
from app.domain.steering.approval import REASONS
from app.presentation.templates import compiled


def elements(session: Session, workshop: AnyWorkshop, refs: Collection[str], language: str) -> dict[str, str]:
    """The element #own-comments of each of these seats, by its reference."""
    found = comment_rows.own(session, workshop.id, refs)
    template = compiled(language, "board/_own-comments.html")
    return {ref: template.render(comments=found.get(ref, []), workshop=workshop, reasons=REASONS) for ref in refs}
