"""What people said would help each link, as pages list it: by pair of partners, in the order of the partners."""

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.findings.asks.helping import Help
from app.exports.ratings.links import Partner
from app.presentation.words import group_name


class Said(NamedTuple):
    """One note: the names of the group that wrote it and of the partner that it is about, and its words."""

    by: str
    about: str
    text: str
    lang: str | None
    note_id: str


class PairHelp(NamedTuple):
    """The notes about the link of two partners, whichever of them wrote. `anchor` is unique on a page."""

    first: str
    second: str
    anchor: str
    notes: list[Said]


Pairs = dict[tuple[str, str], PairHelp]


def by_pair(found: Sequence[Help], partners: Sequence[Partner], language: str) -> Pairs:
    """The notes about each pair of partners by the names of both; pairs without a note are left out.

    A group that is no partner, such as "other", comes after the partners.
    """
    keys = [partner.key for partner in partners]
    keys += dict.fromkeys(key for note in found for key in (note.group, note.partner) if key not in keys)
    names = {partner.key: partner.name for partner in partners}
    pairs: dict[tuple[int, int], list[Said]] = {}
    for note in found:
        place = sorted((keys.index(note.group), keys.index(note.partner)))
        by, about = (names.get(key) or group_name(key, language) for key in (note.group, note.partner))
        pairs.setdefault((place[0], place[1]), []).append(Said(by, about, note.text, note.lang, note.note_id))
    listed = {}
    for (first, second), notes in sorted(pairs.items()):
        one, other = (names.get(keys[place]) or group_name(keys[place], language) for place in (first, second))
        listed[one, other] = PairHelp(one, other, f"helps-{first + 1}-{second + 1}", notes)
    return listed
