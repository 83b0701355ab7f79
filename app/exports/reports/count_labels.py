"""Counts in prose as authors read and type them: {Evidence for “Trust”} instead of the {for:THEME} that is stored."""

import re
from collections import Counter
from collections.abc import Mapping

from app.exports.reports.prose import COUNT

_BRACES = re.compile(r"\{([^{}\n]+)\}")


def labels(titles: Mapping[str, str]) -> dict[str, str]:
    """The label of each count by its name. A title that two counts share, or that has braces, is no label."""
    times = Counter(map(_plain, titles.values()))
    return {
        name: title if times[_plain(title)] == 1 and _BRACES.fullmatch(f"{{{title}}}") else name
        for name, title in titles.items()
    }


def labelled(text: str, titles: Mapping[str, str]) -> str:
    """The stored text with a label in place of each name."""
    known = labels(titles)
    return COUNT.sub(lambda found: f"{{{known.get(found[1], found[1])}}}", text)


def stored(text: str, titles: Mapping[str, str]) -> str:
    """The typed text with a name in place of each label; case and spaces do not matter. Other braces stay."""
    names = {_plain(label): name for name, label in labels(titles).items()}
    return _BRACES.sub(lambda found: f"{{{names.get(_plain(found[1]), found[1])}}}", text)


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()
