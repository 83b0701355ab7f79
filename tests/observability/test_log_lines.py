"""A log line says what failed and where, in one line, and never in the words of an exception that may quote people."""

import json
import logging
import random
import re
import sqlite3
import sys
from collections.abc import Generator
from contextvars import copy_context
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from app.observability import logs
from app.observability.logs import Lines, Seldom
from app.presentation import translations

LOG = logging.getLogger("commonboard.test")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged; nothing was said before."""
    monkeypatch.setattr(logs, "_seldom", Seldom())
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def loggers() -> Generator[None]:
    """The loggers as they were, after the test."""
    root, ours, theirs = (logging.getLogger(name) for name in (None, "commonboard", "uvicorn.error"))
    before = root.handlers, root.level, ours.level, list(theirs.filters)
    yield
    root.handlers, root.level, ours.level, theirs.filters = before


def record(message: str = "it failed", *values: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("commonboard.x", logging.WARNING, "", 1, message, values, info)
    made.created = 0.25
    return made


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    try:
        raise error from cause
    except Exception as caught:
        return caught


def test_a_line_has_its_parts_in_this_order() -> None:
    line = Lines("text").format(record("lost %d of %s", 3, "a=b"))
    assert line == 'time=1970-01-01T00:00:00.250+00:00 level=warning from=commonboard.x what="lost 3 of a=b"'
    as_json = json.loads(Lines("json").format(record("ŵ")))
    assert as_json == {
        "time": "1970-01-01T00:00:00.250+00:00",
        "level": "warning",
        "from": "commonboard.x",
        "what": "ŵ",
    }
    assert "ŵ" in Lines("json").format(record("ŵ"))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("X", "X"),
        ("", '""'),
        ("two words", '"two words"'),
        ("a=b", '"a=b"'),
        ('say "x"', '"say \\"x\\""'),
        ("a\nb", '"a\\nb"'),
        ("ŵ", "ŵ"),
        ("ŵ ŵ", '"ŵ ŵ"'),
    ],
)
def test_a_value_that_would_end_the_line_or_the_pair_is_quoted(value: str, written: str) -> None:
    assert Lines("text").format(record(value.replace("%", "%%"))).endswith(f" what={written}")


def test_the_lines_of_one_request_share_its_number() -> None:
    def answered() -> tuple[str, str]:
        number = logs.number_request()
        assert logs.request() == number
        assert Lines("text").format(record()).endswith(f" request={number}")
        return number, json.loads(Lines("json").format(record()))["request"]

    # Each request has a context of its own.
    numbers = [copy_context().run(answered) for _ in range(100)]
    assert all(first == second and re.fullmatch(r"\d{4}-\d{4}", first) for first, second in numbers)
    assert len(set(numbers)) > 90
    assert logs.request() == ""


def test_an_exception_is_told_by_its_kinds_and_its_way_through_our_code() -> None:
    error = raised(ValueError("what Ana wrote"), KeyError("Ana"))
    told = logs.told(error)
    assert told["error"] == "ValueError < KeyError"
    assert re.fullmatch(r"test_log_lines\.py:\d+ raised", told["way"])
    line = Lines("text").format(record(error=error))
    assert line.startswith("time=1970")
    assert 'error="ValueError < KeyError"' in line
    assert "Ana" not in line


def test_an_exception_that_was_never_raised_is_told_without_a_way() -> None:
    assert Lines("text").format(record(error=ValueError("Ana"))).endswith(' error=ValueError way=""')


@pytest.mark.parametrize(
    ("drawn", "number"),
    [
        (0.12345678, "1234-5678"),
        (0.0, "0000-0000"),
        (0.00010002, "0001-0002"),
        (0.9999, "9999-0000"),
        (1 - 1e-12, "9999-9999"),
    ],
)
def test_a_request_number_has_four_digits_and_four(monkeypatch: pytest.MonkeyPatch, drawn: float, number: str) -> None:
    monkeypatch.setattr(random, "random", lambda: drawn)
    assert copy_context().run(logs.number_request) == number


def test_only_the_places_in_our_code_and_the_last_one_are_told() -> None:
    with pytest.raises(KeyError) as caught:
        translations.clock(datetime.now(UTC), "No/Where", "en")
    *ours, last = logs.told(caught.value)["way"].split(" > ")
    assert {place.partition(":")[0] for place in ours} == {"app/presentation/translations.py"}
    assert re.fullmatch(r"app/presentation/translations\.py:\d+ \w*clock\w*", ours[0])
    assert re.fullmatch(r"_common\.py:\d+ \w+", last)


def test_a_chain_of_causes_is_told_up_to_five() -> None:
    error: Exception | None = None
    for _ in range(7):
        error = raised(ValueError("x"), error)
    assert error is not None
    assert logs.told(error)["error"] == " < ".join(["ValueError"] * 5)


def test_the_words_of_the_system_and_of_the_database_are_told_on_one_line() -> None:
    error = raised(RuntimeError("Ana"), sqlite3.OperationalError("disk\n  is full"))
    assert logs.told(error)["error"] == "RuntimeError < OperationalError: disk is full"
    assert logs.told(OSError(28, "No space"))["error"] == "OSError: [Errno 28] No space"


def test_what_comes_often_is_counted_and_told_once_in_ten_seconds() -> None:
    now = [100.0]
    seldom = Seldom(lambda: now[0])
    assert [seldom.often("x") for _ in range(3)] == [1, 0, 0]
    now[0] = 109.9
    assert seldom.often("x") == 0
    now[0] = 110.0
    assert seldom.often("x") == 4
    now[0] = 120.0
    assert seldom.often("x") == 1


def test_errors_of_each_sort_are_told_with_how_many_there_were(said: pytest.LogCaptureFixture) -> None:
    for error in (ValueError("a"), ValueError("b"), KeyError("c")):
        logs.seldom(LOG, "it failed", error)
    assert [line.getMessage() for line in said.records] == ["it failed (1 since the last such line)"] * 2
    assert [line.levelno for line in said.records] == [logging.WARNING] * 2
    assert [type(line.exc_info[1]) for line in said.records if line.exc_info] == [ValueError, KeyError]


def test_a_database_that_is_away_is_told_seldom_and_anything_else_each_time(said: pytest.LogCaptureFixture) -> None:
    away = OperationalError("", {}, sqlite3.OperationalError("locked"))
    broken = IntegrityError("", {}, sqlite3.IntegrityError("twice"))
    for _ in range(2):
        logs.failed(LOG, "a batch failed", away, 7)
        logs.failed(LOG, "a batch failed", sqlite3.OperationalError("locked"))
        logs.failed(LOG, "a note failed", broken, 7)
    logs.failed(LOG, "a note failed", broken)
    assert [line.getMessage() for line in said.records] == [
        "a batch failed (1 since the last such line)",
        "a batch failed (1 since the last such line)",
        "a note failed: 7",
        "a note failed: 7",
        "a note failed",
    ]
    assert {line.levelno for line in said.records} == {logging.ERROR}
    assert [line.exc_info[1] for line in said.records if line.exc_info][0::2] == [away, broken, broken]


def test_what_strangers_can_cause_is_told_seldom_and_errors_always(
    said: pytest.LogCaptureFixture, loggers: None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("json")
    uvicorn = logging.getLogger("uvicorn.error")
    for _ in range(3):
        uvicorn.warning("Invalid %s", "request")
        uvicorn.error("it broke")
    uvicorn.warning("Another")
    lines = [json.loads(line)["what"] for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        "Invalid request (1 since the last such line)",
        *["it broke"] * 3,
        "Another (1 since the last such line)",
    ]


def test_set_up_logs_ours_from_info_and_others_from_warning_to_standard_error(
    loggers: None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("text")
    logging.getLogger("commonboard.x").info("ours")
    logging.getLogger("commonboard.x").debug("too fine")
    logging.getLogger("other").info("theirs")
    logging.getLogger("other").warning("their warning")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert [line.partition("what=")[2] for line in captured.err.splitlines()] == ["ours", '"their warning"']
    assert logging.getLogger().handlers[0].stream is sys.stderr  # ty: ignore[unresolved-attribute]


def test_what_fails_in_the_background_is_told_without_its_words(said: pytest.LogCaptureFixture) -> None:
    error = ValueError("Ana")
    logs.trouble(None, {"message": "words", "exception": error})
    logs.trouble(None, {"message": "words"})
    first, second = said.records
    assert first.getMessage() == second.getMessage() == "something failed in the background"
    assert first.name == "commonboard.loop"
    assert first.exc_info
    assert first.exc_info[1] is error
    assert not second.exc_info
