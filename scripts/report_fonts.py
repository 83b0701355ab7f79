"""Makes the fonts of PDF reports from the font packages named in app/exports/documents/fonts/README.md.

Run it as `python -m scripts.report_fonts FOLDER`, where FOLDER has the unpacked packages. It needs fonttools and
brotli, which the product does not. A typesetter takes one file for each family, weight and slope, so the parts of a
family are merged. `coverage.json` then says which characters each family has.
"""

import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from fontTools.merge import Merger  # ty: ignore[import-not-found]
from fontTools.ttLib import TTFont  # ty: ignore[import-not-found]

TARGET = Path(__file__).parent.parent / "app" / "exports" / "documents" / "fonts"
# The file's name, the name in the package, and the parts that are merged.
MADE = [
    *(
        (f"atkinson-{weight}-{slope}", "atkinson-hyperlegible-next-{}-" + f"{weight}-{slope}", ("latin", "latin-ext"))
        for weight in (400, 700)
        for slope in ("normal", "italic")
    ),
    *(
        (
            f"noto-sans-{weight}-normal",
            "noto-sans-{}-" + f"{weight}-normal",
            ("latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"),
        )
        for weight in (400, 700)
    ),
    *((f"noto-arabic-{weight}", "noto-sans-arabic-{}-" + f"{weight}-normal", ("arabic",)) for weight in (400, 700)),
    *((f"noto-hebrew-{weight}", "noto-sans-hebrew-{}-" + f"{weight}-normal", ("hebrew",)) for weight in (400, 700)),
    ("noto-emoji-400", "noto-emoji-{}-400-normal", ("emoji",)),
]


def make(packages: Path) -> None:
    """Write every font and the coverage. Raises FileNotFoundError for a missing part."""
    covered: dict[str, set[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, pattern, parts in MADE:
            plain = [_plain(packages, pattern.format(part), Path(folder)) for part in parts]
            font = Merger().merge([str(path) for path in plain]) if len(plain) > 1 else TTFont(plain[0])
            font["head"].modified = font["head"].created
            font.recalcTimestamp = False
            font.save(TARGET / f"{name}.ttf")
            # The package of Hebrew was made from a variable font, and kept the name of its thinnest weight.
            family = font["name"].getBestFamilyName().removesuffix(" Thin")
            covered[family] = covered.get(family, set(font.getBestCmap())) & set(font.getBestCmap())
    lines = [f"{json.dumps(family)}: {json.dumps(_ranges(found))}" for family, found in covered.items()]
    (TARGET / "coverage.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _plain(packages: Path, name: str, folder: Path) -> Path:
    found = next(packages.rglob(f"{name}.woff2"), None)
    if found is None:
        raise FileNotFoundError(name)
    font = TTFont(found, recalcTimestamp=False)
    font.flavor = None
    font.save(folder / f"{name}.ttf")
    return folder / f"{name}.ttf"


def _ranges(found: set[int]) -> list[list[int]]:
    points = sorted(found)
    breaks = [place for place, (one, other) in enumerate(pairwise(points), 1) if other != one + 1]
    edges = [0, *breaks, len(points)]
    return [[points[start], points[end - 1]] for start, end in pairwise(edges)]


if __name__ == "__main__":
    make(Path(sys.argv[1]))
