"""What the projector screen shows."""

import pytest

from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.steering import screen
from tests.workshop import ANA, FAY, SampleWorkshop


def test_a_facilitator_switches_what_the_screen_shows(workshop: SampleWorkshop) -> None:
    assert workshop.workshop().screen == "join"
    for shows in (*screen.SHOWS, str(workshop.columns[1])):
        workshop.act(FAY, screen.switch, shows)
        assert workshop.workshop().screen == shows


@pytest.mark.parametrize(
    ("shows", "error"), [("everything", Invalid), ("", Invalid), ("10000", NotFound), ("9" * 30, Invalid)]
)
def test_the_screen_shows_nothing_else(workshop: SampleWorkshop, shows: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        workshop.act(FAY, screen.switch, shows)


def test_participants_cannot_switch_the_screen(workshop: SampleWorkshop) -> None:
    with pytest.raises(NotAllowed):
        workshop.act(ANA, screen.switch, "board")
