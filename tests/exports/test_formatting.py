"""Files formatted by a process of their own are the same files."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.workshops import seats
from app.exports import FORMATS, formatting
from app.exports.bundle import Bundle, bundle
from app.exports.formatting import FormattingFailed, formatted
from tests.workshop import ANA, START, SampleWorkshop


@pytest.fixture
def taken(sqlite_workshop: SampleWorkshop) -> Bundle:
    sqlite_workshop.post(ANA, "“Ydym ni'n barod?”\n=1+1")
    return sqlite_workshop.read(lambda session: bundle(session, seats.find(session, sqlite_workshop.key), START))


@pytest.mark.parametrize("name", ["csv", "json"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_is_the_same_file(taken: Bundle, name: str, language: str) -> None:
    assert formatted(name, taken, language) == FORMATS[name].write(taken, language)


def test_a_workbook_is_a_workbook(taken: Bundle) -> None:
    assert formatted("xlsx", taken, "en").startswith(b"PK")


def test_it_speaks_the_languages_that_the_host_has_added(taken: Bundle, tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: fr\\n"\n\n'
    (tmp_path / "fr.po").write_text(f'{head}msgid "colour"\nmsgstr "couleur"\n')
    assert b"couleur" in formatted("csv", taken, "fr", tmp_path)


def test_a_failure_is_logged_by_its_kind_and_tells_nothing_that_people_wrote(
    taken: Bundle, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(taken, workshop=replace(taken.workshop, time_zone="barod: Ydym"))
    with pytest.raises(FormattingFailed) as raised:
        formatted("csv", broken, "en")
    assert [record.getMessage() for record in caplog.records] == [f"a file was not formatted: {raised.value}"]
    assert "Error" in str(raised.value)
    assert "Ydym" not in f"{raised.value!r} {raised.value.__cause__} {caplog.text} {capfd.readouterr()}"


def test_a_process_that_takes_too_long_is_ended(taken: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatting, "SECONDS", 0.01)
    with pytest.raises(FormattingFailed):
        formatted("xlsx", taken, "en")
