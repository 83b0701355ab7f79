"""The agenda that a workshop can begin with: arrive, each question, vote, next steps."""

from collections.abc import Callable, Sequence

from app.domain.errors import gettext_noop
from app.domain.rows import ColumnRow
from app.domain.steering.agenda_editing import Draft

ARRIVE = gettext_noop("Arrive"), gettext_noop("Choose your group. Check your sound.")
QUESTION = gettext_noop("Question {number}"), gettext_noop("Write notes. One idea each.")
VOTE = gettext_noop("Vote"), gettext_noop("Choose three notes.")
NEXT_STEPS = gettext_noop("Next steps"), gettext_noop("Who does what, and by when?")
ARRIVE_MINUTES, QUESTION_MINUTES, VOTE_MINUTES, NEXT_STEPS_MINUTES = 10, 15, 5, 20
VOTES = 3

Translate = Callable[[str], str]


def default_agenda(columns: Sequence[ColumnRow], own: Translate, others: dict[str, Translate]) -> list[Draft]:
    """The phases for a workshop with these columns. `own` translates into the workshop's language, `others` into the
    other languages, by tag. The last question is open in the phase *Next steps*."""

    def draft(words: tuple[str, str], number: int = 0, **values: object) -> Draft:
        def said(translate: Translate) -> dict[str, str]:
            title, asked = (translate(text).replace("{number}", str(number)) for text in words)
            return {"title": title, "asked": asked}

        wordings = {tag: said(translate) for tag, translate in others.items()}
        return Draft(**said(own), words=wordings, **values)  # ty: ignore[invalid-argument-type]

    ids = [column.id for column in columns]
    questions = [
        draft(QUESTION, number, may=["write"], columns=[column], minutes=QUESTION_MINUTES)
        for number, column in enumerate(ids, 1)
    ]
    return [
        draft(ARRIVE, minutes=ARRIVE_MINUTES),
        *questions,
        draft(VOTE, may=["vote"], columns=ids, minutes=VOTE_MINUTES, votes=VOTES),
        draft(NEXT_STEPS, may=["write"], columns=ids[-1:], minutes=NEXT_STEPS_MINUTES),
    ]
