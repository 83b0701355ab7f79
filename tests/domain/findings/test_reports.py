"""Reports: what they begin with, who may do what, what must be true before one is signed, and what stays afterwards."""

from pathlib import Path

import pytest
from sqlmodel import Session

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import versions
from app.domain.findings.interviews import interviews
from app.domain.findings.reports import editions, report_links, report_quotes, reports
from app.domain.findings.reports.report_blocks import Kind
from app.domain.findings.reports.report_models import ReportQuote
from app.domain.findings.themes import themes
from app.domain.findings.units import note_of
from app.domain.mapping import codings
from app.domain.records import erasure
from app.maintenance import backup
from app.storage.database import Database
from tests.domain.findings.test_matrix import write as write_cell
from tests.programme import LENA, RAVI, RHYS, SampleProgramme
from tests.reports import DETAILS, OTHER, REPORT, THEME, VOICE, ZEBRA, SampleReport, stored, words
from tests.workshop import FAY


@pytest.fixture
def report(programme: SampleProgramme) -> SampleReport:
    return SampleReport(programme)


@pytest.fixture
def sqlite_report(sqlite_programme: SampleProgramme) -> SampleReport:
    return SampleReport(sqlite_programme)


def test_a_new_report_has_its_computed_parts_and_no_written_sentence(sqlite_report: SampleReport) -> None:
    written = sqlite_report.written()
    assert "".join(block["text"] for _key, block in written.blocks() if "text" in block) == ""
    document = words(sqlite_report.draft())
    for expected in (
        *("1 About this report", "8 What this report cannot say", "C Method", "Coders (COREQ 24)"),
        *("Elements by question", "Elements by group", "People are asked too late to change anything", ZEBRA),
        *(
            "Element names are provisional.",
            "Fewer than 3 people from each of these groups took part, or no one: ",
            "draft",
        ),
    ):
        assert expected in document, document
    sqlite_report.programme.act(RAVI, reports.add, "d" * 24, sqlite_report.programme.place.id, "Adroddiad", "cy")
    welsh = words(sqlite_report.draft("d" * 24))
    assert "1 Am yr adroddiad hwn" in welsh
    assert "About this report" not in welsh
    # The same id creates it once.
    sqlite_report.programme.act(RAVI, reports.add, REPORT, sqlite_report.programme.place.id, **DETAILS)
    assert sqlite_report.programme.events().count("ReportAdded") == 2


def test_of_two_people_who_save_one_section_the_second_is_refused_and_versions_are_kept(report: SampleReport) -> None:
    section = report.written().sections["summary"]
    mine = [dict(section.blocks[0], text="Words of Ravi")]
    theirs = [dict(section.blocks[0], text="Words of Lena")]
    report.programme.act(RAVI, reports.write, REPORT, "summary", mine, 0)
    with pytest.raises(Conflict):
        report.programme.act(LENA, reports.write, REPORT, "summary", theirs, 0)
    report.programme.act(LENA, reports.write, REPORT, "summary", theirs, 1)
    kept = report.programme.act(RAVI, versions.listed, reports.KIND, f"{REPORT} summary")
    assert [one.content["blocks"][0]["text"] for one in kept] == ["Words of Ravi", ""]
    report.programme.act(RAVI, reports.restore_version, REPORT, "summary", 1, 2)
    assert report.written().sections["summary"].blocks[0]["text"] == "Words of Ravi"


def test_each_check_notices_what_is_left_to_do(sqlite_report: SampleReport) -> None:
    report = sqlite_report
    first = {"closed": 1, "against": 1, "read": 1, "summary": 1, "limits": 1}
    assert report.faults() == first
    with pytest.raises(Conflict):
        report.sign()
    report.finish()
    assert report.faults() == {}
    # A note's words in prose would stay when the note is withdrawn.
    report.write("summary", prose=f"Someone said that {ZEBRA}")
    assert report.faults() == {"copied": 1}
    report.write("summary", prose="They are asked late.")
    report.write("framework", by=RAVI)
    section = report.written().sections["framework"]
    report.programme.act(RAVI, reports.write, REPORT, "framework", [], section.revision)
    assert report.faults() == {"labels": 1}
    report.programme.act(RAVI, reports.restore_version, REPORT, "framework", 0, 1)
    report.programme.act(LENA, interviews.withdraw, report.interview)
    report.programme.act(RAVI, themes.remove, THEME)
    assert report.faults() == {"evidence": 1}


def test_a_summary_that_is_out_of_date_and_a_quote_that_was_withdrawn_stop_the_signing(
    sqlite_report: SampleReport,
) -> None:
    workshop, usual = sqlite_report.programme.workshop, sqlite_report.faults()
    write_cell(sqlite_report.programme, "People are asked late.")
    assert sqlite_report.faults() == usual
    workshop.act(FAY, codings.take, note_of(sqlite_report.notes[1].ref)[1], VOICE)
    assert sqlite_report.faults() == usual | {"stale": 1}
    workshop.act(FAY, erasure.erase_note, note_of(sqlite_report.notes[0].ref)[1])
    assert sqlite_report.faults() == {name: 1 for name in usual if name != "read"} | {"stale": 1, "consent": 1}


def test_a_quote_is_read_by_someone_else_than_the_one_who_chose_it(sqlite_report: SampleReport) -> None:
    programme, (quote,) = sqlite_report.programme, sqlite_report.quotes()
    report = sqlite_report.written().report
    with pytest.raises(Conflict):
        programme.act(RAVI, report_quotes.mark_read, report, quote)
    with pytest.raises(NotAllowed):
        programme.act(RHYS, report_quotes.mark_read, report, quote)
    with pytest.raises(Invalid):
        programme.act(RAVI, report_quotes.choose, report, sqlite_report.notes[1], "They did a poll.")
    sqlite_report.close()
    chosen = programme.act(RAVI, report_quotes.choose, report, sqlite_report.notes[1], "They did a survey …")
    shown = programme.read(lambda session: report_quotes.present(session, programme.programme(session), report))
    assert shown.quotes[chosen.id].words == "They did a survey …"
    programme.act(LENA, report_quotes.mark_read, report, chosen.id)
    # Other words are another quote, which no one has read.
    other = programme.act(RAVI, report_quotes.choose, report, sqlite_report.notes[1], OTHER)
    assert other.id != chosen.id
    assert other.read_at is None


def test_only_an_organiser_signs_and_a_correction_is_the_next_edition(report: SampleReport) -> None:
    report.finish()
    for name in (LENA, RAVI, RHYS):
        with pytest.raises(NotAllowed):
            report.sign(by=name)
    with pytest.raises(Invalid):
        report.sign(role=" ")
    assert report.sign() == 1
    first = report.published()
    assert editions.digest(first.edition.content) == first.edition.sha256
    assert ZEBRA not in editions.canonical(first.edition.content).decode()
    before = words(report.edition(1))
    assert ZEBRA in before
    assert "edition 1" in before
    report.write("summary", prose="Another summary.")
    assert words(report.edition(1)) == before
    with pytest.raises(Invalid):
        report.sign()
    assert report.sign(correction="The summary was wrong.") == 2
    assert "The summary was wrong." in words(report.edition())
    assert "Another summary." not in words(report.edition(1))
    with pytest.raises(Conflict):
        report.programme.act(LENA, reports.remove, REPORT)


def test_after_an_erasure_no_byte_of_a_signed_report_has_the_quote_and_the_signature_stays_valid(
    report: SampleReport,
) -> None:
    report.finish()
    report.sign()
    note_id = report.notes[0].ref.partition(":")[2]
    report.programme.workshop.act(FAY, erasure.erase_note, note_id)
    found = report.published()
    assert editions.digest(found.edition.content) == found.edition.sha256
    for document in (words(report.edition()), words(report.draft())):
        assert "zebra" not in document
        assert "A quote was withdrawn here on 23 November 2026." in document
    assert "edition 1, corrected" in words(report.edition())
    assert "The counts stay as signed." in words(report.edition())
    assert "zebra" not in report.programme.read(stored)
    (quote,) = report.quotes()
    row = report.programme.read(lambda session: _row(session, report, quote))
    assert (row.cuts, row.withdrawn_at is None) == ([], False)


def test_a_small_group_is_not_named_beside_a_quote_nor_in_a_table(sqlite_report: SampleReport) -> None:
    document = words(sqlite_report.draft())
    # Two residents joined and one person of the council was interviewed, besides the two who joined. Nor is the council
    # named, because the residents would then be all others.
    assert "Resident, workshop" not in document
    assert "Workshop" in document.splitlines()
    assert "Council" not in document.splitlines()
    # The workshop's three people of the council are enough, but the interview has no note of theirs.
    sqlite_report.programme.workshop.join("one more", speaks_for="resident")
    document = words(sqlite_report.draft())
    assert "Resident, workshop" in document
    assert {"Council", "Resident"} <= set(document.splitlines())
    assert "<3" in document


def test_reviewers_and_outsiders_cannot_change_a_report(sqlite_report: SampleReport) -> None:
    programme = sqlite_report.programme
    blocks = sqlite_report.written().sections["summary"].blocks
    acts = (
        (reports.write, REPORT, "summary", blocks, 0),
        (reports.edit, REPORT, "Another title"),
        (reports.read_limits, REPORT),
        (report_links.share, REPORT, 7),
        (report_links.respond, REPORT, "1", "Done"),
    )
    for act, *values in acts:
        with pytest.raises(NotAllowed):
            programme.act(RHYS, act, *values)
    with pytest.raises(NotAllowed):
        programme.act(RAVI, reports.remove, REPORT)
    with pytest.raises(NotFound):
        programme.act("Zed", reports.edit, REPORT, "Another title")
    table = {"id": "1", "kind": Kind.TABLE, "name": "evidence:nothing"}
    with pytest.raises(NotFound):
        programme.act(RAVI, reports.write, REPORT, "summary", [table], 0)


def test_participants_comment_on_a_draft_until_the_link_expires(sqlite_report: SampleReport) -> None:
    programme = sqlite_report.programme
    secret = programme.act(LENA, report_links.share, REPORT, 7)

    def say(session: Session) -> int:
        shared = report_links.opened(session, secret, programme.now(), hold=True)
        return report_links.comment(session, shared, "1" * 24, "findings", "We were asked once.", programme.now())

    programme.write(say)
    programme.write(say)
    report = sqlite_report.written().report
    (comment,) = programme.read(lambda session: report_quotes.comments(session, report))

    def say_more(session: Session) -> int:
        shared = report_links.opened(session, secret, programme.now(), hold=True)
        return report_links.comment(session, shared, comment.id, "findings", "Twice, in fact.", programme.now())

    # Someone who goes back to the form sends its id again, with other words. No word is lost.
    programme.write(say_more)
    (other,) = programme.read(lambda session: report_quotes.comments(session, report)[1:])
    assert (other.text, other.id != comment.id) == ("Twice, in fact.", True)
    programme.act(LENA, report_links.discard, REPORT, other.id)
    programme.act(RAVI, report_links.respond, REPORT, comment.id, "We added it.")
    document = words(sqlite_report.draft())
    assert "We were asked once." in document
    assert "We added it." in document
    sqlite_report.finish()
    sqlite_report.sign()
    signed = words(sqlite_report.edition())
    assert "We were asked once." in signed
    assert "corrected" not in signed
    # A deleted comment leaves every later file, with the answer that may repeat it.
    programme.act(LENA, report_links.discard, REPORT, comment.id)
    assert "We were asked once." not in programme.read(stored)
    later = words(sqlite_report.edition())
    assert "We added it." not in later
    for expected in ("edition 1, corrected", "1 comment was withdrawn", "A comment was withdrawn here."):
        assert expected in later
    found = sqlite_report.published().edition
    assert editions.digest(found.content) == found.sha256
    (link,) = programme.read(lambda session: report_links.links(session, report, programme.now()))
    with pytest.raises(NotFound):
        programme.read(lambda session: report_links.opened(session, secret, link.expires_at))
    programme.act(LENA, report_links.end, REPORT, link.id)
    with pytest.raises(NotFound):
        programme.write(say)


def test_a_deleted_comment_is_in_no_edition_and_a_restore_does_not_bring_it_back(
    report: SampleReport, tmp_path: Path
) -> None:
    programme = report.programme
    secret = programme.act(LENA, report_links.share, REPORT, 7)

    def say(session: Session) -> None:
        shared = report_links.opened(session, secret, programme.now(), hold=True)
        for number, text in ((1, "Mrs Pryce never answers."), (2, "We were asked once.")):
            report_links.comment(session, shared, f"{number}" * 24, "findings", text, programme.now())

    programme.write(say)
    for number, done in ((1, "We spoke with Mrs Pryce."), (2, "We added it.")):
        programme.act(RAVI, report_links.respond, REPORT, f"{number}" * 24, done)
    report.finish()
    report.sign()
    assert "Mrs Pryce never answers." in words(report.edition())
    assert "Mrs Pryce never" not in editions.canonical(report.published().edition.content).decode()
    url, file = programme.workshop.database.url, tmp_path / "backup.sqlite3"
    backup.backup(url, file)
    programme.act(LENA, report_links.discard, REPORT, "1" * 24)

    def is_withdrawn() -> None:
        printed = words(report.edition())
        assert "Pryce" not in printed + words(report.draft())
        for expected in ("A comment was withdrawn here.", "edition 1, corrected", "1 comment was withdrawn"):
            assert expected in printed
        assert "We were asked once." in printed
        assert "We added it." in printed
        assert "Mrs Pryce never" not in programme.read(stored)
        found = report.published()
        assert editions.digest(found.edition.content) == found.edition.sha256

    is_withdrawn()
    programme.workshop.database.close()
    backup.restore(url, file, replace=True)
    programme.workshop.database = Database(url)
    is_withdrawn()
    programme.workshop.database.close()


def _row(session: Session, report: SampleReport, quote: str) -> ReportQuote:
    return session.get_one(ReportQuote, (report.programme.programme(session).id, quote))
