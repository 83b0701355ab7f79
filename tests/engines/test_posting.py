"""A person posts, edits and deletes a note, and sees what others post, in Firefox and in WebKit."""

from app.domain.board import notes
from app.domain.workshops import workshops
from tests.engines.conftest import Board
from tests.workshop import ANA, BEN, FAY

NOTE = ".notes > [data-rank]"


def test_a_posted_note_is_saved_and_shown_on_the_board(board: Board) -> None:
    board.visit(ANA)
    board.write("Tŷ coffi, “open” to all")
    board.find(NOTE, "Tŷ coffi, “open” to all")
    board.find(f"{NOTE} .own", "Saved")
    [posted] = board.wait(board.workshop.order, "a note in the database")
    assert board.workshop.note(posted).text == "Tŷ coffi, “open” to all"
    board.find("textarea").send_keys("half a thought")
    board.driver.refresh()
    board.wait(lambda: board.find("textarea").get_property("value") == "half a thought", "the draft")


def test_the_writer_edits_deletes_and_restores_a_note(board: Board) -> None:
    posted = board.workshop.post(ANA, "First words")
    board.visit(ANA)
    board.choose("First words", "Edit wording")
    editor = board.find("#editor textarea")
    editor.clear()
    editor.send_keys("Second words")
    board.button("Save")
    board.find(NOTE, "edited")
    board.wait(lambda: board.workshop.note(posted).text == "Second words", "the edit in the database")
    board.choose("Second words", "Delete note")
    board.gone(NOTE, "Second words")
    board.button("Undo")
    board.find(NOTE, "Second words")


def test_what_others_do_appears_and_moves_nothing_of_the_writer(board: Board) -> None:
    board.visit(ANA)
    box = board.find("textarea")
    box.send_keys("half a thought")
    before = box.rect
    first = board.workshop.post(BEN, "one")
    second = board.workshop.post(BEN, "two")
    board.find(NOTE, "two")
    board.act(BEN, notes.edit, first, text="changed")
    board.act(FAY, notes.hide, second, on=True)
    board.find(NOTE, "changed")
    board.gone(NOTE, "two")
    board.act(FAY, notes.move, first, column_id=board.workshop.columns[1], after=None)
    board.find(f"#notes-{board.workshop.columns[1]}", "changed")
    board.act(FAY, workshops.replace_code)
    code = board.workshop.workshop().code or ""
    board.find("#code", f"{code[:3]} {code[3:]}")
    board.wait(lambda: box.rect == before, "the box where it was")
    assert box.get_property("value") == "half a thought"
