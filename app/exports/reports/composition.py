"""Composes a report at its present state as the content that is signed: finished words, and quotes as references.

A content is JSON: {"title", "place", "language", "blocks": […], …}. Each block has one of the keys heading, words,
items, quote, table and figure. Quotes, comments of participants, reasons of a group, and steps made from notes are
references without their words, so a withdrawal needs no change here.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from app.domain.findings.reports import editions, report_blocks
from app.domain.findings.reports.report_blocks import Kind, Section
from app.domain.findings.reports.report_quotes import Quoted
from app.domain.findings.reports.reports import Written
from app.domain.findings.rights import Colleague
from app.domain.findings.units import NOTE
from app.exports.documents.model import Heading, Items, Paragraph, Run
from app.exports.reports import by_group, combined_tables, figures, local_links, prose, ratings, tables, texts
from app.exports.reports.counts import counts
from app.exports.reports.facts import Facts, gather
from app.exports.reports.steps import steps

SECTION, FINDING, SMALL = 1, 2, 3


def compose(session: Session, person: Colleague, written: Written) -> dict[str, Any]:
    """The content of a report as it is now."""
    return content(gather(session, person, written))


def content(facts: Facts) -> dict[str, Any]:
    """The content of a report from what was read."""
    report = facts.report
    made = _frame(facts) | {
        "facts": texts.facts_in_short(facts),
        "blocks": [block for section in report_blocks.sections(report.place_id) for block in _section(facts, section)],
    }
    if report.place_id is not None:
        behind = {theme.id: facts.groups_behind(theme.id) for theme in facts.findings}
        made["by_group"] = facts.before.stored(by_group.said(facts), facts.named, behind)
    else:
        signed = [(other, edition) for other, edition in facts.local if edition is not None]
        made["local"] = {other.id: edition.number for other, edition in signed}
        made["addresses"] = {other.id: other.key for other, _edition in signed}
    return made


def section(facts: Facts, key: str) -> dict[str, Any]:
    """A content with one section only, for its preview."""
    found = next(each for each in report_blocks.sections(facts.report.place_id) if each.key == key)
    return _frame(facts) | {"facts": [], "blocks": list(_section(facts, found))}


def _frame(facts: Facts) -> dict[str, Any]:
    local = facts.report.place_id is not None
    return {
        "title": facts.report.title,
        "place": facts.places[0].name if local and facts.places else "",
        "programme": facts.programme.name,
        "language": facts.language,
        "threshold": facts.programme.threshold,
        "seq": facts.programme.seq,
        "revisions": {key: section.revision for key, section in facts.written.sections.items()},
    }


def _section(facts: Facts, about: Section) -> Iterator[dict[str, Any]]:
    """A section's heading, its computed sentences, and its blocks in their order."""
    yield {"heading": SECTION, "text": f"{about.number} {facts._(about.title)}", "id": about.key}
    if about.key in texts.TEXTS:
        sentences = list(texts.TEXTS[about.key](facts))
        if about.key == "about":
            yield {"words": [{"text": " ".join(sentences)}]}
        else:
            yield {"items": [[{"text": sentence}] for sentence in sentences], "numbered": False}
    if about.key == "method":
        yield from _said(facts)
    level = FINDING
    for block in facts.written.sections[about.key].blocks:
        if block["kind"] == Kind.FINDING:
            level = SMALL
        yield from _block(facts, block, level)


def _said(facts: Facts) -> Iterator[dict[str, Any]]:
    """ "You said, we did". A comment is a reference, and the team's answer is words that are hidden with it."""
    rows = [
        [{"comment": comment.id}, {"comment": comment.id, "answer": comment.response}]
        for comment in facts.comments
        if comment.response
    ]
    if rows:
        header = [facts._("You said"), facts._("We did")]
        caption = facts._("What participants said about the draft")
        yield {"table": {"caption": caption, "header": header, "rows": rows, "note": ""}}


def _block(facts: Facts, block: dict[str, Any], level: int) -> Iterator[dict[str, Any]]:
    match block["kind"]:
        case Kind.PROSE:
            yield from _prose(facts, block["text"], level)
        case Kind.FINDING if (one := facts.rests.get(block["theme"])) is not None:
            yield {"heading": FINDING, "text": one.theme.name, "id": f"f-{block['id']}"}
            if one.theme.idea:
                yield {"words": [{"text": one.theme.idea, "italic": True}]}
        case Kind.AGAINST if block["text"]:
            yield {"words": [{"text": facts._("What speaks against it"), "bold": True}]}
            yield from _prose(facts, block["text"], level)
        # In the combined report, the table of each place has the quotes.
        case Kind.QUOTE if facts.report.place_id is not None:
            yield reference(facts, facts.quotes[block["quote"]])
        case Kind.TABLE:
            found = _table(facts, block["name"])
            if found is not None:
                yield {"table": found}
            if block["name"].startswith("words:"):
                yield from _local_editions(facts)
        case Kind.FIGURE if (drawn := figures.FIGURES.get(block["name"])) is not None:
            yield from ({"figure": asdict(figure)} for figure in drawn(facts))
        case Kind.STEPS:
            yield from steps(facts)
        case _:
            pass


def reference(facts: Facts, quoted: Quoted) -> dict[str, Any]:
    """A quote as the content refers to it: who may be named with it, and a hash of its cuts instead of any words."""
    cuts = hashlib.sha256(editions.canonical({"cuts": quoted.row.cuts})).hexdigest()
    row = quoted.row
    return {"quote": row.id, "unit": row.kind, "ref": row.ref, "cuts": cuts, "source": _source(facts, quoted)}


def _source(facts: Facts, quoted: Quoted) -> str:
    """ "Council, workshop" or "interview", as far as the group may be named."""
    if quoted.unit is None:
        return ""
    kind = facts._("workshop") if quoted.unit.kind == NOTE else facts._("interview")
    group = facts.source_group(quoted.unit)
    return f"{facts.group(group)}, {kind}" if group else kind[:1].upper() + kind[1:]


def _prose(facts: Facts, text: str, level: int) -> Iterator[dict[str, Any]]:
    known = counts(facts) if prose.COUNT.search(text) else {}
    for block in prose.blocks(text, known, level):
        match block:
            case Heading():
                yield {"heading": block.level, "text": block.text, "id": ""}
            case Items():
                yield {"items": [_runs(item) for item in block.items], "numbered": block.numbered}
            case Paragraph():
                yield {"words": _runs(block.runs)}


def _runs(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    return [{name: value for name, value in asdict(run).items() if value} for run in runs]


def _table(facts: Facts, name: str) -> dict[str, Any] | None:
    name, _colon, theme = name.partition(":")
    if name == "words":
        return _words(facts, theme)
    if name in combined_tables.TABLES:
        found = combined_tables.TABLES[name](facts)
        return None if found is None else local_links.linked(facts, name, asdict(found))
    found = by_group.evidence(facts, theme) if theme else tables.TABLES[name](facts)
    if found is None:
        return None
    table = asdict(found)
    if name == "ratings":
        table["rows"] = [[*row[:-1], cell] for row, cell in zip(found.rows, ratings.agreed(facts), strict=True)]
    return table


def _local_editions(facts: Facts) -> Iterator[dict[str, Any]]:
    """The signed local reports that a finding was combined from, as references that become links."""
    names = {place.id: place.name for place in facts.places}
    signed = [(other, edition) for other, edition in facts.local if edition is not None]
    links = [
        {"name": names.get(other.place_id or 0, other.title), "report": other.key, "edition": edition.number}
        for other, edition in signed
    ]
    if links:
        yield {"editions": links}


def _words(facts: Facts, theme_id: str) -> dict[str, Any]:
    """The table of one combined finding: each place with its evidence and one quote, which is a reference."""
    _ = facts._
    rows = []
    for place in facts.places:
        here = combined_tables.at(facts, theme_id, place.id)
        quote = combined_tables.quote_at(facts, theme_id, place.id)
        words = reference(facts, facts.quotes[quote]) if quote is not None else ""
        rows.append([place.name, combined_tables.evidence_in(facts, here), words])
    header = [_("Place"), _("Evidence"), _("In their words")]
    table = {"caption": _("This finding in each place"), "header": header, "rows": rows, "note": ""}
    return local_links.linked(facts, "words", table)
