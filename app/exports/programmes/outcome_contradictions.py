"""What a record says about next steps and reports that cannot be true, or that no page could show."""

from collections.abc import Iterable
from typing import Any

from app.domain.findings.reports import editions, report_blocks
from app.domain.findings.reports.report_blocks import Kind
from app.exports.documents import drawing
from app.exports.programmes.content_facts import cells
from app.exports.programmes.facts import Record
from app.exports.programmes.outcome_facts import BlockFacts, EditionFacts, ReportFacts

# The field that a block of this kind needs.
_NEEDS = {
    Kind.PROSE: "text",
    Kind.AGAINST: "text",
    Kind.FINDING: "theme",
    Kind.QUOTE: "quote",
    Kind.TABLE: "name",
    Kind.FIGURE: "name",
}


def people(record: Record) -> list[int | None]:
    """The numbers of everyone whom steps and reports name."""
    found: list[int | None] = []
    for step in record.steps:
        found += [step.made_by, *(one.by for one in step.updates)]
    for report in record.reports:
        found += [report.made_by, report.limits_read_by, *(section.by for section in report.sections)]
        found += [number for quote in report.quotes for number in (quote.chosen_by, quote.read_by)]
        found += [said.responded_by for said in report.comments]
        found += [edition.signed_by for edition in report.editions]
    return found


def units(record: Record) -> list[str]:
    """The names of the units that steps and reports refer to."""
    named = [source.unit for step in record.steps for source in step.sources]
    named += [quote.unit for report in record.reports for quote in report.quotes]
    return [unit for unit in named if unit is not None]


def found(record: Record) -> Iterable[str]:
    """What cannot be true, in words that quote nothing."""
    ids = [step.id for step in record.steps]
    if len(set(ids)) < len(ids):
        yield "two steps have the same id"
    if _repeats([one.id for step in record.steps for one in step.updates]):
        yield "two updates of steps have the same id"
    for step in record.steps:
        if _repeats([source.unit for source in step.sources if source.unit]):
            yield f"step {step.id} has the same source twice"
    reports = record.reports
    if _repeats([report.id for report in reports]) or _repeats([report.key for report in reports]):
        yield "two reports have the same id or key"
    if _repeats([quote.id for report in reports for quote in report.quotes]):
        yield "two quotes of reports have the same id"
    if _repeats([said.id for report in reports for said in report.comments]):
        yield "two comments have the same id"
    for report in reports:
        yield from _report(record, report)


def _report(record: Record, report: ReportFacts) -> Iterable[str]:
    keys = [section.key for section in report.sections]
    known = {section.key for section in report_blocks.sections(report.place)}
    if _repeats(keys) or not known.issuperset({*keys, *(said.section for said in report.comments)}):
        yield f"report {report.id} has a section twice, or one that does not exist"
    quotes = {quote.id for quote in report.quotes}
    for section in report.sections:
        if _repeats([block["id"] for block in section.blocks]):
            yield f"report {report.id} has the same block twice"
        if not all(_is_whole(block, quotes, report.place) for block in section.blocks):
            yield f"a block of report {report.id} names something that does not exist"
    if _repeats([edition.number for edition in report.editions]):
        yield f"report {report.id} has two editions of the same number"
    for edition in report.editions:
        yield from _edition(record, report, edition)


def _is_whole(block: BlockFacts, quotes: set[str], place: int | None) -> bool:
    kind = Kind(block["kind"])
    if kind in _NEEDS and _NEEDS[kind] not in block:
        return False
    if kind == Kind.QUOTE:
        return block.get("quote") in quotes
    name, _colon, theme = block.get("name", "").partition(":")
    if kind == Kind.TABLE:
        return name in (report_blocks.of_theme(place) if theme else report_blocks.tables(place))
    return kind != Kind.FIGURE or name in report_blocks.figures(place)


def _edition(record: Record, report: ReportFacts, edition: EditionFacts) -> Iterable[str]:
    content: dict[str, Any] = dict(edition.content)
    name = f"edition {edition.number} of report {report.id}"
    if editions.digest(content) != edition.sha256:
        yield f"{name} is not what was signed"
    for table in (block["table"] for block in content["blocks"] if "table" in block):
        if any(len(row) != len(table["header"]) or not row for row in table["rows"]):
            yield f"a table of {name} has rows of different lengths"
        # A comment and its answer are withdrawn together, so nothing else can be in their row.
        if any(len(row) != 2 for row in table["rows"] if isinstance(row[0], dict) and "comment" in row[0]):
            yield f"a table of {name} has rows of different lengths"
    for figure in (block["figure"] for block in content["blocks"] if "figure" in block):
        try:
            # Editions from before there were drawings for phones have none.
            for drawn in (figure["svg"], *filter(None, [figure.get("narrow")])):
                drawing.checked(drawn)
                drawing.size(drawn)
        except (ValueError, IndexError):
            yield f"a figure of {name} is not a drawing"
    named = {cell["ask"] for cell in cells(content) if "ask" in cell}
    phases = {(number, ask.phase) for number, part in enumerate(record.workshops, 1) for ask in part.record.asks}
    asked = [one.ask for one in edition.asks]
    if _repeats(asked) or not named.issuperset(asked):
        yield f"{name} names a rating twice, or one that it does not have"
    if not {(one.workshop, one.phase) for one in edition.asks} <= phases:
        yield f"{name} names a rating that does not exist"


def _repeats(values: list[Any]) -> bool:
    return len(set(values)) < len(values)
