"""Rows have the columns that were selected, and the type checker refuses any other."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
from sqlmodel import Session
from app.domain.board import note_rows
from app.domain.board import notes
from app.domain.workshops import seats, workshops
from app.domain.steering.visibility import Who

def read(session: Session) -> None:
    poster = seats.load_poster(session, "key", "seat")
    viewer = seats.load_viewer(session, "key", "seat")
    (position,) = note_rows.positions(session, 1, Who.FACILITATORS)
    (note,) = note_rows.on_board(session, 1, Who.FACILITATORS)
    (touched,) = note_rows.touched(session, 1, ["a"])
    present, _epoch = workshops.present(session, 1)
    _ = (viewer.workshop.title, note.text, touched.seat_ref, poster.workshop.naming, poster.seat.name)
"""


def checked(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """The type checker's output for a program that reads rows and contains `line`."""
    program = folder / "program.py"
    program.write_text(f"{PROGRAM}    {line}\n")
    command = [Path(sys.executable).parent / "ty", "check", "--python", sys.executable, "--project", ROOT, program]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_a_row_passes_the_type_checker_for_its_selected_columns(tmp_path: Path) -> None:
    done = checked(tmp_path, "pass")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "poster.workshop.title",
        "poster.seat.ref",
        "viewer.workshop.organisation_id",
        "position.text",
        "note.seat_id",
        "note.seat_ref",
        "present.title",
    ],
)
def test_the_type_checker_refuses_a_column_that_was_not_selected(tmp_path: Path, line: str) -> None:
    done = checked(tmp_path, line)
    assert done.returncode == 1
    assert line.rpartition(".")[2] in done.stdout
