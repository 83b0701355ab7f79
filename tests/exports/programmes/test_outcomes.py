"""Next steps and reports in the JSON record of a programme: they come back, and a signed edition stays as signed."""

import json
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlmodel import Session, select

from app.domain.errors import Invalid
from app.domain.findings import removal
from app.domain.findings.asks import judgements
from app.domain.findings.coding.coding_models import Interview
from app.domain.findings.models import Programme
from app.domain.findings.reports import editions, report_links, report_quotes, reports, unpublishing
from app.domain.findings.reports.report_blocks import Kind, block
from app.domain.findings.reports.report_models import ReportComment
from app.domain.findings.rights import Colleague
from app.domain.findings.steps import step_sources, steps
from app.domain.records import erasure
from app.exports.documents.model import Document
from app.exports.programmes import to_json
from app.exports.programmes.from_json import read
from app.exports.reports import published
from app.storage.database import Database
from tests.exports.programmes.test_programme_json import change, exported, imported, twice
from tests.exports.reports.test_ratings import rate
from tests.programme import OLGA, RAVI, SampleProgramme
from tests.reports import REPORT, ZEBRA, SampleReport, words
from tests.servers.migrated import migrated_sqlite
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

REASON, SAID, DID = "We ask and rarely answer", "Say who pays.", "We added a table."
COMBINED, COMMENT, STEP, COPIED = "f" * 24, "1" * 24, "2" * 24, "4" * 24


class Outcomes:
    """A programme with a local and a combined report, each signed, a draft that goes on, and four steps."""

    def __init__(self, database: Database) -> None:
        workshop = SampleWorkshop(database)
        self.of = SampleProgramme(workshop)
        for number in range(4):
            workshop.join(f"council{number}", speaks_for="council")
        people = [*(f"council{number}" for number in range(4)), ANA, BEN]
        asked = rate(workshop, "elements", {ref: {"involve_voice": n % 4 + 1} for n, ref in enumerate(people)})
        workshop.act(FAY, judgements.judge, asked, "involve_voice", 2, REASON)
        self.report = SampleReport(self.of)
        self._steps()
        self.of.act(RAVI, self._comment)
        self.report.close()
        self.of.act(RAVI, self._quote)
        self.report.finish()
        self.report.sign()
        self.report.write("summary", prose="A sentence that was written after the edition was signed.")
        self.report.finding("b" * 24, "Places ask too late", place=None)
        self.of.act(RAVI, reports.add, COMBINED, None, language="en", title="What both places told us")
        self.report.finish(COMBINED)
        self.report.sign(report_id=COMBINED)
        self.report.sign(report_id=COMBINED, correction="Nothing.")
        self.of.act(OLGA, unpublishing.unpublish, COMBINED, 2, "It was signed by mistake.")
        workshop.act(FAY, erasure.erase_note, self.report.notes[0].ref.partition(":")[2])

    def _steps(self) -> None:
        act = self.of.act
        fields = steps.Fields("Name one officer", self.of.place.id, "Council", date(2026, 3, 29), "involve_voice")
        act(RAVI, steps.add, STEP, fields)
        act(RAVI, steps.update, STEP, "6" * 24, "They agreed on Tuesday.", "agreed")
        act(RAVI, step_sources.promote, self.report.notes)
        act(RAVI, steps.add, "5" * 24, steps.Fields("A step that was removed"))
        act(RAVI, steps.remove, "5" * 24)

    def _quote(self, session: Session, person: Colleague) -> None:
        """Add a second quote to the findings, after the one that is erased later."""
        written = reports.find(session, person.programme, REPORT)
        chosen = report_quotes.choose(session, person, written.report, self.report.notes[1], "They did a survey …")
        section = written.sections["findings"]
        blocks = [*section.blocks, block("7" * 24, Kind.QUOTE, quote=chosen.id)]
        reports.write(session, person, REPORT, "findings", blocks, section.revision)

    @staticmethod
    def _comment(session: Session, person: Colleague) -> None:
        row = ReportComment(
            programme_id=person.programme_id, id=COMMENT, report_id=REPORT, section="summary", text=SAID, at=person.now
        )
        session.add(row)
        session.flush()
        report_links.respond(session, person, REPORT, COMMENT, DID)

    def record(self) -> dict[str, Any]:
        return exported(self.of.workshop.database, self.of.key)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Generator[Outcomes]:
    database = Database(migrated_sqlite(tmp_path_factory.mktemp("outcomes") / "board.sqlite3"))
    yield Outcomes(database)
    database.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Generator[Database]:
    """An installation whose ratings have other ids, because another workshop has one."""
    database = Database(migrated_sqlite(tmp_path / "elsewhere.sqlite3"))
    workshop = SampleWorkshop(database)
    asked = rate(workshop, "elements", {ANA: {"involve_voice": 1}})
    workshop.act(FAY, judgements.judge, asked, "involve_voice", 1, "The reason of another workshop")
    yield database
    database.close()


def edition(database: Database, report_key: str) -> tuple[Document, editions.Published]:
    found = database.read_now(lambda session: editions.published(session, report_key))
    assert found is not None
    return published.edition(found), found


def test_steps_and_signed_reports_come_back_as_they_were_in_another_installation(
    outcomes: Outcomes, elsewhere: Database
) -> None:
    record = outcomes.record()
    jsonschema.validate(record, to_json.schema())
    key = imported(elsewhere, record)
    assert exported(elsewhere, key) == record
    keys = {report["id"]: report["key"] for report in record["reports"]}
    assert set(keys) == {REPORT, COMBINED}
    for report_key in keys.values():
        before, signed = edition(outcomes.of.workshop.database, report_key)
        after, found = edition(elsewhere, report_key)
        assert after == before
        assert published.is_as_signed(found)
        assert (found.edition.sha256, found.edition.signed_name) == (signed.edition.sha256, OLGA)
        # The hash shows here that the file is whole, and not who signed it.
        assert (signed.edition.is_imported, found.edition.is_imported) == (False, True)
    said = words(edition(elsewhere, keys[REPORT])[0])
    for expected in (
        "They did a survey …",
        f"2: {REASON}",
        SAID,
        DID,
        "edition 1, corrected",
        "A quote was withdrawn here on",
    ):
        assert expected in said
    (combined,) = (report for report in record["reports"] if report["id"] == COMBINED)
    assert [one["unpublished_reason"] for one in combined["editions"]] == ["", "It was signed by mistake."]
    assert ZEBRA not in json.dumps(record)
    # What was written after the edition was signed is the draft.
    assert "written after the edition was signed" not in said
    assert "written after the edition was signed" in json.dumps(record)
    assert sorted(step["text"] for step in record["steps"]) == ["", "", "Name one officer"]
    units = [source["unit"] for step in record["steps"] for source in step["sources"]]
    assert sorted(map(bool, units)) == [False, True]
    assert "A step that was removed" not in json.dumps(record)
    # A copy of the copy still knows which rating is meant.
    again = imported(elsewhere, exported(elsewhere, key))
    copies = [report["key"] for report in exported(elsewhere, again)["reports"] if report["id"] == REPORT]
    assert copies != [keys[REPORT]]
    assert f"2: {REASON}" in words(edition(elsewhere, copies[0])[0])


def test_a_comment_and_words_that_were_erased_since_do_not_come_back(outcomes: Outcomes, elsewhere: Database) -> None:
    record = outcomes.record()
    # A member wrote the words of an interview into a step.
    passage = outcomes.report.excerpt.ref
    record["steps"].append(
        record["steps"][0]
        | {
            "id": COPIED,
            "text": "Small groups we hardly know.",
            "updates": [],
            "sources": [{"unit": passage, "copied": True, "withdrawn_at": None}],
        }
    )
    key = imported(elsewhere, record)

    def erase(session: Session) -> None:
        programme = session.exec(select(Programme).where(Programme.key == key)).one()
        comment = session.get_one(ReportComment, (programme.id, COMMENT))
        removal.erase_comment(session, programme, comment, START)
        interview = session.get_one(Interview, (programme.id, outcomes.report.interview))
        removal.erase_interview(session, programme, interview, START)

    elsewhere.write_now(erase)
    again = exported(elsewhere, imported(elsewhere, record))
    (step,) = (step for step in again["steps"] if step["id"] == COPIED)
    assert step["text"] == ""
    assert step["sources"][0]["unit"] is None
    (local,) = (report for report in again["reports"] if report["id"] == REPORT)
    assert local["comments"] == []
    said = words(edition(elsewhere, local["key"])[0])
    assert SAID not in said
    assert "Small groups" not in said


def _content(record: dict[str, Any]) -> dict[str, Any]:
    return next(report for report in record["reports"] if report["id"] == REPORT)["editions"][0]["content"]


def _signed_again(damage: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    """A change of an edition's content with the hash that belongs to it."""

    def do(record: dict[str, Any]) -> None:
        content = _content(record)
        damage(content)
        found = next(report for report in record["reports"] if report["id"] == REPORT)
        found["editions"][0]["sha256"] = editions.digest(content)

    return do


def _first(content: dict[str, Any], kind: str) -> Any:
    return next(block[kind] for block in content["blocks"] if kind in block)


def _running(content: dict[str, Any]) -> None:
    _first(content, "figure")["svg"] = "<svg><script>alert(1)</script></svg>"


def _running_on_a_phone(content: dict[str, Any]) -> None:
    _first(content, "figure")["narrow"] = "<svg><script>alert(1)</script></svg>"


def _uneven(content: dict[str, Any]) -> None:
    _first(content, "table")["rows"][0].append("more")


def _unknown_block(record: dict[str, Any]) -> None:
    report = next(report for report in record["reports"] if report["id"] == REPORT)
    section = next(each for each in report["sections"] if each["key"] == "findings")
    section["blocks"].append({"id": "x", "kind": str(Kind.QUOTE), "quote": "nowhere"})


def _block(*, _twice: bool = False, **block: str) -> Callable[[dict[str, Any]], None]:
    """A change that adds a block to the first section of the first report."""

    def do(record: dict[str, Any]) -> None:
        added = [{"id": "x"} | block] * (2 if _twice else 1)
        record["reports"][0]["sections"][0]["blocks"] += added

    return do


def _twice_a_source(record: dict[str, Any]) -> None:
    step = next(step for step in record["steps"] if any(source["unit"] for source in step["sources"]))
    step["sources"] *= 2


def _twice_an_update(record: dict[str, Any]) -> None:
    # Steps without a date are in the order of their ids, which are made up.
    step = next(step for step in record["steps"] if step["updates"])
    step["updates"] *= 2


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda record: _content(record).update(title="What they did not say"), "is not what was signed"),
        (_signed_again(_running), "is not a drawing"),
        (_signed_again(_running_on_a_phone), "is not a drawing"),
        (_signed_again(_uneven), "rows of different lengths"),
        (_signed_again(lambda content: content["blocks"].append({"html": "<b>"})), "not a Commonboard record"),
        (_unknown_block, "names something that does not exist"),
        (change("reports.0.editions.0.signed_by", 99), "names a person"),
        (change("reports.0.quotes.0.unit", "1:nowhere"), "does not exist"),
        (change("reports.0.place", 9), "names a place"),
        (change("reports.1.key", "UPPER"), "reports 1 key"),
        (change("steps.0.state", "forgotten"), "steps 0 state"),
        (change("steps.0.made_by", 99), "names a person"),
        (twice("steps"), "two steps have the same id"),
        (_twice_an_update, "two updates of steps have the same id"),
        (_twice_a_source, "has the same source twice"),
        (twice("reports"), "two reports have the same id or key"),
        (twice("reports.0.quotes"), "two quotes of reports have the same id"),
        (twice("reports.0.comments"), "two comments have the same id"),
        (twice("reports.0.sections"), "has a section twice"),
        (change("reports.0.comments.0.section", "elsewhere"), "or one that does not exist"),
        (twice("reports.0.editions"), "has two editions of the same number"),
        (_block(kind="prose"), "names something that does not exist"),
        (_block(kind="figure", name="a photograph"), "names something that does not exist"),
        (_block(kind="table", name="everything:x"), "names something that does not exist"),
        (_block(_twice=True, kind="steps"), "has the same block twice"),
        (twice("reports.0.editions.0.asks"), "names a rating twice"),
        (change("reports.0.editions.0.asks.0.phase", 99), "names a rating that does not exist"),
    ],
)
def test_an_edition_that_was_changed_and_parts_that_no_page_could_show_are_refused(
    outcomes: Outcomes, damage: Callable[[dict[str, Any]], None], problem: str
) -> None:
    record = outcomes.record()
    damage(record)
    with pytest.raises(Invalid, match=problem) as refused:
        read(json.dumps(record).encode())
    assert "zebra" not in str(refused.value)
