"""What the buttons in the form of a section do to its blocks."""

import pytest
from starlette.datastructures import FormData

from app.domain.errors import Invalid
from app.web.findings import report_forms


def after(do: str, **more: str) -> list[tuple[str, str]]:
    """The kind and the words or name of each block, after a press of this button on two blocks."""
    form = FormData(
        [
            *(("block", "a"), ("kind-a", "prose"), ("text-a", "One\r\ntwo")),
            *(("block", "b"), ("kind-b", "table"), ("names-b", "people")),
            *(("do", do), *more.items()),
        ]
    )
    made = report_forms.changed(form, report_forms.blocks(form))
    assert len({block["id"] for block in made}) == len(made)
    return [(block["kind"], block.get("text") or block.get("theme") or block.get("name") or "") for block in made]


TEXT, TABLE, NEW = ("prose", "One\ntwo"), ("table", "people"), ("prose", "")


@pytest.mark.parametrize(
    ("do", "more", "expected"),
    [
        ("save", {}, [TEXT, TABLE]),
        ("up b", {}, [TABLE, TEXT]),
        ("down a", {}, [TABLE, TEXT]),
        ("up a", {}, [TEXT, TABLE]),
        ("down b", {}, [TEXT, TABLE]),
        ("remove a", {}, [TABLE]),
        ("prose a", {}, [TEXT, NEW, TABLE]),
        ("steps ", {}, [TEXT, TABLE, ("steps", "")]),
        ("insert a", {"new-a": "figure wheel"}, [TEXT, ("figure", "wheel"), TABLE]),
        ("insert ", {"new-": "finding t1"}, [TEXT, TABLE, ("finding", "t1"), NEW, ("against", "t1")]),
        ("insert a", {"new-a": "script x"}, [TEXT, TABLE]),
        ("insert a", {}, [TEXT, TABLE]),
        ("anything else", {}, [TEXT, TABLE]),
    ],
)
def test_a_button_moves_removes_or_adds_a_block(do: str, more: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert after(do, **more) == expected


def test_a_block_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Invalid, match="did not send this form correctly"):
        report_forms.blocks(FormData([("block", "a"), ("kind-a", "script")]))
    assert report_forms.changed(FormData([("do", "remove a")]), []) == []
