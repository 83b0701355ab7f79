"""The sheets of counts by element and place, and of the framework matrix."""

from app.domain.mapping.codings import NOT_ABOUT
from app.exports.programmes.bundle import CellShown, MatrixShown, ProgrammeBundle
from app.exports.programmes.wording import Wording
from app.exports.sheets import Cell, Sheet


def counts(bundle: ProgrammeBundle, wording: Wording) -> Sheet:
    """Distinct notes and excerpts by code and place. A unit with two codes counts in both rows and once in the last."""
    _ = wording.gettext
    places = range(1, len(bundle.record.programme.places) + 1)

    def row(title: str, keys: set[str]) -> list[Cell]:
        having = [unit for unit in bundle.units if unit.codes & keys]
        return [title, *(sum(unit.place == place for unit in having) for place in places), len(having)]

    rows = [row(wording.names[key], {key}) for key in bundle.keys]
    elements = {element["key"] for element in bundle.framework.elements}
    rows.append(row(_("With any element"), elements))
    uncoded = [unit for unit in bundle.units if not unit.codes & {*elements, NOT_ABOUT}]
    rows.append([_("Not coded yet"), *(sum(unit.place == place for unit in uncoded) for place in places), len(uncoded)])
    rows.append([_("All"), *(sum(unit.place == place for unit in bundle.units) for place in places), len(bundle.units)])
    return Sheet(_("Counts"), [_("Code"), *map(wording.place, places), _("All")], rows)


def matrices(bundle: ProgrammeBundle, wording: Wording) -> list[Sheet]:
    """One sheet for each matrix. A cell has its summary, its quotes and its counts, each on lines of its own."""
    return [
        Sheet(
            _title(shown, wording),
            [_row_heading(shown, wording), *(_column(shown, key, name, wording) for key, name in shown.columns)],
            [
                [
                    " · ".join(filter(None, (wording.place(place), wording.group(group)))),
                    *(_words(cell, wording) for cell in cells),
                ]
                for place, group, _units, cells in shown.rows
            ],
        )
        for shown in bundle.matrices
        if shown.columns
    ]


def _title(shown: MatrixShown, wording: Wording) -> str:
    _ = wording.gettext
    titles = {
        ("place", "element"): _("Places by elements"),
        ("group", "element"): _("Groups by elements"),
        ("both", "element"): _("Places, groups by elements"),
        ("place", "theme"): _("Places by themes"),
        ("group", "theme"): _("Groups by themes"),
        ("both", "theme"): _("Places, groups by themes"),
    }
    return titles[shown.row_kind, shown.column_kind]


def _row_heading(shown: MatrixShown, wording: Wording) -> str:
    _ = wording.gettext
    return {"place": _("Place"), "group": _("Group"), "both": _("Place and group")}[shown.row_kind]


def _column(shown: MatrixShown, key: str, name: str, wording: Wording) -> str:
    return wording.names.get(key, name) if shown.column_kind == "element" else name


def _words(cell: CellShown, wording: Wording) -> str:
    _, ngettext = wording.gettext, wording.ngettext
    lines = [cell.summary] if cell.summary else []
    lines += [f"“{words}”" for _name, words in cell.quotes]
    if cell.state == "stale":
        lines.append(_("The evidence changed after this summary."))
    if cell.state == "nothing":
        lines.append(_("Nothing raised"))
    elif cell.state == "unread":
        lines.append(_("Not yet read"))
    else:
        notes = ngettext("%(num)s note", "%(num)s notes", cell.notes) % {"num": cell.notes}
        spoken = ngettext("%(num)s interview", "%(num)s interviews", cell.interviews) % {"num": cell.interviews}
        lines.append(f"{notes}, {spoken}")
    return "\n".join(lines)
