"""The box to write in stays in view and in place at every size of the window, in Firefox and in WebKit."""

from tests.engines.conftest import Board
from tests.workshop import ANA, BEN

# Whether an element is wholly in view with nothing over it, and where it is.
CLEAR = """const { left, top, right, bottom } = arguments[0].getBoundingClientRect();
const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && arguments[0].contains(over)
  ? [left, top, right, bottom] : null"""


def test_the_composer_stays_in_view_and_in_place_while_others_post(board: Board) -> None:
    for number in range(12):
        board.workshop.post(BEN, f"note {number} " + "and more words " * 8)
    board.visit(ANA)
    for width, height in ((1440, 900), (1000, 480), (500, 700), (500, 360)):
        board.resize(width, height)
        parts = [board.find(".composer textarea"), board.find(".composer button.post")]
        before = board.wait(lambda parts=parts: placed(board, parts), f"the composer at {width} by {height}")
        last = f"posted at {width} by {height}"
        for text in ("more", "and more", last):
            board.workshop.post(BEN, text)
        board.wait(lambda last=last: last in str(board.driver.page_source), last)
        board.wait(lambda parts=parts, before=before: placed(board, parts) == before, f"the same place at {width}")


def placed(board: Board, parts: list) -> list | None:
    """Where these are, or None while one of them is not wholly in view."""
    found = [board.driver.execute_script(CLEAR, part) for part in parts]
    return found if all(found) else None
