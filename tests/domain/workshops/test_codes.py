"""What people type or paste to join, the long token in links, and pausing."""

import pytest

from app.domain.board import joining
from app.domain.errors import Closed, NotAllowed, NotFound
from app.domain.workshops import closing, codes, joining_controls, seats, workshops
from tests.workshop import ANA, FAY, ZED, SampleWorkshop

TOKEN = "0123456789abcdef0123456789abcdef"
FULL_WIDTH = str.maketrans({chr(n): chr(n + 0xFEE0) for n in range(33, 127)})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("K7M4PX", "K7M4PX"),
        (" k7m 4px. ", "K7M4PX"),
        ("K7M\u20134PX", "K7M4PX"),
        ("Code: ABC DEF", "ABCDEF"),
        ("The new code is K7M 4PX!", "K7M4PX"),
        ("Cod ymuno: k7m4px", "K7M4PX"),
        ("K7M4PX".translate(FULL_WIDTH), "K7M4PX"),
        ("code: k7m 4px".translate(FULL_WIDTH), "K7M4PX"),
        ("https://board.example.org/j/K7M4PX", "K7M4PX"),
        ("Join here: https://board.example.org/j/k7m4px?from=mail.", "K7M4PX"),
        ("https://board.example.org/j/K7M4PX for our day", "K7M4PX"),
        ("https://board.example.org/r/K7M4PX7Q9", "K7M4PX7Q9"),
        ("K7M 4PX 7Q9", "K7M4PX7Q9"),
        (f"https://board.example.org/j/{TOKEN}", TOKEN),
        (f"<https://board.example.org/j/{TOKEN}>,", TOKEN),
        (TOKEN.upper(), TOKEN),
        (TOKEN.translate(FULL_WIDTH), TOKEN),
        ("", ""),
        ("!!", ""),
    ],
)
def test_the_code_or_the_token_is_found_in_what_people_paste(text: str, code: str) -> None:
    assert codes.entered(text) == code


def test_a_token_opens_its_workshop_and_is_replaced_together_with_the_code(workshop: SampleWorkshop) -> None:
    token = workshop.workshop().join_token or ""
    assert codes.is_token(token)
    assert workshop.read(lambda session: codes.by_code(session, f" {token}.")).id == workshop.id
    workshop.join("by link", code=token)
    workshop.act(FAY, workshops.replace_code)
    with pytest.raises(NotFound):
        workshop.join("late", code=token)
    with pytest.raises(NotFound):
        workshop.read(lambda session: codes.by_code(session, token))
    fresh = workshop.workshop().join_token or ""
    assert fresh != token
    workshop.join("late", code=fresh)


def test_a_token_of_another_workshop_gives_no_seat(workshop: SampleWorkshop) -> None:
    other = SampleWorkshop(workshop.database)
    with pytest.raises(NotFound):
        workshop.join(ZED, code=other.workshop().join_token or "")


def test_while_joining_is_paused_newcomers_wait_and_others_carry_on(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, joining_controls.pause_joining, on=True)
    with pytest.raises(joining.Paused):
        workshop.join("late")
    with pytest.raises(NotFound):
        workshop.join("late", code="WRONG7")
    workshop.post(ANA)
    workshop.join(ANA)
    workshop.act(FAY, joining_controls.pause_joining, on=False)
    workshop.join("late")


def test_a_person_asked_for_the_new_code_can_enter_it_while_joining_is_paused(workshop: SampleWorkshop) -> None:
    workshop.act(FAY, workshops.replace_code_and_require_it)
    workshop.act(FAY, joining_controls.pause_joining, on=True)
    with pytest.raises(seats.CodeChanged):
        workshop.post(ANA)
    workshop.join(ANA, code=workshop.workshop().code)
    workshop.post(ANA)


def test_only_facilitators_of_an_open_workshop_control_joining(workshop: SampleWorkshop) -> None:
    for person in (ANA, ZED):
        with pytest.raises(NotAllowed):
            workshop.act(person, joining_controls.pause_joining, on=True)
        with pytest.raises(NotAllowed):
            workshop.act(person, joining_controls.admit_all)
    workshop.act(FAY, closing.close, on=True)
    with pytest.raises(Closed):
        workshop.act(FAY, joining_controls.pause_joining, on=True)


def test_a_name_is_not_asked_for_again_with_the_new_code(sqlite_workshop: SampleWorkshop) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, naming="named")
    workshop.act(FAY, workshops.replace_code_and_require_it)
    workshop.join(ANA, code=workshop.workshop().code, name="", speaks_for="")
    seat = workshop.read(lambda session: seats.load_actor(session, workshop.key, ANA)).seat
    assert (seat.name, seat.speaks_for) == ("Ana", "resident")
