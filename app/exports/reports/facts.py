"""Everything that the computed parts of a report are made from, read in one snapshot."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain.findings import members, programmes, publication, sources, units
from app.domain.findings.coding import agreement, book, rounds, settling
from app.domain.findings.coding.agreement import PairAgreement
from app.domain.findings.coding.book import ProgrammeBook
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Programme
from app.domain.findings.programmes import PlaceRow
from app.domain.findings.publication import Taken
from app.domain.findings.reports import editions, report_quotes, report_start, reports
from app.domain.findings.reports.report_models import Edition, Report, ReportComment
from app.domain.findings.reports.report_quotes import Quoted, Sources
from app.domain.findings.reports.reports import Written
from app.domain.findings.reports.threshold import Hidden, Shown
from app.domain.findings.rights import Colleague
from app.domain.findings.steps import step_views
from app.domain.findings.steps.step_views import Row
from app.domain.findings.themes import evidence, matrix
from app.domain.findings.themes.evidence import Rests
from app.domain.findings.themes.matrix import Columns, Matrix, Rows
from app.domain.findings.themes.theme_models import Theme
from app.domain.findings.units import GROUP, NOTE, Unit
from app.domain.models import Column, Workshop
from app.domain.text import wording_key
from app.domain.workshops import listing
from app.exports.ratings import reported
from app.exports.ratings.reported import Reported
from app.exports.reports import said_before
from app.exports.reports.said_before import SaidBefore
from app.presentation import translations, words


@dataclass(frozen=True)
class Agreed:
    """The counts of the last closed round for its first two coders, with their names and the number of units drawn."""

    coders: tuple[str, str]
    counts: PairAgreement
    units: int


class Question(NamedTuple):
    """A question of a workshop. Two questions with a key in common are the same question.

    `keys` are those of its first and of its present wording, because either may be copied into another workshop.
    """

    place_id: int
    name: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Facts:
    """What a report is computed from. `units`, `workshops` and `interviews` are those of its places only."""

    programme: Programme
    written: Written
    language: str
    now: datetime
    places: list[PlaceRow]
    units: list[Unit]
    taken: Taken
    book: ProgrammeBook
    workshops: list[tuple[Workshop, int]]
    people: dict[int | None, int]
    interviews: list[Interview]
    rests: dict[str, Rests]
    findings: list[Theme]
    quotes: dict[str, Quoted]
    matrix: Matrix
    questions: dict[int, Question]
    agreed: Agreed | None
    coders: int
    local: list[tuple[Report, Edition | None]]
    comments: list[ReportComment]
    steps: list[Row]
    ratings: list[Reported]
    reasons: dict[tuple[int, str], str]
    before: SaidBefore

    @property
    def report(self) -> Report:
        return self.written.report

    @property
    def sources(self) -> Sources:
        """What the content of this report refers to."""
        said = {comment.id: comment for comment in self.comments}
        return Sources(self.quotes, report_quotes.step_words(self.steps), said, self.reasons, self.programme.time_zone)

    @cached_property
    def _(self) -> Callable[[str], str]:
        return translations.translations(self.language).gettext

    @cached_property
    def ngettext(self) -> Callable[[str, str, int], str]:
        return translations.translations(self.language).ngettext

    @cached_property
    def elements(self) -> list[tuple[str, str]]:
        """The elements of the framework and the programme's own codes, as (key, name)."""
        elements = [(element["key"], element["name"]) for element in self.book.elements]
        return elements + [(code.key, code.name) for code in self.book.codes]

    @property
    def provisional(self) -> str:
        """What a table of elements says while their names are provisional."""
        return self._("Element names are provisional.") if self.book.framework.working_labels else ""

    @cached_property
    def named(self) -> frozenset[str]:
        """The groups that a local report names: now, or in an earlier edition.

        If a group were not named any more, that would tell who left.
        """
        return self.before.named.union(*(self.taken.nameable(place.id) for place in self.places))

    def groups_behind(self, theme_id: str) -> int:
        """How many groups a theme rests on, as an earlier edition said, because one less would tell which it was."""
        return self.before.behind.get(theme_id, self.rests[theme_id].groups)

    def source_group(self, unit: Unit) -> str | None:
        """The group that may be printed under a quote of this unit, or None."""
        named = self.taken.nameable(unit.place_id) if self.report.place_id is None else self.named
        agreed = unit.kind == NOTE or unit.consent == GROUP
        return unit.group if agreed and unit.group in named else None

    def group(self, key: str) -> str:
        """The name of a group; small groups and people without one are together."""
        return self._("Other, or no group given") if key == "other" else words.group_name(key, self.language)

    def printed(self, count: Shown) -> str:
        """A count as it is printed."""
        if isinstance(count, Hidden):
            return f"<{self.programme.threshold}" if count is Hidden.SMALL else "*"
        return str(count)

    def question(self, unit: Unit) -> str | None:
        """The name of the question that a note answers."""
        return self.questions[unit.question].name if unit.question is not None else None

    def was_asked(self, place_id: int, units: Iterable[Unit]) -> bool:
        """True if a question that one of these notes answers was asked at a place."""
        answered = [self.questions[unit.question].keys for unit in units if unit.question is not None]
        there = frozenset[str]().union(*(one.keys for one in self.questions.values() if one.place_id == place_id))
        return any(keys & there for keys in answered)


def gather(session: Session, person: Colleague, written: Written) -> Facts:
    """Read what the computed parts of a report need."""
    programme, report = person.programme, written.report
    places = [row for row in programmes.places(session, programme) if report.place_id in (None, row.id)]
    ids = {place.id for place in places}
    everywhere = units.units(session, programme)
    held = [(workshop, place) for workshop, place in sources.workshops(session, programme) if place in ids]
    counts = listing.counts(session, [workshop.id for workshop, _place in held])
    agreed, coders = _agreed(session, person)
    return Facts(
        programme=programme,
        written=written,
        language=report.language,
        now=person.now,
        places=places,
        units=[unit for unit in everywhere if unit.place_id in ids],
        taken=publication.taken_part(session, programme, everywhere),
        book=book.read(session, programme, report.language),
        workshops=held,
        people={number: people for number, (people, _notes) in counts.items()},
        interviews=[one for one in interviews.listed(session, programme) if one.place_id in ids],
        rests={one.theme.id: one for one in evidence.of_themes(session, programme, everywhere)},
        findings=report_start.findings(session, report, programme),
        quotes=report_quotes.of_report(session, programme, report),
        matrix=matrix.read(session, programme, Rows.PLACE, Columns.ELEMENT),
        questions=_questions(session, report.language, held),
        agreed=agreed,
        coders=coders,
        local=[
            (other, editions.latest_published(session, other))
            for other in reports.listed(session, programme)
            if other.place_id is not None
        ],
        comments=report_quotes.comments(session, report),
        steps=step_views.read(session, programme, step_views.today(programme, person.now), report.place_id),
        ratings=reported.read(session, programme, ids, report.language),
        reasons=report_quotes.reasons(session, programme),
        before=said_before.read(editions.said_by_group(session, report)),
    )


def _questions(session: Session, language: str, held: list[tuple[Workshop, int]]) -> dict[int, Question]:
    """Each question by the id of its column, in the order of workshops and columns."""
    found: dict[int, Question] = {}
    for workshop, place_id in held:
        query = select(Column).where(Column.workshop_id == workshop.id).order_by(col(Column.order_key))
        for column in session.exec(query):
            keys = frozenset({column.key, wording_key(column.question)} - {""})
            found[column.id or 0] = Question(place_id, words.called(column, language), keys)
    return found


def _agreed(session: Session, person: Colleague) -> tuple[Agreed | None, int]:
    """The last closed round, and the number of people who coded in any closed round."""
    closed = [each for each in rounds.listed(session, person.programme) if each.round.closed_at is not None]
    coders = len({coder.coder_id for each in closed for coder in each.coders})
    if not closed or person.programme.reflexive:
        return None, coders
    sample = settling.sample(session, person, closed[0].round.id)
    names = members.pen_names(session, person.programme)
    first, second = (names.get(coder, "") for coder in sample.coders[:2])
    return Agreed((first, second), agreement.pair(sample.units, 0, 1, sample.elements), len(sample.units)), coders
