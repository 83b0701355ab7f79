"""The sheets of a programme: about it, counts, matrix, themes, agreement, next steps, and every note and excerpt."""

from app.domain.mapping.codings import NOT_ABOUT
from app.exports.programmes import (
    agreement_tables,
    matrix_tables,
    rating_tables,
    step_tables,
    suggestion_tables,
    theme_tables,
)
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.wording import Wording
from app.exports.sheets import Cell, Sheet, Sheets
from app.presentation import translations


def sheets(bundle: ProgrammeBundle, language: str) -> Sheets:
    """All sheets in one language. A sheet that would be empty is left out."""
    wording = Wording(bundle, language)
    _ = wording.gettext
    programme = bundle.record.programme
    about = _("Up to date at %(time)s (change number %(number)s).") % {
        "time": translations.stamp(bundle.record.exported_at, programme.time_zone),
        "number": bundle.record.seq,
    }
    found = [
        _about(bundle, wording),
        _people(bundle, wording),
        matrix_tables.counts(bundle, wording),
        *matrix_tables.matrices(bundle, wording),
        *theme_tables.tables(bundle, wording),
        *agreement_tables.tables(bundle, wording),
        *rating_tables.tables(bundle, wording),
        *suggestion_tables.tables(bundle, wording),
        *step_tables.tables(bundle, wording),
        _units(bundle, wording),
    ]
    return Sheets(
        title=programme.name,
        subject=f"Commonboard {programme.key}",
        about=about,
        language=language,
        made_at=bundle.record.exported_at,
        right_to_left=translations.direction(language) == "rtl",
        sheets=[sheet for sheet in found if sheet.rows],
    )


def _about(bundle: ProgrammeBundle, wording: Wording) -> Sheet:
    _, record = wording.gettext, bundle.record
    programme = record.programme
    elements = {element["key"] for element in bundle.framework.elements}
    coded = sum(bool(unit.codes & {*elements, NOT_ABOUT}) for unit in bundle.units)
    method = (
        _("Reflexive thematic analysis with a framework matrix")
        if programme.reflexive
        else _("Codebook thematic analysis with a framework matrix")
    )
    rows: list[list[Cell]] = [
        [_("Programme"), programme.name],
        [_("Method"), method],
        [_("Places"), "; ".join(programme.places)],
        [_("Partners"), "; ".join(partner.name for partner in programme.partners)],
        [_("Workshops"), len(record.workshops)],
        [_("Interviews"), len(record.interviews)],
        [_("Notes"), sum(unit.kind == "note" for unit in bundle.units)],
        [_("Excerpts"), sum(unit.kind == "excerpt" for unit in bundle.units)],
        [_("With an element, or not about the framework"), coded],
        [_("Framework"), bundle.framework.in_language(wording.language).content["name"]],
        [_("Kept until"), programme.keep_until],
        [_("Key"), programme.key],
        [_("File created"), wording.local(record.exported_at)],
        [_("Change number"), record.seq],
        [
            _("Before you publish"),
            _("These figures are exact. Do not name groups of fewer than %(number)s people in a publication.")
            % {"number": programme.threshold},
        ],
        [_("Consent"), _("The words of people who agreed to analysis only are left out.")],
    ]
    if bundle.framework.in_language(wording.language).working_labels:
        rows.insert(10, [_("Status"), _("Element names are provisional.")])
    return Sheet(_("About"), [_("Property"), _("This programme")], rows)


def _people(bundle: ProgrammeBundle, wording: Wording) -> Sheet:
    _ = wording.gettext
    header = [_("Place"), _("Group"), _("People at the workshop"), _("Interviews")]
    rows: list[list[Cell]] = [
        [wording.place(place), wording.group(group), people, interviewed]
        for place, group, people, interviewed in bundle.people
    ]
    return Sheet(_("Who took part"), header, rows)


def _units(bundle: ProgrammeBundle, wording: Wording) -> Sheet:
    _, book = wording.gettext, bundle.framework
    about: dict[str, list[str]] = {}
    for theme in bundle.record.themes:
        for piece in theme.evidence:
            about.setdefault(piece.unit, []).append(theme.name)
    own = {code.key for code in bundle.codes}
    header = [
        *(_("Place"), _("Source"), _("Question"), _("Group"), _("Text"), _("Language"), _("Elements")),
        *(_("Codes of this programme"), _("Kinds of note or excerpt"), _("Values"), _("Themes"), _("Note id")),
    ]
    rows: list[list[Cell]] = [
        [
            *wording.origin(unit),
            wording.group(unit.group),
            wording.words(unit),
            unit.lang or "",
            wording.named(unit.codes - own - book.aspect_keys),
            wording.named(unit.codes & own),
            wording.named(unit.codes & book.facet_keys),
            wording.named(unit.codes & book.value_keys),
            "; ".join(about.get(unit.name, ())),
            unit.name,
        ]
        for unit in bundle.units
    ]
    return Sheet(_("Notes and excerpts"), header, rows)
