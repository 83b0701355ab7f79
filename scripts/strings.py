"""Updates translation files: adds new messages of the code with an empty translation and removes old ones.

Usage: `python -m scripts.strings [LANGUAGE.po …]`; without a file, all in `app/locales/`.
"""

import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.domain.errors import Refused
from app.presentation.language_tags import locale

APP = Path(__file__).parent.parent / "app"


@cache
def messages() -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """(file, message) for everything marked for translation, read from the code once.

    A message is a text, or a pair of singular and plural.
    """
    methods = [("**.py", "python"), ("templates/**.html", "jinja2")]
    options = {"templates/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}
    refusals = dict.fromkeys((kind.__name__ for kind in Refused.__subclasses__()), None)
    keywords = {"_": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2), "plural": (1, 2), **refusals}
    found = extract_from_dir(APP, methods, options, keywords)
    return tuple((name, message) for name, _line, message, _comments, _context in found)


def update(path: Path) -> None:
    """Update one catalogue and keep its translations."""
    known = locale(path.stem)
    assert known is not None, f"{path.stem} is not a language"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=str(known))
    wanted = Catalog(locale=str(known))
    for name, message in messages():
        wanted.add(message, locations=[(name, 0)])
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, include_lineno=False, sort_output=True, width=120)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:] or sorted((APP / "locales").glob("*.po"))):
        update(path)
