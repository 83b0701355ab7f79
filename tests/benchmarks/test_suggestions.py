"""`make eval-suggest`: what it reads, what it refuses, and the line that it ends with."""

import csv
import json
from pathlib import Path

import pytest

from app.suggestions import support
from app.suggestions.lines import SAMPLE
from app.suggestions.suggester import Suggestion
from benchmarks import suggestions


def test_figures_are_the_shares_of_notes_with_their_element_among_the_first_suggestions() -> None:
    pairs = [("one", "a"), ("two", "b"), ("three", "c"), ("four", "x")]
    found = [Suggestion(elements, 0.0) for elements in (list("abcde"), list("abcde"), list("dbeca"), list("abcde"))]
    assert suggestions.figures(pairs, found) == {"n": 4, "top1": 0.25, "top3": 0.5, "top5": 0.75}


def test_rows_about_no_element_are_left_out_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text('\ufeffid,text,element\n1,"One, two",a\n2,Off topic,none\n3,Also off, \n4,Not,Not about\n')
    assert suggestions.labelled(file, {"a"}) == ([("One, two", "a")], 3)


def test_notes_of_the_learned_sample_are_counted() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as opened:
        rows = [(row["text"], row["element"]) for row in csv.DictReader(opened) if row["element"] != "none"]
    assert suggestions.learned([*rows[:3], ("A note of someone else", "a")]) == 3


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "cannot be read: No such file or directory"),
        ("text\nOne\n", "has no column element"),
        ("", "has no column text and no column element"),
        ("text,element\nOne,a\nTwo,b\n", "line 3: the framework has no element 'b'. It has: a."),
        ("text,element\n,a\n", "line 2: there is no text."),
        ("text,element\nOne,none\n", "has no row with an element"),
        ("text,element\nOne\n", "has no row with an element"),
        (b"text,element\n\xff,a\n", "is not a CSV file in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, content: str | bytes | None, fault: str
) -> None:
    file = tmp_path / "notes.csv"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(suggestions.Unusable, match="^.*" + fault.replace(".", r"\.").replace("'", ".")):
        suggestions.labelled(file, {"a"})


@pytest.mark.parametrize("arguments", [[], [""], ["a.csv", "b.csv"]])
def test_without_a_file_the_command_says_how_to_give_one(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert suggestions.main(arguments) == 1
    assert capsys.readouterr().err == "Give a file: make eval-suggest FILE=notes.csv\n"


def test_a_machine_that_cannot_run_suggestions_is_told_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("text,element\nOne,scale_reach\n")
    monkeypatch.setattr(support, "missing", lambda: "AVX2")
    assert suggestions.main([str(file)]) == 1
    assert capsys.readouterr().err == "Suggestions cannot run here: they need AVX2.\n"


@pytest.mark.suggest
def test_the_last_line_has_the_figures_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("text,element\nThe grant ends in March and we lose our staff,sustain_resources\nHi,none\n")
    assert suggestions.main([str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 notes; 1 rows about no element were left out."
    assert json.loads(lines[-1]) == {"n": 1, "top1": 1.0, "top3": 1.0, "top5": 1.0}
