"""A facilitator maps notes by keys and drags notes by mouse, in Firefox and in WebKit."""

from selenium.webdriver.common.keys import Keys

from app.domain.mapping import codings
from tests.engines.conftest import Board
from tests.workshop import ANA, FAY

# Whether the dragged note is drawn above everything else, beside the middle of an element, where the pointer is.
CARRIED = """const { left, top, right, bottom } = arguments[0].getBoundingClientRect();
const note = document.querySelector(".lifted:popover-open .note")?.getBoundingClientRect();
const [x, y] = [(left + right) / 2, (top + bottom) / 2];
return Boolean(note && x > note.left - 40 && x < note.right + 40 && y > note.top - 40 && y < note.bottom + 40)"""


def given(board: Board) -> dict[str, set[str]]:
    return board.act(FAY, lambda session, person, now: codings.codes(session, board.workshop.id))


def test_notes_are_mapped_by_keys(board: Board) -> None:
    posted = [board.workshop.post(ANA, f"note {number}") for number in range(3)]
    board.visit(FAY, "/map")
    board.find("#now .words", "note 0")
    board.press("q", Keys.ENTER)
    board.find("#now .words", "note 1")
    board.press("w", "1", Keys.ENTER)
    board.find("#now .words", "note 2")
    board.press("0")
    board.find("#progress", "3 of 3 notes mapped")
    board.press(Keys.BACKSPACE)
    board.find("#progress", "2 of 3 notes mapped")
    codes = {posted[0]: {"involve_voice"}, posted[1]: {"involve_decisions", "value_trust"}}
    board.wait(lambda: given(board) == codes, "the codings")


def test_a_note_is_dragged_onto_an_element(board: Board) -> None:
    posted = [board.workshop.post(ANA, f"note {number}") for number in range(2)]
    board.visit(FAY, "/map")
    board.drag(board.find("#queue .entry", "note 1"), board.find("button", "Community voice"))
    board.wait(lambda: given(board) == {posted[1]: {"involve_voice"}}, "the coding")


def test_a_note_is_dragged_to_another_question_by_its_handle(board: Board) -> None:
    posted = [board.workshop.post(ANA, text) for text in ("one", "two")]
    board.visit(FAY)
    one = board.find(".notes > [data-rank]", "one")
    board.hover(one)
    target = board.all(".paper")[1]
    board.drag(
        one.find_element("css selector", ".grip"),
        target,
        lambda: board.wait(lambda: board.driver.execute_script(CARRIED, target), "the note under the pointer"),
    )
    board.find(f"#notes-{board.workshop.columns[1]}", "one")
    board.wait(lambda: board.workshop.order(1) == posted[:1], "the move in the database")
    board.button("Undo")
    board.wait(lambda: board.workshop.order() == posted, "the undone move in the database")
