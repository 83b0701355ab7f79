"""The heat map: every count in words and as a tint, the same bytes each time, and readable in every tint."""

from lxml import etree  # ty: ignore[missing-module-member]

from app.exports.documents import drawing, typesetting
from app.presentation.plots import heat_map
from app.presentation.plots.heat_map import TINTS, WHITE_FROM, HeatRow
from app.presentation.plots.svg import PAPER, Caption

ROWS = [
    HeatRow("Community voice, insight and co-production of all plans", (13, 0), 1),
    HeatRow("Workforce", ("<3", 7), 2),
    HeatRow("Learning <b>", ("not asked", 1), 4),
]
COLUMNS = ["Eastfield", "Northgate and the villages"]
CAPTION = Caption("heat", "Evidence by element and place", heat_map.in_words(ROWS, COLUMNS))


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_heat_map_says_every_count_and_can_stand_in_any_file() -> None:
    drawn = heat_map.heat_map(ROWS, COLUMNS, CAPTION)
    assert drawn == heat_map.heat_map(ROWS, COLUMNS, CAPTION)
    root = etree.fromstring(drawing.checked(str(drawn)).encode())
    texts = ["".join(text.itertext()) for text in root.iter("{*}text")]
    assert [text for text in texts if text in ("13", "0", "<3", "7", "not asked", "1")] == [
        *("13", "0", "<3", "7", "not asked", "1"),
    ]
    assert root.findtext("{*}desc") == (
        "Community voice, insight and co-production of all plans: Eastfield 13, Northgate and the villages 0. "
        "Workforce: Eastfield <3, Northgate and the villages 7. Learning <b>: Eastfield not asked, Northgate and the "
        "villages 1."
    )
    fills = [box.get("fill") for box in root.iter("{*}rect") if box.get("class") == "tint"]
    assert fills[0] == PAPER.brand
    assert fills[1] == fills[2] == fills[4] == PAPER.wash
    assert len({fills[0], fills[3], fills[5], PAPER.wash}) == 4
    assert typesetting.png(str(drawn), 300).startswith(b"\x89PNG")


def test_a_heat_map_without_evidence_has_no_tint() -> None:
    drawn = str(heat_map.heat_map([HeatRow("Workforce", (0, "<3"))], COLUMNS, CAPTION))
    assert drawn.count(f'fill="{PAPER.wash}"') == 2


def test_words_have_a_contrast_of_four_and_a_half_on_every_tint() -> None:
    for level, share in enumerate(TINTS):
        ground = luminance(heat_map._tint(PAPER.brand, share))
        words = luminance("#ffffff" if level >= WHITE_FROM else PAPER.ink)
        bright, dark = max(ground, words), min(ground, words)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, share
