"""Log lines: the failure and its place in one line, without messages of exceptions that may quote people."""

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
def logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log output of the test, with fresh counts."""
    monkeypatch.setattr(logs, "_seldom", Seldom())
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def loggers(monkeypatch: pytest.MonkeyPatch) -> Generator[None]:
    """Loggers that have logged nothing yet; restored after the test."""
    monkeypatch.setattr(logs, "_seldom", logs.Seldom())
    root, ours, theirs = (logging.getLogger(name) for name in (None, "commonboard", "uvicorn.error"))
    before = root.handlers, root.level, ours.level, list(theirs.filters)
    # A server of an earlier test in this process may have given these handlers of their own.
    uvicorn = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.error")]
    kept = [(logger.handlers, logger.propagate) for logger in uvicorn]
    for logger in uvicorn:
        logger.handlers, logger.propagate = [], True
    yield
    root.handlers, root.level, ours.level, theirs.filters = before
    for logger, (handlers, propagate) in zip(uvicorn, kept, strict=True):
        logger.handlers, logger.propagate = handlers, propagate


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


def test_the_parts_of_a_log_line_have_a_fixed_order() -> None:
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
def test_a_log_value_with_line_breaks_or_spaces_is_quoted(value: str, written: str) -> None:
    assert Lines("text").format(record(value.replace("%", "%%"))).endswith(f" what={written}")


def test_the_lines_of_one_request_share_its_number() -> None:
    def answered() -> tuple[str, str]:
        number = logs.number_request()
        assert logs.request() == number
        assert Lines("text").format(record()).endswith(f" request={number}")
        return number, json.loads(Lines("json").format(record()))["request"]

    # Each request runs in its own context.
    numbers = [copy_context().run(answered) for _ in range(100)]
    assert all(first == second and re.fullmatch(r"\d{4}-\d{4}", first) for first, second in numbers)
    assert len(set(numbers)) > 90
    assert logs.request() == ""


def test_an_exception_is_logged_with_its_types_and_places() -> None:
    error = raised(ValueError("what Ana wrote"), KeyError("Ana"))
    fields = logs.exception_fields(error)
    assert fields["error"] == "ValueError < KeyError"
    assert re.fullmatch(r"test_log_lines\.py:\d+ raised", fields["way"])
    line = Lines("text").format(record(error=error))
    assert line.startswith("time=1970")
    assert 'error="ValueError < KeyError"' in line
    assert "Ana" not in line


def test_an_exception_that_was_never_raised_is_logged_without_places() -> None:
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
def test_a_request_number_has_two_groups_of_four_digits(
    monkeypatch: pytest.MonkeyPatch, drawn: float, number: str
) -> None:
    monkeypatch.setattr(random, "random", lambda: drawn)
    assert copy_context().run(logs.number_request) == number


def test_only_places_in_our_code_and_the_last_place_are_logged() -> None:
    with pytest.raises(KeyError) as caught:
        translations.clock(datetime.now(UTC), "No/Where")
    *ours, last = logs.exception_fields(caught.value)["way"].split(" > ")
    assert {place.partition(":")[0] for place in ours} == {"app/presentation/translations.py"}
    assert re.fullmatch(r"app/presentation/translations\.py:\d+ \w*clock\w*", ours[0])
    assert re.fullmatch(r"_common\.py:\d+ \w+", last)


def test_at_most_five_causes_of_an_exception_are_logged() -> None:
    error: Exception | None = None
    for _ in range(7):
        error = raised(ValueError("x"), error)
    assert error is not None
    assert logs.exception_fields(error)["error"] == " < ".join(["ValueError"] * 5)


def test_messages_of_system_and_database_errors_are_logged_in_one_line() -> None:
    error = raised(RuntimeError("Ana"), sqlite3.OperationalError("disk\n  is full"))
    assert logs.exception_fields(error)["error"] == "RuntimeError < OperationalError: disk is full"
    assert logs.exception_fields(OSError(28, "No space"))["error"] == "OSError: [Errno 28] No space"


def test_repeated_lines_are_logged_once_in_ten_seconds_with_a_count() -> None:
    now = [100.0]
    seldom = Seldom(lambda: now[0])
    assert [seldom.count("x") for _ in range(3)] == [1, 0, 0]
    now[0] = 109.9
    assert seldom.count("x") == 0
    now[0] = 110.0
    assert seldom.count("x") == 4
    now[0] = 120.0
    assert seldom.count("x") == 1


def test_errors_of_each_type_are_logged_with_their_own_count(logged: pytest.LogCaptureFixture) -> None:
    for error in (ValueError("a"), ValueError("b"), KeyError("c")):
        logs.seldom(LOG, "it failed", error)
    assert [line.getMessage() for line in logged.records] == ["it failed (1 since the last such line)"] * 2
    assert [line.levelno for line in logged.records] == [logging.WARNING] * 2
    assert [type(line.exc_info[1]) for line in logged.records if line.exc_info] == [ValueError, KeyError]


def test_an_unreachable_database_is_logged_seldom_and_other_errors_each_time(logged: pytest.LogCaptureFixture) -> None:
    away = OperationalError("", {}, sqlite3.OperationalError("locked"))
    broken = IntegrityError("", {}, sqlite3.IntegrityError("twice"))
    for _ in range(2):
        logs.failed(LOG, "a batch failed", away, 7)
        logs.failed(LOG, "a batch failed", sqlite3.OperationalError("locked"))
        logs.failed(LOG, "a note failed", broken, 7)
    logs.failed(LOG, "a note failed", broken)
    assert [line.getMessage() for line in logged.records] == [
        "a batch failed (1 since the last such line)",
        "a batch failed (1 since the last such line)",
        "a note failed: 7",
        "a note failed: 7",
        "a note failed",
    ]
    assert {line.levelno for line in logged.records} == {logging.ERROR}
    assert [line.exc_info[1] for line in logged.records if line.exc_info][0::2] == [away, broken, broken]


def test_lines_caused_by_strangers_are_logged_seldom_and_errors_always(
    logged: pytest.LogCaptureFixture, loggers: None, capsys: pytest.CaptureFixture[str]
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


def test_background_failures_are_logged_without_their_message(logged: pytest.LogCaptureFixture) -> None:
    error = ValueError("Ana")
    logs.loop_exception_handler(None, {"message": "words", "exception": error})
    logs.loop_exception_handler(None, {"message": "words"})
    first, second = logged.records
    assert first.getMessage() == second.getMessage() == "a background task failed"
    assert first.name == "commonboard.loop"
    assert first.exc_info
    assert first.exc_info[1] is error
    assert not second.exc_info
