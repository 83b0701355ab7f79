"""The sheets of themes and of their evidence."""

from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.wording import Wording
from app.exports.sheets import Cell, Sheet


def tables(bundle: ProgrammeBundle, wording: Wording) -> list[Sheet]:
    """The themes in their order with what each rests on, and then their evidence for and against."""
    return [_themes(bundle, wording), _evidence(bundle, wording)]


def _themes(bundle: ProgrammeBundle, wording: Wording) -> Sheet:
    _ = wording.gettext
    rests = {theme.id: theme for theme in bundle.themes}
    names = {theme.id: theme.name for theme in bundle.record.themes}
    places = range(1, len(bundle.record.programme.places) + 1)
    states = {"draft": _("Draft"), "agreed": _("Agreed")}
    header = [
        *(_("Theme"), _("Part of"), _("Place"), _("Central idea"), _("Elements"), _("Summary"), _("State")),
        *(_("For"), _("Against"), _("Withdrawn"), _("Notes and excerpts")),
        *(_("At %(place)s") % {"place": wording.place(place)} for place in places),
        *(_("Groups"), _("Sources")),
    ]
    rows: list[list[Cell]] = []
    for theme in bundle.record.themes:
        shown = rests[theme.id]
        stances = [stance for _name, stance, _quote in shown.pieces]
        rows.append(
            [
                *(theme.name, names.get(theme.parent or ""), wording.place(theme.place) or _("All places")),
                *(theme.idea, wording.named(theme.elements), theme.summary, states[theme.state]),
                *(stances.count("for"), stances.count("against"), shown.withdrawn, shown.units),
                *(shown.by_place.get(place, 0) for place in places),
                *(shown.groups, shown.sources),
            ]
        )
    return Sheet(_("Themes"), header, rows)


def _evidence(bundle: ProgrammeBundle, wording: Wording) -> Sheet:
    _ = wording.gettext
    names = {theme.id: theme.name for theme in bundle.record.themes}
    stances = {"for": _("For"), "against": _("Against")}
    header = [
        *(_("Theme"), _("For or against"), _("Text"), _("Quote"), _("Place"), _("Source"), _("Question")),
        *(_("Group"), _("Note id")),
    ]
    rows: list[list[Cell]] = []
    for theme in bundle.themes:
        for name, stance, quote in theme.pieces:
            unit = wording.units[name]
            origin = wording.origin(unit)
            words = wording.words(unit)
            rows.append([names[theme.id], stances[stance], words, quote, *origin, wording.group(unit.group), name])
    return Sheet(_("Evidence"), header, rows)
