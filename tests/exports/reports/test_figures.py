"""Every number in the PDF of a report can be confirmed by counting rows of the programme's OpenDocument file."""

import io
import re
from collections import Counter
from typing import Any

import odfdo
import pypdf
import pytest

from app.domain.findings.coding import facets
from app.domain.findings.interviews import excerpts
from app.domain.mapping import codings
from app.exports.documents import FORMATS
from app.exports.programmes import formats
from app.exports.programmes.bundle import programme_bundle
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.programme import RAVI, SampleProgramme
from tests.reports import SampleReport
from tests.workshop import ANA, FAY, START

Rows = list[dict[str, Any]]
LEARNING = "sustain_learning"


@pytest.fixture
def report(sqlite_programme: SampleProgramme) -> SampleReport:
    """A signed report in which one note has two elements, one has none, and three groups are large enough."""
    made = SampleReport(sqlite_programme)
    workshop = sqlite_programme.workshop
    for number in range(3):
        workshop.join(f"resident{number}", speaks_for="resident")
        workshop.join(f"nhs{number}", speaks_for="nhs")
    workshop.join("council2", speaks_for="council")
    for number in range(4):
        note = workshop.post(f"nhs{number % 3}", f"Visits are counted {number}.", column=number % 3)
        workshop.act(FAY, codings.give, note, LEARNING)
        workshop.act(FAY, codings.give, note, "involve_voice")
    workshop.post(ANA, "Parking")
    sqlite_programme.act(RAVI, facets.set_for, made.notes[:1], "facet_works", on=True)
    text = sqlite_programme.stored(made.interview).text
    words = text.split(". ")[0].split(": ")[-1]
    start = text.index(words)
    selected = excerpts.Selected(start, start + len(words), words)
    sqlite_programme.act(RAVI, excerpts.code, made.interview, selected, LEARNING)
    made.finish()
    made.write("findings", prose="There are {notes} notes and {element:sustain_learning} about learning.")
    made.sign()
    return made


def sheets(report: SampleReport) -> dict[str, Rows]:
    """The rows of each sheet by its headings, read by another library than the one that wrote it."""
    programme = report.programme
    bundle = programme.read(lambda session: programme_bundle(session, programme.programme(session), START))
    body: Any = odfdo.Document(io.BytesIO(formats.FORMATS["ods"].write(bundle, "en"))).body
    return {
        table.name: [dict(zip(table.values[0], row, strict=True)) for row in table.values[1:]] for table in body.tables
    }


def pages(report: SampleReport) -> str:
    content = FORMATS["pdf"].write(report.edition())
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    # A line may end after a hyphen.
    return re.sub(r"(?<=[a-z]-) (?=[a-z])", "", " ".join(text.split()))


def listed(row: dict[str, Any], heading: str) -> list[str]:
    return str(row[heading] or "").split("; ")


def table(text: str, caption: str) -> str:
    """What the PDF prints from a table's caption to the next table, figure or heading of a section."""
    found = re.search(rf"Table \d+\. {re.escape(caption)} (.*?)(?=Table \d+\. |Figure \d+\. |$)", text)
    assert found is not None, (caption, text)
    return found[1]


def test_every_number_in_the_pdf_is_found_by_counting_in_the_ods(report: SampleReport) -> None:
    text, found = pages(report), sheets(report)
    evidence = found["Notes and excerpts"]
    notes = [row for row in evidence if row["Question"]]
    passages = [row for row in evidence if not row["Question"]]
    codes = [row["Code"] for row in found["Counts"]]
    elements = codes[: codes.index("Not about the framework") + 1]
    voice, learning = (
        next(name for name in elements if name.startswith(start)) for start in ("Community v", "Evidence")
    )

    def having(rows: Rows, name: str) -> int:
        return sum(name in listed(row, "Elements") for row in rows)

    # About, and a count in the author's prose.
    people = found["Who took part"]
    taken = sum(row["People at the workshop"] or 0 for row in people)
    assert f"{taken} people took part. They wrote {len(notes)} notes" in text
    assert f"There are {len(notes)} notes and {having(evidence, learning)} about learning." in text
    # Who took part: groups below three are together, and the only interview is not printed.
    by_group = {
        row["Group"]: row["People at the workshop"] for row in people if (row["People at the workshop"] or 0) > 2
    }
    printed = table(text, "Who took part")
    for group, number in by_group.items():
        assert f"{group} {number} " in printed, (group, number, printed)
    assert f"All groups {taken} 1" in printed
    # Elements by question, with interview passages and all.
    printed = table(text, "Elements by question")
    questions = list(dict.fromkeys(row["Question"] for row in notes))
    for name in elements:
        by_question = Counter(row["Question"] for row in notes if name in listed(row, "Elements"))
        counts = [*(by_question[question] for question in questions), having(passages, name), having(evidence, name)]
        assert " ".join([name, *map(str, counts)]) in printed, (name, counts, printed)
    uncoded = [row for row in evidence if not row["Elements"]]
    assert f"Not yet coded {len(uncoded)} 0 0 0 {len(uncoded)}" in printed
    # Elements by group: small counts are marks, and all others are the rows of that group.
    printed = table(text, "Elements by group")
    for name in (voice, learning):
        row = re.search(rf"{name} ((?:(?:\d+|<3|\*) )+)", printed)
        assert row is not None, printed
        *cells, total = row[1].split()
        assert int(total) == having(evidence, name)
        own = Counter(row["Group"] for row in evidence if name in listed(row, "Elements"))
        assert {int(cell) for cell in cells if cell.isdigit()} <= {0, *own.values()}
        assert not [cell for cell in cells if cell in ("1", "2")]
    # Each facet, each finding, and each summary of the matrix.
    printed = table(text, "Roles, priorities, challenges and opportunities")
    for name in ("Works well", "Challenge"):
        counts = [sum(name in listed(row, "Kinds of note or excerpt") for row in rows) for rows in (notes, passages)]
        assert f"{name} {counts[0]} {counts[1]}" in printed
    (theme,) = found["Themes"]
    own = [row for row in evidence if theme["Theme"] in listed(row, "Themes")]
    counts = [theme["For"], theme["Against"] or 0, theme["Groups"], len({row["Source"] for row in own})]
    assert theme["For"] == len(own)
    assert " ".join([theme["Theme"], *map(str, counts)]) in table(text, "Evidence of each finding")
    printed = table(text, "Summaries by element")
    for name in (voice, learning):
        assert re.search(rf"{name} [A-Z][a-z ]+ {having(notes, name)} {having(passages, name)}", printed), printed
