"""A content as a document that anyone may read now: quotes get their words, and withdrawn ones say that they are."""

from typing import Any

from app.domain.findings.reports import editions
from app.domain.findings.reports.editions import Published
from app.domain.findings.reports.report_quotes import Quoted, Sources
from app.exports.documents.model import Block, Cell, Document, Figure, Heading, Items, Paragraph, Quote, Run, Table
from app.exports.reports import local_links
from app.presentation import translations


def edition(found: Published, base: str = "") -> Document:
    """A signed edition as a document, without the quotes that were withdrawn since.

    `base` is the address of this installation, for links to local reports; without it, they are words only.
    """
    content, signed = found.edition.content, found.edition
    language = content["language"]
    _ = translations.translations(language).gettext
    number = _("edition %(number)s") % {"number": signed.number}
    if found.withdrawn or found.withdrawn_comments:
        number = _("edition %(number)s, corrected") % {"number": signed.number}
    date = translations.day_in(signed.signed_at, found.programme.time_zone, language)
    return _document(
        content,
        found.sources,
        number,
        author=f"{signed.signed_name}, {signed.signed_role}",
        date=_("Signed off on %(date)s") % {"date": date},
        first=_corrections(found, language),
        last=_imprint(found, language, base),
        base=base,
    )


def draft(content: dict[str, Any], sources: Sources, base: str = "") -> Document:
    """The present state of a report as a document that says that it is a draft; `base` is as for `edition`."""
    _ = translations.translations(content["language"]).gettext
    return _document(content, sources, _("draft"), base=base)


def _document(
    content: dict[str, Any],
    sources: Sources,
    state: str,
    *,
    author: str = "",
    date: str = "",
    first: tuple[Block, ...] = (),
    last: tuple[Block, ...] = (),
    base: str,
) -> Document:
    language = content["language"]
    _ = translations.translations(language).gettext
    kind = _("Local report") if content["place"] else _("Combined reflections")
    made = [block for part in content["blocks"] for block in blocks(part, sources, language, base)]
    return Document(
        title=content["title"],
        language=language,
        blocks=(*first, *made, *last),
        author=author,
        date=date,
        series=f"{content['programme']} · {kind} · {state}",
        facts=tuple((label, value) for label, value in content["facts"]),
    )


def blocks(part: dict[str, Any], sources: Sources, language: str, base: str) -> list[Block]:
    """One block of a content as blocks of a document."""
    if "editions" in part:
        return [_editions(part["editions"], sources, language, base)]
    if "heading" in part:
        return [Heading(part["heading"], part["text"], part["id"])]
    if "words" in part:
        return [Paragraph(_runs(part["words"]))]
    if "items" in part:
        return [Items(tuple(_runs(item) for item in part["items"]), part["numbered"])]
    if "figure" in part:
        return [Figure(**part["figure"])]
    if "table" in part:
        return [_table(part["table"], sources, language, base)]
    quoted = sources.quotes.get(part["quote"])
    if quoted is None or quoted.unit is None:
        return [Paragraph((Run(_withdrawn(quoted, sources, language), italic=True),))]
    spoken = quoted.unit.lang or ""
    return [Quote(quoted.words, part["source"], "" if spoken == language else spoken)]


def _editions(links: list[dict[str, Any]], sources: Sources, language: str, base: str) -> Paragraph:
    """The local editions behind a finding, in one line."""
    _ = translations.translations(language).gettext
    runs = [Run(_("In the local reports:") + " ")]
    for number, each in enumerate(links):
        words = _("%(title)s, edition %(number)s") % {"title": each["name"], "number": each["edition"]}
        runs += [*([Run(" · ")] if number else []), Run(words, link=local_links.address(base, each, sources.gone))]
    return Paragraph(tuple(runs))


def _runs(runs: list[dict[str, Any]]) -> tuple[Run, ...]:
    return tuple(Run(**run) for run in runs)


def _table(part: dict[str, Any], sources: Sources, language: str, base: str) -> Table:
    header, *rows = (
        tuple(_cell(cell, sources, language, base) for cell in row)
        for row in (part["header"], *(_row(row, sources) for row in part["rows"]))
    )
    return Table(part["caption"], header, tuple(rows), part["note"], part.get("total", False))


def _row(row: list[Any], sources: Sources) -> list[Any]:
    """The row as it may be shown: without the answer to a comment that was withdrawn, because it may repeat it."""
    said = row[0].get("comment") if isinstance(row[0], dict) else None
    return [row[0], ""] if said is not None and said not in sources.comments else row


def _cell(cell: str | dict[str, Any], sources: Sources, language: str, base: str) -> Cell:
    if isinstance(cell, str):
        return cell
    if "report" in cell:
        address = local_links.address(base, cell, sources.gone)
        return Run(cell["text"], link=address) if address else cell["text"]
    _ = translations.translations(language).gettext
    if "comment" in cell:
        said = sources.comments.get(cell["comment"])
        return _("A comment was withdrawn here.") if said is None else cell.get("answer", said.text)
    if "step" in cell:
        return sources.steps.get(cell["step"]) or _("The words of this step were withdrawn.")
    if "agreed" in cell:
        reason = sources.reasons.get((cell["ask"], cell["subject"])) or _("The reason was deleted with its workshop.")
        return f"{cell['agreed']}: {reason}"
    quoted = sources.quotes.get(cell["quote"])
    if quoted is None or quoted.unit is None:
        return _withdrawn(quoted, sources, language)
    return f"“{quoted.words}” ({cell['source']})"


def _withdrawn(quoted: Quoted | None, sources: Sources, language: str) -> str:
    _ = translations.translations(language).gettext
    if quoted is None or quoted.withdrawn_at is None:
        return _("A quote was withdrawn here.")
    return _("A quote was withdrawn here on %(date)s.") % {
        "date": translations.day_in(quoted.withdrawn_at, sources.time_zone, language)
    }


def _corrections(found: Published, language: str) -> tuple[Block, ...]:
    """What changed since the edition before, and since this edition was signed."""
    _ = translations.translations(language).gettext
    lines = []
    if found.edition.correction:
        values = {"number": found.edition.number, "words": found.edition.correction}
        lines.append(_("Edition %(number)s corrects: %(words)s") % values)
    ngettext = translations.translations(language).ngettext
    if found.withdrawn:
        number = len(found.withdrawn)
        words = ngettext(
            "%(num)s quote was withdrawn after this edition was signed. The counts stay as signed.",
            "%(num)s quotes were withdrawn after this edition was signed. The counts stay as signed.",
            number,
        )
        lines.append(words % {"num": number})
    if number := found.withdrawn_comments:
        words = ngettext(
            "%(num)s comment was withdrawn after this edition was signed.",
            "%(num)s comments were withdrawn after this edition was signed.",
            number,
        )
        lines.append(words % {"num": number})
    for (_key, number), title in found.sources.gone.items():
        words = _("This report names “%(title)s”, edition %(number)s, which is no longer published.")
        lines.append(words % {"title": title, "number": number})
    return tuple(Paragraph((Run(line, italic=True),)) for line in lines)


def _imprint(found: Published, language: str, base: str) -> tuple[Paragraph, ...]:
    """The hash of what was signed, and where the newest edition is, for someone who was given a file."""
    _ = translations.translations(language).gettext
    runs = [Run(_("Signed content, sha256:") + " " + found.edition.sha256)]
    if base:
        address = f"{base}/reports/{found.report.key}"
        runs += [Run("\n" + _("The newest edition:") + " "), Run(address, link=address)]
    return (Paragraph(tuple(runs)),)


def is_as_signed(found: Published) -> bool:
    """True if the stored content still is what was signed."""
    return editions.digest(found.edition.content) == found.edition.sha256
