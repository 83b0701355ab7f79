"""Files formatted in a separate process."""

from dataclasses import replace
from pathlib import Path

import pytest
from app.exports.formatting import FormattingFailed, formatted

from app.domain.workshops import seats
from app.exports import FORMATS, formatting
from app.exports.bundle import Bundle, bundle
from tests.own_log import said
from tests.workshop import ANA, START, SampleWorkshop


@pytest.fixture
def taken(sqlite_workshop: SampleWorkshop) -> Bundle:
    sqlite_workshop.post(ANA, "“Ydym ni'n barod?”\n=1+1")
    return sqlite_workshop.read(lambda session: bundle(session, seats.find(session, sqlite_workshop.key), START))


@pytest.mark.parametrize(("name", "language"), [("csv", "en"), ("json", "cy")])
def test_a_file_formatted_in_a_separate_process_is_the_same(taken: Bundle, name: str, language: str) -> None:
    assert formatted(name, taken, language) == FORMATS[name].write(taken, language)


def test_a_workbook_formatted_in_a_separate_process_can_be_opened(taken: Bundle) -> None:
    assert formatted("xlsx", taken, "en").startswith(b"PK")


def test_the_separate_process_uses_the_hosts_translations(taken: Bundle, tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: fr\\n"\n\n'
    (tmp_path / "fr.po").write_text(f'{head}msgid "colour"\nmsgstr "couleur"\n')
    assert b"couleur" in formatted("csv", taken, "fr", tmp_path)


def test_a_formatting_failure_is_logged_without_text_of_notes(
    taken: Bundle, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(taken, workshop=replace(taken.workshop, time_zone="barod: Ydym"))
    with pytest.raises(FormattingFailed) as raised:
        formatted("csv", broken, "en")
    assert said(caplog) == [f"formatting a file failed: {raised.value}"]
    assert "Error" in str(raised.value)
    assert "Ydym" not in f"{raised.value!r} {raised.value.__cause__} {caplog.text} {capfd.readouterr()}"


def test_a_formatting_process_that_takes_too_long_is_killed(taken: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "SECONDS", 0.01)
    with pytest.raises(FormattingFailed):
        formatted("xlsx", taken, "en")
