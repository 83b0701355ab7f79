"""The drawings of ratings and links: what they contain, and the same bytes each time."""

import re
from collections import Counter

from lxml import etree

from app.presentation.plots.dots import DotRow, dot_plot, dot_plot_for_phone
from app.presentation.plots.link_matrix import MatrixCell, MatrixRow, link_matrix, link_matrix_for_phone
from app.presentation.plots.network import Half, Link, network, network_for_phone
from app.presentation.plots.radar import Axis, radar
from app.presentation.plots.side_by_side import Cell, Name, Plot, side_by_side, side_by_side_for_phone
from app.presentation.plots.svg import Caption, tag

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption("ratings", "Ratings <of> elements", "Most people chose step 2 & 3.")
ROWS = [
    DotRow("Voice & insight", [(4, 16, 13, 3), (2, 11, 14, 3)], group=1, agreed=2),
    DotRow("Long-term resourcing <draft>", [(0, 0, 0, 0)], group=4),
]


def drawn(text: str) -> etree._Element:
    root = etree.fromstring(str(text))
    titled = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    assert [part is not None and part.text for part in titled] == [CAPTION.title, CAPTION.description]
    assert root.get("aria-labelledby") == " ".join(str(part.get("id")) for part in titled if part is not None)
    assert not re.search(r"style=|<script|class=\"[^\"]*\"[^>]*on\w+=", str(text))
    return root


def test_words_in_an_attribute_or_in_a_list_stay_words() -> None:
    element = tag("text", {"class": 'a" onload="b<&', "x": 1.005, "y": None}, ["<b>"])
    assert element == '<text class="a&#34; onload=&#34;b&lt;&amp;" x="1">&lt;b&gt;</text>'


def test_a_dot_plot_has_one_dot_for_each_ballot_and_a_frame_for_what_was_agreed() -> None:
    plot = dot_plot(ROWS, ["Not yet", "Some", "Most", "Everywhere"], CAPTION)
    root = drawn(plot)
    kinds = Counter(part.get("class") for part in root.iter(f"{SVG}circle", f"{SVG}rect"))
    assert kinds == {"dot": 36, "ring": 30, "agreed": 1}
    frame = root.find(f"{SVG}rect")
    dots = [float(dot.get("cx", "0")) for dot in root.iter(f"{SVG}circle") if dot.get("class") == "dot"]
    assert frame is not None
    left, width = float(frame.get("x", "0")), float(frame.get("width", "0"))
    assert sum(left < dot < left + width for dot in dots) == 16
    assert dot_plot(ROWS, ["Not yet", "Some", "Most", "Everywhere"], CAPTION) == plot


def test_plots_side_by_side_keep_each_place_in_its_own_columns_and_break_into_lines() -> None:
    rows = [Name("Voice & insight", 1), Name("Trust")]
    full, none = Cell((1, 7, 0, 2), agreed=2), Cell(words="Not asked")
    plots = [Plot(f"Place {number}", "10 people", 4, [full, none]) for number in range(1, 5)]
    root = drawn(side_by_side(rows, plots, CAPTION))
    kinds = Counter(part.get("class") for part in root.iter(f"{SVG}circle", f"{SVG}rect"))
    assert kinds == {"dot": 40, "agreed": 4}
    texts = {(part.text, part.get("x"), part.get("y")) for part in root.iter(f"{SVG}text")}
    heads = {text: (float(x or 0), float(y or 0)) for text, x, y in texts if text and text.startswith("Place")}
    # Two in a line, and the third under the first, where the names of the rows stand once more.
    assert heads["Place 1"][0] == heads["Place 3"][0] < heads["Place 2"][0]
    assert heads["Place 1"][1] == heads["Place 2"][1] < heads["Place 3"][1]
    # Each number of dots stands beside them.
    assert [part.text for part in root.iter(f"{SVG}text") if part.get("class") == "number"] == ["1", "7", "2"] * 4
    assert sum(text == "Voice & insight" for text, _x, _y in texts) == 2
    assert sum(text == "Not asked" for text, _x, _y in texts) == 4
    for frame in root.iter(f"{SVG}rect"):
        left, top = float(frame.get("x", "0")), float(frame.get("y", "0"))
        inside = [
            dot
            for dot in root.iter(f"{SVG}circle")
            if left < float(dot.get("cx", "0")) < left + float(frame.get("width", "0"))
            and top < float(dot.get("cy", "0")) < top + float(frame.get("height", "0"))
        ]
        assert len(inside) == 7


def test_a_matrix_has_a_bar_for_each_step_and_says_why_a_cell_has_none() -> None:
    hidden = MatrixCell((), "Fewer than 3 people")
    rows = [
        MatrixRow("Council", "9 people", [None, MatrixCell((0, 2, 2, 0, 0), "2 to 3 · 4 people")]),
        MatrixRow("NHS", "2 people", [hidden, None]),
    ]
    root = drawn(link_matrix(rows, ["Council", "NHS"], CAPTION))
    assert Counter(part.get("class") for part in root.iter(f"{SVG}rect")) == {"bar": 5, "itself": 2}
    assert {"2 to 3 · 4 people", "Fewer than 3 people"} <= {part.text for part in root.iter(f"{SVG}text")}


def test_a_network_draws_what_each_side_says_and_is_the_same_each_time() -> None:
    links = [Link(0, 1, Half(4), Half(2, few=True)), Link(1, 2, Half(1), None)]
    partners = ["Council", "NHS", "Residents of the whole neighbourhood"]
    plot = network(partners, links, CAPTION)
    halves = [part for part in drawn(plot).iter(f"{SVG}path") if part.get("class") == "link"]
    assert [(half.get("stroke-width"), half.get("stroke-dasharray")) for half in halves] == [
        ("9", None),
        ("5", "6 5"),
        ("3", None),
    ]
    # The side that gave no answer has a thin line, so that none ends in the middle of nothing.
    (thin,) = (part for part in drawn(plot).iter(f"{SVG}path") if part.get("class") == "no-answer")
    assert thin.get("stroke-width") is None
    assert network(partners, links, CAPTION) == plot
    assert drawn(network([], [], CAPTION)) is not None


def test_a_radar_joins_the_lower_and_the_higher_medians_by_two_lines() -> None:
    axes = [Axis("Voice", (2, 3)), Axis("Power", (1, 1)), Axis("Money", None)]
    plot = radar(axes, 4, CAPTION)
    lines = [part for part in drawn(plot).iter(f"{SVG}path") if part.get("class") == "link"]
    assert [line.get("stroke-dasharray") for line in lines] == [None, "5 4"]
    assert lines[0].get("d") != lines[1].get("d")
    assert radar(axes, 4, CAPTION) == plot
    assert not radar(axes[:2], 4, CAPTION)


def test_a_drawing_for_a_phone_has_the_same_marks_and_words_in_the_width_of_a_phone() -> None:
    steps = ["Not happening yet", "Some", "Most", "Everywhere", "A fifth"]
    hidden = MatrixCell((), "Fewer than 3")
    council = MatrixRow("Council", "9 people", [None, MatrixCell((0, 2, 2, 0, 0), "2 to 3 · 4 people")])
    matrix = ([council, MatrixRow("NHS", "2 people", [hidden, None])], ["Council", "NHS"], CAPTION)
    ring = (["Council", "NHS", "Residents"], [Link(0, 1, Half(4), Half(2)), Link(1, 2, Half(1), None)], CAPTION)
    plot = Plot("Place", "10 people", 4, [Cell((1, 7, 0, 2), agreed=2), Cell(words="Not asked")])
    places = ([Name("Voice & insight", 1), Name("Trust")], [plot], CAPTION)
    for wide, phone in (
        (dot_plot(ROWS, steps, CAPTION), dot_plot_for_phone(ROWS, steps, CAPTION)),
        (link_matrix(*matrix), link_matrix_for_phone(*matrix)),
        (network(*ring), network_for_phone(*ring)),
        (side_by_side(*places), side_by_side_for_phone(*places)),
    ):
        roots = [etree.fromstring(str(drawing)) for drawing in (wide, phone)]
        assert roots[1].get("class") == f"{roots[0].get('class')} of-phone"
        assert float(roots[1].get("width", "0")) <= 256
        marks = [Counter(part.get("class") for part in root.iter()) for root in roots]
        for mark in ("dot", "ring", "agreed", "bar", "link", "no-answer", "partner"):
            assert marks[0][mark] == marks[1][mark], (roots[0].get("class"), mark)
        assert not {part.get("id") for part in roots[0].iter()} & {part.get("id") for part in roots[1].iter()} - {None}
        said = " ".join(roots[1].itertext())
        for words in {part.text or "" for part in roots[0].iter(f"{SVG}text")} - {"Trust", "Not asked"}:
            assert all(word in said for word in words.split()), words
