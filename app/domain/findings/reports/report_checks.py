"""What must be true before a report is signed. Each check names the sections in which something is left to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.domain.errors import gettext_noop
from app.domain.findings import outlines, programmes, sources, units
from app.domain.findings.coding import book
from app.domain.findings.models import Programme
from app.domain.findings.outlines import Outline
from app.domain.findings.reports import editions, report_quotes, reports
from app.domain.findings.reports.report_blocks import Kind
from app.domain.findings.reports.report_models import Report
from app.domain.findings.reports.reports import Written
from app.domain.findings.themes import evidence, matrix
from app.domain.findings.themes.evidence import FOR, Counted
from app.domain.findings.themes.matrix import Columns, Rows, State
from app.domain.text import is_visible, searchable

ENOUGH_EVIDENCE = 2
# A run of this many words of a note, typed into prose, is a quote that would stay when the note is withdrawn.
COPIED_WORDS = 6


@dataclass(frozen=True)
class Fault:
    """Something to do before a report is signed: what, how often, and the section and block where it is done."""

    message: str
    section: str
    block: str = ""
    about: str = ""


CHECKS = {
    "closed": gettext_noop("All workshops are closed"),
    "labels": gettext_noop("Provisional names are marked as provisional"),
    "evidence": gettext_noop("Each finding has two pieces of evidence"),
    "against": gettext_noop("Each finding says what speaks against it"),
    "consent": gettext_noop("People agreed to be quoted"),
    "read": gettext_noop("Each quote was read for anything that identifies someone"),
    "copied": gettext_noop("Quotes are inserted, not typed"),
    "stale": gettext_noop("No summary is out of date"),
    "summary": gettext_noop("The summary is written"),
    "limits": gettext_noop("Someone has read what the report cannot say"),
    "editions": gettext_noop("Each local report is signed"),
}


class Evidence:
    """What the checks read of a programme, once for all of its reports. Words are read only if a check needs them."""

    def __init__(self, session: Session, programme: Programme) -> None:
        self.session, self.programme = session, programme

    @cached_property
    def found(self) -> list[Outline]:
        return outlines.outlines(self.session, self.programme)

    @cached_property
    def themes(self) -> dict[str, Counted]:
        return {one.theme.id: one for one in evidence.counted(self.session, self.programme, self.found)}

    @cached_property
    def runs(self) -> set[tuple[str, ...]]:
        """Every run of COPIED_WORDS words of any note or excerpt."""
        return {run for unit in units.with_words(self.session, self.programme, self.found) for run in _runs(unit.text)}

    @cached_property
    def stale(self) -> list[tuple[str, str]]:
        """The (row, element's name) of the cells of places whose evidence changed after their summary."""
        whole = matrix.read(self.session, self.programme, Rows.PLACE, Columns.ELEMENT)
        names = dict(whole.columns)
        return [(cell.address.row, names[cell.address.column]) for cell in whole.cells if cell.state == State.STALE]


def run(
    session: Session, programme: Programme, written: Written, known: Evidence | None = None
) -> dict[str, list[Fault]]:
    """Every check of CHECKS that concerns this report, with its faults; none means that it has passed.

    With `known`, what was read for another report of the programme in the same transaction.
    """
    known = known or Evidence(session, programme)
    local = written.report.place_id is not None
    faults = {
        "closed": list(_open_workshops(session, programme, written.report)),
        "labels": list(_unmarked_labels(session, programme, written)) if local else [],
        "evidence": list(_thin_findings(written, known)),
        "against": list(_unanswered(written, known)),
        "consent": [],
        "read": [],
        "copied": list(_copied(written, known)),
        "stale": list(_stale(written, known)) if local else [],
        "summary": [] if _has_words(written, "summary") else [Fault(gettext_noop("Write the summary."), "summary")],
        "limits": []
        if written.report.limits_read_at
        else [Fault(gettext_noop("Read “What this report cannot say”, and say that you have."), "limits")],
    }
    for name, fault in _quotes(session, programme, written):
        faults[name].append(fault)
    if not local:
        faults["editions"] = list(_unsigned(session, programme, known))
        del faults["labels"], faults["stale"]
    return faults


def _open_workshops(session: Session, programme: Programme, report: Report) -> Iterator[Fault]:
    for workshop, place_id in sources.workshops(session, programme):
        if report.place_id in (None, place_id) and workshop.closed_at is None:
            yield Fault(gettext_noop("Close this workshop first."), "about", about=workshop.title)


def _unmarked_labels(session: Session, programme: Programme, written: Written) -> Iterator[Fault]:
    shown = any(each["name"] == "framework" for _key, each in written.blocks(Kind.TABLE))
    if book.read(session, programme).framework.working_labels and not shown:
        yield Fault(gettext_noop("Insert the table “Elements of the framework”, which marks them."), "framework")


def _thin_findings(written: Written, known: Evidence) -> Iterator[Fault]:
    for key, each in written.blocks(Kind.FINDING):
        one = known.themes.get(each["theme"])
        if one is None:
            yield Fault(gettext_noop("This theme was removed. Remove its finding."), key, each["id"])
        elif one.total(FOR) < ENOUGH_EVIDENCE:
            yield Fault(gettext_noop("This finding has too little evidence."), key, each["id"], one.theme.name)
    if not any(True for _each in written.blocks(Kind.FINDING)):
        yield Fault(gettext_noop("Add a finding. Only agreed themes can be findings."), "findings")


def _unanswered(written: Written, known: Evidence) -> Iterator[Fault]:
    answered = {each["theme"] for _key, each in written.blocks(Kind.AGAINST) if is_visible(each["text"])}
    for key, each in written.blocks(Kind.FINDING):
        if each["theme"] not in answered:
            one = known.themes.get(each["theme"])
            about = one.theme.name if one else ""
            yield Fault(gettext_noop("Say what speaks against this finding."), key, each["id"], about)


def _quotes(session: Session, programme: Programme, written: Written) -> Iterator[tuple[str, Fault]]:
    quoted = report_quotes.of_report(session, programme, written.report)
    for key, each in written.blocks(Kind.QUOTE):
        one = quoted[each["quote"]]
        if one.unit is None:
            yield "consent", Fault(gettext_noop("This quote was withdrawn. Remove it."), key, each["id"])
        elif one.row.read_at is None:
            yield "read", Fault(gettext_noop("No one has read this quote yet."), key, each["id"], one.words)


def _copied(written: Written, known: Evidence) -> Iterator[Fault]:
    for key, each in written.blocks():
        typed = _runs(each.get("text", ""))
        if typed and typed & known.runs:
            yield Fault(gettext_noop("Words of a note are typed here. Insert them as a quote."), key, each["id"])


def _runs(text: str) -> set[tuple[str, ...]]:
    words = searchable(text).split()
    return {tuple(words[at : at + COPIED_WORDS]) for at in range(len(words) - COPIED_WORDS + 1)}


def _stale(written: Written, known: Evidence) -> Iterator[Fault]:
    where = [(key, each["id"]) for key, each in written.blocks(Kind.TABLE) if each["name"] == "matrix"]
    for row, element in known.stale if where else []:
        if row == str(written.report.place_id):
            fault = gettext_noop("The evidence has changed since this summary was written.")
            yield Fault(fault, *where[0], element)


def _has_words(written: Written, key: str) -> bool:
    return any(at == key and is_visible(each["text"]) for at, each in written.blocks(Kind.PROSE))


def _unsigned(session: Session, programme: Programme, known: Evidence) -> Iterator[Fault]:
    """A place whose local report was not signed yet. A place without any evidence needs none."""
    heard = {one.place_id for one in known.found}
    signed = {
        report.place_id for report in reports.listed(session, programme) if editions.latest_published(session, report)
    }
    for place in programmes.places(session, programme):
        if place.id in heard - signed:
            yield Fault(gettext_noop("Sign the local report of this place first."), "about", about=place.name)
