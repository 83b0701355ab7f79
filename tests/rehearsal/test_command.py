"""The command `commonboard rehearse`."""

import argparse
import json
from pathlib import Path

import pytest

from app.cli import main
from app.domain.errors import Invalid
from app.rehearsal import command, options, server
from app.rehearsal.crowd import PlannedNote, Result
from tests.servers.server import Server


def test_rehearse_posts_the_notes_of_a_file_and_reports_what_everyone_saw(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.csv"
    rows = [f'{n % 3 + 1},"note {n}, with “quotes” and שלום",{"nhs" if n % 2 else "unheard of"},x' for n in range(20)]
    notes.write_text("question,text,author_group,extra\n" + "\n".join(rows), encoding="utf-8")
    url = f"{server.url}/j/{server.workshop().code}"
    options = ["--url", url, "--force", "--people", "10", "--seconds", "1", "--notes", str(notes), "--json"]
    assert main(["rehearse", *options]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == [
        *("people", "posted", "seen_by_all", "lost", "doubled", "diverged"),
        *("p50_ms", "p95_ms", "p99_ms"),
    ]
    assert (result["people"], result["posted"], result["seen_by_all"]) == (10, 20, 20)
    assert (result["lost"], result["doubled"], result["diverged"]) == (0, 0, 0)
    assert 0 < result["p50_ms"] <= result["p95_ms"] <= result["p99_ms"]


def test_rehearse_starts_its_own_server_and_plays_an_agenda_with_a_vote_and_a_reveal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = tmp_path / "notes.csv"
    rows = [f"{n % 3 + 1},note {n},nhs" for n in range(12)]
    notes.write_text("question,text,author_group\n" + "\n".join(rows), encoding="utf-8")
    options = ["--agenda", "--people", "5", "--seconds", "1", "--notes", str(notes), "--json"]
    assert main(["rehearse", *options]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["people"], result["posted"], result["seen_by_all"]) == (5, 12, 12)
    assert (result["lost"], result["doubled"], result["diverged"]) == (0, 0, 0)
    assert (result["phases"], result["votes"], result["reveals"]) == (6, 5, 1)


async def test_a_rehearsal_whose_server_does_not_start_in_time_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "START_SECONDS", 0.01)
    with pytest.raises(Invalid, match="did not start within"):
        async with server.own_server():
            pytest.fail("it must not start")


async def test_the_agenda_of_a_running_workshop_needs_its_facilitator_link() -> None:
    values = {"people": 1, "seconds": 1, "notes": options.SAMPLE_NOTES, "url": "http://127.0.0.1:1/j/X", "seed": 1}
    asked = argparse.Namespace(**values, force=False, json=False, agenda=True, facilitator=None)
    with pytest.raises(Invalid, match="facilitator link"):
        await command.run(asked)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "must have the columns"),
        ("question,text\none,hello\n", "line 2"),
        ("question,text\n1,\n", "line 2"),
    ],
)
def test_an_invalid_file_of_notes_is_refused_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(content)
    with pytest.raises(Invalid, match=message):
        command.read_notes(file)


def test_the_sample_notes_can_be_used_for_a_rehearsal() -> None:
    notes = command.read_notes(options.SAMPLE_NOTES)
    assert len(notes) > 100
    assert all(isinstance(note, PlannedNote) and note.speaks_for for note in notes)


@pytest.mark.parametrize(("people", "seconds"), [(0, 1), (1, -1)])
async def test_a_rehearsal_needs_at_least_one_person_and_a_duration(people: int, seconds: float) -> None:
    options = argparse.Namespace(people=people, seconds=seconds, notes=None, url=None, seed=1, force=False, json=False)
    with pytest.raises(Invalid, match="must be 1 or more"):
        await command.run(options)


def test_the_report_contains_every_count() -> None:
    result = Result(people=2, posted=3, seen_by_all=4, lost=5, doubled=6, diverged=7, p50_ms=8, p95_ms=9, p99_ms=10)
    words = command.report(result)
    assert all(f"{number}" in words for number in range(2, 11))
