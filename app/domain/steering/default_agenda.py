"""The usual agenda of a workshop: arrive, each question, vote, next steps."""

from collections.abc import Callable

from app.domain.errors import gettext_noop
from app.domain.workshops.drafts import PhaseDraft

ARRIVE = gettext_noop("Arrive"), gettext_noop("Check your sound. Press ✓ when you are ready.")
QUESTION = gettext_noop("Question {number}"), gettext_noop("Write notes. One idea each.")
VOTE = gettext_noop("Vote"), gettext_noop("Choose three notes.")
NEXT_STEPS = gettext_noop("Next steps"), gettext_noop("Who does what, and by when?")
ARRIVE_MINUTES, QUESTION_MINUTES, VOTE_MINUTES, NEXT_STEPS_MINUTES = 10, 15, 5, 20
VOTES = 3

Translate = Callable[[str], str]


def default_agenda(questions: int, own: Translate, others: dict[str, Translate]) -> list[PhaseDraft]:
    """The phases for a workshop with so many questions. The last question is open in the phase *Next steps*.

    `own` translates into the workshop's language, `others` into the other languages, by tag.
    """

    def worded(words: tuple[str, str], translate: Translate, number: int) -> tuple[str, str]:
        title, asked = (translate(text).replace("{number}", str(number)) for text in words)
        return title, asked

    def phase(words: tuple[str, str], minutes: int, act: str = "", open_for: tuple[int, ...] = ()) -> PhaseDraft:
        number = open_for[0] if open_for else 0
        wordings = {tag: worded(words, translate, number) for tag, translate in others.items()}
        return PhaseDraft(
            *worded(words, own, number),
            words={tag: {"title": title, "asked": asked} for tag, (title, asked) in wordings.items()},
            may=[act] if act else [],
            questions=list(open_for),
            minutes=minutes,
            votes=VOTES,
        )

    numbers = tuple(range(1, questions + 1))
    return [
        phase(ARRIVE, ARRIVE_MINUTES),
        *(phase(QUESTION, QUESTION_MINUTES, "write", (number,)) for number in numbers),
        phase(VOTE, VOTE_MINUTES, "vote", numbers),
        phase(NEXT_STEPS, NEXT_STEPS_MINUTES, "write", numbers[-1:]),
    ]
