"""The sheets of a workbook for votes, comments and stacks; one that would be empty is left out."""

from collections.abc import Callable, Iterable
from datetime import datetime

from app.exports.bundle import Bundle
from app.presentation import translations
from app.presentation.words import group_name

Row = list[str | int | datetime | None]


def response_sheets(
    bundle: Bundle, language: str, local: Callable[[datetime], datetime]
) -> Iterable[tuple[str, list[str], list[Row]]]:
    """Each sheet as its title, its heads and its rows. `local` gives a time in the workshop's time zone."""
    _ = translations.translations(language).gettext
    notes = {note.id: note for note in bundle.notes}
    place = [_("Question number"), _("Position in column"), _("Text")]

    def placed(note_id: str) -> Row:
        note = notes[note_id]
        return [note.column, note.place, note.text]

    votes: list[Row] = [
        [bundle.phases[vote.phase - 1].title, *placed(vote.note), vote.votes, vote.note]
        for vote in sorted(bundle.votes, key=lambda vote: (vote.phase, -vote.votes))
    ]
    comments: list[Row] = [
        [
            *placed(comment.note),
            comment.text,
            group_name(comment.speaks_for, language) if comment.speaks_for else "",
            comment.shown_name,
            local(comment.posted_at),
            comment.note,
        ]
        for comment in bundle.comments
    ]
    stacks: list[Row] = [
        [notes[note.stack].stack_name, *placed(note.id), note.stack, note.id]
        for note in bundle.notes
        if note.stack is not None
    ]
    for title, heads, rows in (
        (_("Votes"), [_("Phase"), *place, _("Votes"), _("Note id")], votes),
        (
            _("Comments"),
            [*place, _("Comment"), _("Group"), _("Name shown"), _("Time"), _("Note id")],
            comments,
        ),
        (_("Stacks"), [_("Stack"), *place, _("Leading note"), _("Note id")], stacks),
    ):
        if rows:
            yield title, heads, rows
