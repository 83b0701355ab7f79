"""Short names of questions."""

from app.domain.models import Column
from app.presentation.words import called, first_words


def column(question: str, short_name: str = "", **words: dict[str, str]) -> Column:
    return Column(workshop_id=1, order_key="a", question=question, short_name=short_name, words=words)


def test_a_question_without_a_short_name_is_shortened_to_its_first_whole_words() -> None:
    assert first_words("What next?") == "What next?"
    assert first_words("What is the strength of our interactions?") == "What is the strength of our…"
    assert first_words("W" * 60) == "W" * 28 + "…"


def test_a_short_name_is_shown_in_the_readers_language_if_translated() -> None:
    asked = column("What next?", "Next steps", cy={"question": "Beth nesaf?"})
    assert called(asked, "en") == "Next steps"
    assert called(asked, "cy") == "Next steps"
    assert called(column("What next?", "Next steps", cy={"short_name": "Camau"}), "cy") == "Camau"
    assert called(column("What next?", cy={"question": "Beth nesaf?"}), "cy") == "Beth nesaf?"
