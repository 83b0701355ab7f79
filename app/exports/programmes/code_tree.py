"""The codes of a programme as a tree with unique names, as programs of qualitative analysis show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.mapping.codings import NOT_ABOUT
from app.exports.programmes.bundle import ProgrammeBundle
from app.exports.programmes.facts import ThemeFacts
from app.exports.programmes.qda_text import Meaning, Names, code_guid, described, guid
from app.exports.xml_text import xml_text
from app.presentation import translations
from app.presentation.words import group_name

# The kinds of codes beside those of the codebook.
THEME, AGAINST, SPEAKER = "theme", "against", "group"


@dataclass(frozen=True)
class Node:
    """One code, or a heading over codes, which nothing is coded with."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    children: tuple["Node", ...] = ()


class Tree:
    """Builds nodes in one language. Importers refuse two codes of one name, so a second one is numbered."""

    def __init__(self, bundle: ProgrammeBundle, language: str) -> None:
        self._bundle, self._language = bundle, language
        self._ = translations.translations(language).gettext
        self._book = bundle.framework.spoken(language)
        self._unique = Names().unique
        self._key = str(self._book.content["key"])

    def codebook(self) -> list[Node]:
        """The elements under their headings, "not about", the programme's own codes, facets and values."""
        _ = self._
        found = [
            self._heading(
                f"heading {group.get('key', group['name'])}",
                group["name"],
                (self._item(element) for element in group["elements"]),
            )
            for group in self._book.groups
        ]
        found.append(self._node(code_guid(self._key, NOT_ABOUT), _("Not about the framework"), ""))
        own = [
            self._node(
                code_guid(self._key, code.key),
                code.name,
                described(Meaning(code.description, tuple(code.signals), code.boundary)),
            )
            for code in self._bundle.codes
        ]
        found.append(self._heading("own", _("Codes of this programme"), own))
        kinds = (self._item(item) for item in self._book.facets)
        found.append(self._heading("facets", _("Kinds of note or excerpt"), kinds))
        found.append(self._heading("values", _("Values"), (self._item(item) for item in self._book.values)))
        return [node for node in found if node.codable or node.children]

    def earlier(self) -> list[Node]:
        """The elements of earlier versions of the framework that coders of a round used and the present one lacks."""
        names: dict[str, str] = {}
        for framework in self._bundle.record.frameworks:
            for group in framework["groups"]:
                names |= {element["key"]: element["name"] for element in group["elements"]}
        used = {coding.element for found in self._bundle.record.rounds for coding in found.codings}
        nodes = [
            self._node(code_guid(self._key, key), name, "")
            for key, name in names.items()
            if key in used and key not in self._bundle.keys
        ]
        return [self._heading("earlier", self._("Earlier elements"), nodes)] if nodes else []

    def themes(self) -> list[Node]:
        """The themes with their parts. What speaks against a theme has a code of its own below it."""
        rows = self._bundle.record.themes
        nodes = [self._theme(row, rows) for row in rows if row.parent is None]
        return [self._heading("themes", self._("Themes"), nodes)] if nodes else []

    def speakers(self) -> list[Node]:
        """The groups that people speak for, because codes survive in every program and cases do not."""
        groups = sorted({unit.group for unit in self._bundle.units if unit.group})
        label = self._("Group: %(name)s")
        nodes = [
            self._node(guid(SPEAKER, group), label % {"name": group_name(group, self._language)}, "")
            for group in groups
        ]
        return [self._heading("groups", self._("Groups"), nodes)] if nodes else []

    def _theme(self, theme: ThemeFacts, rows: list[ThemeFacts]) -> Node:
        children = [self._theme(row, rows) for row in rows if row.parent == theme.id]
        if any(row.stance == AGAINST for row in theme.evidence):
            against = self._("Against: %(name)s") % {"name": theme.name}
            children.append(self._node(guid(AGAINST, theme.id), against, ""))
        words = "\n\n".join(filter(None, (theme.idea, theme.summary)))
        return self._node(guid(THEME, theme.id), theme.name, words, children)

    def _item(self, item: dict[str, object]) -> Node:
        signals = item.get("signals") or ()
        assert isinstance(signals, list | tuple)
        meaning = Meaning(str(item.get("description", "")), tuple(map(str, signals)), str(item.get("boundary", "")))
        return self._node(code_guid(self._key, str(item["key"])), str(item["name"]), described(meaning))

    def _heading(self, kind: str, name: str, children: Iterable[Node]) -> Node:
        shown = self._unique(name)
        return Node(guid(kind, self._key), shown, codable=False, children=tuple(children))

    def _node(self, made: str, name: str, description: str, children: Iterable[Node] = ()) -> Node:
        return Node(made, self._unique(name), xml_text(description), children=tuple(children))
