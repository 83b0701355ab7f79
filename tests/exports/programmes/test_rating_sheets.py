"""The sheets of ratings and links in the files of a programme: counts that add up, and no group that is too small."""

from typing import Any

from app.exports.programmes import tables
from app.exports.programmes.bundle import programme_bundle
from tests.domain.findings.conftest import sqlite_programme as sqlite_programme
from tests.exports.reports.test_ratings import rate
from tests.programme import SampleProgramme
from tests.workshop import ANA, BEN, START


def rows(programme: SampleProgramme) -> dict[str, list[dict[str, Any]]]:
    bundle = programme.read(lambda session: programme_bundle(session, programme.programme(session), START))
    sheets = tables.sheets(bundle, "en").sheets
    return {sheet.title: [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows] for sheet in sheets}


def test_the_spreadsheet_has_every_rating_and_link_with_its_counts_and_merges_small_groups(
    sqlite_programme: SampleProgramme,
) -> None:
    workshop = sqlite_programme.workshop
    council = [f"council{number}" for number in range(4)]
    for ref, group in [*((ref, "council") for ref in council), ("nhs", "nhs")]:
        workshop.join(ref, speaks_for=group)
    people = [*council, "nhs", ANA, BEN]
    assert not {"Ratings", "Links between partners"} & rows(sqlite_programme).keys()
    rate(workshop, "elements", {ref: {"involve_voice": n % 4 + 1} for n, ref in enumerate(people)})
    rate(workshop, "links", {ref: {"council": 2, "nhs": n % 5 + 1, "vcse": None} for n, ref in enumerate(people)})
    found = rows(sqlite_programme)
    voice = [row for row in found["Ratings"] if row["People"] and "voice" in row["What was rated"].lower()]
    assert [row["Group"] for row in voice] == ["All groups together", "Council", "Other groups"]
    assert [[row[f"Step {step}"] for step in (1, 2, 3, 4)] for row in voice] == [
        [2, 2, 2, 1],
        [1, 1, 1, 1],
        [1, 1, 1, 0],
    ]
    links = found["Links between partners"]
    assert {row["Group"] for row in links} == {"Council", "Other groups"}
    assert {row["Place"] for row in links} == {"The workshop"}
    council_rows = {row["What was rated"]: row for row in links if row["Group"] == "Council"}
    assert [council_rows["NHS"][f"Step {step}"] for step in range(1, 6)] == [1, 1, 1, 1, 0]
    assert (council_rows["NHS"]["Median"], council_rows["NHS"]["People"]) == ("2 to 3", 4)
