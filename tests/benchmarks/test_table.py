"""The printed table and the file for programs."""

import json
from dataclasses import replace
from pathlib import Path

from benchmarks.figures import Figure, Sample, figures
from benchmarks.table import LATEST, markdown, read, table, write
from benchmarks.targets import CALIBRATION, DELAY_1000, MAP_MARK, MEMORY, SPREAD_200

FIELDS = ["id", "figure", "ours", "reference", "ratio", "must", "aim", "better"]


def found() -> list[Figure]:
    return figures(
        [
            Sample(SPREAD_200, 500_000, 250_000),
            Sample(DELAY_1000, 20, 5),
            Sample(MEMORY, 26.3),
            Sample(MAP_MARK, 80, 10, tail=120),
            Sample(CALIBRATION, 90, 100),
        ]
    )


def lines() -> dict[str, str]:
    return {line.split()[0]: line for line in table(found()).splitlines()[1:]}


def test_a_line_shows_ours_reference_ratio_must_aim_and_what_it_is_compared_with() -> None:
    assert lines()["T4"].split()[-9:] == ["20", "5", "4", "≤8", "4", "25", "ms", "our", "T3"]


def test_a_figure_that_misses_its_must_is_marked() -> None:
    assert lines()["T1"].endswith("B  MISSES ITS MUST")
    assert "MISSES" not in lines()["T4"]
    assert "MISSES" not in lines()["T6"]


def test_a_row_of_the_document_says_whether_aim_must_or_neither_is_reached() -> None:
    rows = {row.split()[1]: row for row in markdown(found()).splitlines()[2:]}
    assert {name: row.split()[-2] for name, row in rows.items() if name != "calibration"} == {
        "T1": "**neither**",
        "T4": "aim",
        "T6": "aim",
        "T16": "**neither**",
    }
    assert rows["T4"].endswith("| 20 | 5 | 4 | ≤8 | 4 | aim |")


def test_a_figure_worse_than_half_its_must_is_marked_as_collapsed() -> None:
    assert lines()["T16"].endswith("COLLAPSED")


def test_the_table_shows_what_people_should_experience() -> None:
    assert " 25 ms " in lines()["T4"]
    assert " ms " not in lines()["T6"]
    assert " 50 ms (95 %: 120) " in lines()["T16"]


def test_the_speed_of_the_machine_is_a_line_of_its_own() -> None:
    assert table(found()).splitlines()[-1].startswith("The machine: 100 operations/s")
    assert "calibration" not in table(found())


def test_written_figures_are_read_back_unchanged(tmp_path: Path) -> None:
    write(found(), tmp_path / "figures.json")
    # Except for the 95th percentile, which is only printed.
    assert read(tmp_path / "figures.json") == [replace(figure, tail=None) for figure in found()]


def test_every_row_has_the_same_fields_and_only_absolute_figures_have_no_ratio(tmp_path: Path) -> None:
    write(found(), tmp_path / "figures.json")
    rows = json.loads((tmp_path / "figures.json").read_text())
    assert all(list(row) == FIELDS for row in rows)
    assert [row["id"] for row in rows if row["ratio"] is None] == ["T6"]


def test_the_figures_in_the_repository_can_be_read() -> None:
    assert {figure.id for figure in read(LATEST)} >= {"T1", "T15"}
