"""A sample programme with closed workshops, agreed themes and reports, for tests of reports."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, select

from app.domain.findings.interviews import excerpts
from app.domain.findings.reports import editions, report_checks, report_quotes, reports, signing
from app.domain.findings.reports.editions import Published
from app.domain.findings.reports.report_blocks import Kind
from app.domain.findings.reports.reports import Written
from app.domain.findings.rights import Colleague
from app.domain.findings.themes import evidence, themes
from app.domain.findings.themes.themes import AGREED, Wording
from app.domain.findings.units import EXCERPT, Ref, note_ref
from app.domain.mapping import codings
from app.domain.models import Workshop, metadata
from app.domain.workshops import closing
from app.exports.documents.model import Document
from app.exports.reports import published
from app.exports.reports.composition import compose
from tests.programme import LENA, OLGA, RAVI, SPOKEN, SampleProgramme
from tests.workshop import ANA, FAY

REPORT, THEME, VOICE = "e" * 24, "a" * 24, "involve_voice"
ZEBRA = "The zebra crossing was drawn before anyone asked us here."
OTHER = "They did a survey and we never heard back."
DETAILS = {"language": "en", "title": "What Eastfield told us"}


class SampleReport:
    """A local report with one finding, which rests on two notes and an interview passage."""

    def __init__(self, programme: SampleProgramme) -> None:
        self.programme = programme
        workshop = programme.workshop
        for number in range(2):
            workshop.join(f"person{number}", speaks_for="council")
        self.notes = [Ref("note", note_ref(workshop.id, workshop.post(ANA, text))) for text in (ZEBRA, OTHER)]
        for name in self.notes:
            workshop.act(FAY, codings.give, name.ref.partition(":")[2], VOICE)
        interview = programme.interview(SPOKEN)
        words = "Small groups we hardly know."
        text = programme.stored(interview.id).text
        selected = excerpts.Selected(text.index(words), text.index(words) + len(words), words)
        self.excerpt = Ref(EXCERPT, programme.act(RAVI, excerpts.code, interview.id, selected, VOICE).id)
        self.interview = interview.id
        self.finding(THEME, "People are asked too late to change anything")
        programme.act(RAVI, evidence.quote, THEME, self.notes[0], ZEBRA)
        programme.act(RAVI, reports.add, REPORT, programme.place.id, **DETAILS)

    def finding(self, theme_id: str, name: str, place: int | None = -1) -> None:
        """An agreed theme of the place, or of no place, with all evidence."""
        wording = Wording(name, "Plans are drawn before residents see them.", state=AGREED)
        self.programme.act(RAVI, themes.add, theme_id, wording, self.programme.place.id if place == -1 else place)
        self.programme.act(RAVI, evidence.give, theme_id, [*self.notes, self.excerpt])

    def close(self) -> None:
        self.programme.workshop.act(FAY, closing.close, on=True)

    def written(self, report_id: str = REPORT) -> Written:
        return self.programme.read(lambda session: reports.find(session, self.programme.programme(session), report_id))

    def write(self, key: str, *, by: str = RAVI, report_id: str = REPORT, **texts: str) -> None:
        """Type into a section: `prose` into its first block of prose, `against` into the first of that kind."""
        section = self.written(report_id).sections[key]
        blocks = [dict(block) for block in section.blocks]
        for kind, text in texts.items():
            next(block for block in blocks if block["kind"] == kind)["text"] = text
        self.programme.act(by, reports.write, report_id, key, blocks, section.revision)

    def faults(self, report_id: str = REPORT) -> dict[str, int]:
        """How many faults each check finds, where it finds any."""
        written = self.written(report_id)
        found = self.programme.read(
            lambda session: report_checks.run(session, self.programme.programme(session), written)
        )
        return {name: len(faults) for name, faults in found.items() if faults}

    def finish(self, report_id: str = REPORT) -> None:
        """Do everything that is left to do before signing."""
        if self.programme.read(lambda session: session.get_one(Workshop, self.programme.workshop.id)).closed_at is None:
            self.close()
        self.write("summary", prose="People are asked late. They want to hear back.", report_id=report_id)
        self.write("findings", against="The hub asks early.", report_id=report_id)
        for quote in self.quotes(report_id):
            self.programme.act(LENA, self._mark_read, report_id, quote)
        self.programme.act(RAVI, reports.read_limits, report_id)

    def quotes(self, report_id: str = REPORT) -> list[str]:
        return [block["quote"] for _key, block in self.written(report_id).blocks(Kind.QUOTE)]

    def sign(self, *, by: str = OLGA, report_id: str = REPORT, **details: str) -> int:
        """Sign the report as its next edition; returns its number."""

        def act(session: Session, person: Colleague) -> int:
            content = compose(session, person, reports.find(session, person.programme, report_id))
            return signing.sign(session, person, report_id, content, **{"role": "Director"} | details).number

        return self.programme.act(by, act)

    def draft(self, report_id: str = REPORT) -> Document:
        """The report as a document at its present state."""

        def act(session: Session, person: Colleague) -> Document:
            written = reports.find(session, person.programme, report_id)
            sources = report_quotes.present(session, person.programme, written.report)
            return published.draft(compose(session, person, written), sources)

        return self.programme.act(RAVI, act)

    def published(self, number: int | None = None, report_id: str = REPORT) -> Published:
        found = self.programme.read(
            lambda session: editions.published(session, self.written(report_id).report.key, number)
        )
        assert found is not None
        return found

    def edition(self, number: int | None = None, report_id: str = REPORT) -> Document:
        """A signed edition as anyone may read it now."""
        return published.edition(self.published(number, report_id))

    @staticmethod
    def _mark_read(session: Session, person: Colleague, report_id: str, quote: str) -> None:
        report_quotes.mark_read(session, person, reports.find(session, person.programme, report_id).report, quote)


def words(document: Document) -> str:
    """Everything that a document says."""
    return "\n".join(_words(document))


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple | list):
        for each in part:
            yield from _words(each)
    elif hasattr(part, "__dataclass_fields__"):
        for name in part.__dataclass_fields__:
            yield from _words(getattr(part, name))


def stored(session: Session) -> str:
    """Every row of every table."""
    tables = metadata.tables.values()
    return repr([tuple(row) for table in tables for row in session.connection().execute(select(table))])
