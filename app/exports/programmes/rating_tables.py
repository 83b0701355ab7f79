"""The sheets about what people rated in workshops: elements and lists on one, links between partners on the other."""

from app.domain.findings.asks.ask_drafts import LINKS
from app.exports import ask_sheets
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.wording import Wording
from app.exports.sheets import Sheet
from app.presentation.templates import in_words


def tables(bundle: ProgrammeBundle, wording: Wording) -> list[Sheet]:
    """A row for each thing that was rated and each group, as in the file of its workshop: small groups are merged."""
    _ = wording.gettext
    return [
        _sheet(_("Ratings"), bundle, wording, links=False),
        _sheet(_("Links between partners"), bundle, wording, links=True),
    ]


def _sheet(title: str, bundle: ProgrammeBundle, wording: Wording, *, links: bool) -> Sheet:
    _, language = wording.gettext, wording.language
    rated = [
        (part, ask)
        for part in bundle.record.workshops
        for ask in part.record.asks
        if (ask.kind == LINKS) == links and ask.rows
    ]
    most = max((len(ask.scale) for _part, ask in rated), default=0)
    rows = [
        [wording.place(part.place), in_words(part.record.workshop, "title", language), *row]
        for part, ask in rated
        for row in ask_sheets.rows(part.record, ask, most, language)
    ]
    return Sheet(title, [_("Place"), _("Workshop"), *ask_sheets.heads(most, language)], rows)
