"""A page that people come back to shows what has happened meanwhile, in Firefox and in WebKit."""

from tests.engines.conftest import Board
from tests.workshop import ANA, BEN

NOTE = ".notes > [data-rank]"
POLLS = """return performance.getEntriesByType("resource").map(({ name }) => name)
  .filter((name) => name.includes("/news?"))"""


def test_after_back_the_board_shows_what_came_meanwhile_and_stays_live(board: Board) -> None:
    board.visit(ANA)
    board.write("before")
    board.find(NOTE, "Saved")
    board.leave_by("a", "Help")
    board.find("h1", "Help")
    board.workshop.post(BEN, "meanwhile")
    board.back()
    board.find(NOTE, "meanwhile")
    board.workshop.post(BEN, "and live")
    board.find(NOTE, "and live")
    board.write("after")
    board.find(NOTE, "after")
    board.wait(lambda: len(board.workshop.order()) == 4, "four notes in the database")
    board.gone("#banner")
    # By a socket, and not by long poll: some engines keep the page, and have closed its socket.
    assert board.driver.execute_script(POLLS) == []
