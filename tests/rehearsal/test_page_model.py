"""The page model applies fragments as a browser does. A browser test compares both (`test_catching_up.py`)."""

import pytest

from app.rehearsal.page_model import PageModel

PAGE = """<body><div id="live" data-seq="7" data-epoch="e1" data-base="/w/k" data-view="board" data-lang="en"></div>
<ol id="notes"><li id="note-a" data-rank="a a"><p class="words">first</p></li>
<li id="note-c" data-rank="c c"><p class="words">third</p></li></ol>
<p id="count" class="count">2</p><p class="count">2</p><input name="id" value="{id}"></body>"""


def page(fresh_id: str = "1") -> PageModel:
    return PageModel(PAGE.replace("{id}", fresh_id))


def fragment(target: str, swap: str, content: str) -> str:
    return f'<hx-partial hx-target="{target}" hx-swap="{swap}">{content}</hx-partial>'


def note(name: str, words: str) -> str:
    return f'<li id="note-{name}" data-rank="{name} {name}"><p class="words">{words}</p></li>'


def test_a_page_model_has_the_pages_position_and_notes() -> None:
    model = page()
    assert (model.seq, model.epoch, model.view, model.language) == (7, "e1", "board", "en")
    assert (model.notes(), model.words()) == (["a", "c"], ["first", "third"])


def test_a_placed_note_is_at_the_position_of_its_rank() -> None:
    model = page()
    assert model.apply(fragment("#notes", "place", note("b", "second"))) == ["note-b"]
    assert model.notes() == ["a", "b", "c"]


def test_placing_a_note_again_replaces_it() -> None:
    model = page()
    for _ in range(2):
        model.apply(fragment("#notes", "place", note("a", "changed")))
    assert model.words() == ["changed", "third"]


def test_a_deleted_note_is_gone() -> None:
    model = page()
    model.apply(fragment("#note-a", "delete", ""))
    assert model.notes() == ["c"]
    assert "note-a" not in model


def test_a_fragment_without_a_target_on_this_page_changes_nothing() -> None:
    model = page()
    before = model.normalised()
    model.apply(fragment("#elsewhere", "outerMorph", "<p>new</p>"))
    assert model.normalised() == before


def test_a_class_as_target_updates_every_element_of_the_class() -> None:
    model = page()
    model.apply(fragment(".count", "innerMorph", "<b>3</b>"))
    assert model.normalised().count("'3'") == 2


def test_targets_are_found_before_the_first_fragment_is_swapped() -> None:
    model = page()
    replaced = fragment("#count", "outerMorph", '<p id="count">3</p>') + fragment("#count", "innerMorph", "<b>4</b>")
    model.apply(replaced)
    assert "'4'" not in model.normalised()


def test_a_target_inside_a_fragment_that_came_first_still_gets_later_fragments() -> None:
    model = PageModel(PAGE.replace('<p id="count" class="count">2</p>', '<div id="book"><p id="count">2</p></div>'))
    outer = fragment("#book", "outerMorph", '<div id="book"><p id="count">2</p></div>')
    model.apply(outer + fragment("#count", "outerMorph", '<p id="count">3</p>'))
    model.apply(fragment("#count", "outerMorph", '<p id="count">4</p>'))
    assert "'4'" in model.normalised()


def test_pages_that_differ_only_in_proposed_ids_are_equal() -> None:
    assert page("1").normalised() == page("2").normalised()


def test_white_space_is_compared_only_inside_a_note() -> None:
    spaced, plain = page(), page()
    spaced.apply(fragment("#count", "innerMorph", " 2 "))
    plain.apply(fragment("#count", "innerMorph", "2"))
    assert spaced.normalised() == plain.normalised()
    spaced.apply(fragment("#notes", "place", note("a", "first ")))
    assert spaced.normalised() != plain.normalised()


@pytest.mark.parametrize(("target", "swap"), [("main", "place"), ("#notes", "innerHTML")])
def test_targets_and_swaps_that_the_product_does_not_use_are_refused(target: str, swap: str) -> None:
    with pytest.raises(ValueError, match="no such"):
        page().apply(fragment(target, swap, "<p></p>"))
