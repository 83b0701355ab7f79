"""How the sheets of a programme name things in one language."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from app.exports.programmes.bundle import ProgrammeBundle, UnitFacts
from app.presentation import translations
from app.presentation.words import group_name, worded


class Wording:
    """Names of keys, groups, places, sources and people."""

    def __init__(self, bundle: ProgrammeBundle, language: str) -> None:
        self._bundle, self.language = bundle, language
        self.gettext = translations.translations(language).gettext
        self.ngettext = translations.translations(language).ngettext
        self.names = bundle.names(language, self.gettext("Not about the framework"))
        self.units = {unit.name: unit for unit in bundle.units}
        self._titles = {interview.id: interview.title for interview in bundle.record.interviews}

    def named(self, keys: Iterable[str]) -> str:
        """The names of these keys in the order of the codebook, with semicolons."""
        given = set(keys)
        return "; ".join(self.names[key] for key in self._bundle.keys if key in given)

    def group(self, key: str | None) -> str:
        return group_name(key, self.language) if key else ""

    def place(self, number: int | None) -> str:
        return self._bundle.record.programme.places[number - 1] if number else ""

    def person(self, number: int) -> str:
        return self._bundle.record.people[number - 1]

    def origin(self, unit: UnitFacts) -> tuple[str, str, str]:
        """The place of a unit, its workshop or interview, and its question."""
        if unit.question is None:
            return self.place(unit.place), self._titles[unit.source], ""
        record = self._bundle.record.workshops[int(unit.source) - 1].record
        question = worded(record.columns[unit.question - 1], "question", self.language)
        return self.place(unit.place), worded(record.workshop, "title", self.language), question

    def words(self, unit: UnitFacts) -> str:
        """The words of a unit, or that the person agreed to analysis only."""
        return unit.text if unit.quotable else self.gettext("[Analysis only]")

    def local(self, at: datetime) -> datetime:
        """A time in the programme's time zone, as sheets hold times."""
        return at.astimezone(ZoneInfo(self._bundle.record.programme.time_zone)).replace(tzinfo=None)
