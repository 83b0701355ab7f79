"""The sheet about the use of suggestions."""

from collections import Counter
from collections.abc import Iterable

from app.domain.mapping.codings import SHARED
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.wording import Wording
from app.exports.sheets import Cell, Sheet
from app.presentation.words import worded


def tables(bundle: ProgrammeBundle, wording: Wording) -> list[Sheet]:
    """How many codings of elements followed a suggestion, by source; no rows if none did."""
    _, record = wording.gettext, bundle.record
    header = [
        *(_("Source"), _("Codings of elements"), _("Followed a suggestion")),
        *(_("The first suggestion"), _("The second suggestion"), _("The third suggestion")),
    ]
    rows: list[list[Cell]] = []
    for part in record.workshops:
        of_workshop = part.record
        given = [
            coding.suggested
            for coding in of_workshop.codings
            if coding.book == SHARED and coding.element in of_workshop.code_book.element_keys
        ]
        rows.append(_row(worded(of_workshop.workshop, "title", wording.language), given))
    elements = bundle.framework.element_keys
    here = [coding.suggested for coding in record.codings if coding.element in elements]
    if here:
        rows.append(_row(_("Coded in this programme"), here))
    return [Sheet(_("Use of suggestions"), header, rows if any(row[2] for row in rows) else [])]


def _row(source: str, given: Iterable[int | None]) -> list[Cell]:
    ranks = Counter(given)
    followed = sum(number for rank, number in ranks.items() if rank is not None)
    return [source, sum(ranks.values()), followed, *(ranks.get(rank, 0) for rank in (1, 2, 3))]
