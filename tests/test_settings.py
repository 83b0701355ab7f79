"""Settings: documented environment variables with one default each, and one-line errors for invalid values."""

import re
import secrets
import stat
from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, load
from tests.app_client import SECRET

ROOT = Path(__file__).parent.parent


def test_every_setting_is_in_the_readme_with_its_description() -> None:
    rows = dict(re.findall(r"^\| `([A-Z0-9_]+)` +\| .*? \| (.+?) +\|$", (ROOT / "README.md").read_text(), re.M))
    assert rows == {name.upper(): field.description for name, field in Settings.model_fields.items()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "99999"),
        ("BASE_URL", "board.example"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "postgresql+psycopg://board@:eighty/board"),
        ("DATABASE_URL", "postgresql+psycopg://board@127.0.0.1"),
        ("REDIS_URL", "redis://127.0.0.1:eighty"),
        ("LOCALES_DIR", "/dev/null"),
        ("TRUSTED_PROXIES", "proxy"),
        ("METRICS_FROM", "*"),
        ("SECURITY_CONTACT", "our security team"),
        ("SECURITY_CONTACT", "http://council.example/report"),
        ("SECURITY_CONTACT", "javascript:x@y"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "s" * 40),
        ("SECRET_KEY", "change-me-change-me-change-me-change-me"),
        ("SECRET_KEY", "0123456789abcdef0123456789abcdef"),
        ("SECRET_KEY", "qwertyuiopasdfghjklzxcvbnm1234567890"),
        ("QUEUE_BYTES", "12"),
        ("JOURNAL_POLL_SECONDS", "0"),
    ],
)
def test_a_malformed_setting_gives_a_one_line_error(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load()
    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)
    assert name != "SECRET_KEY" or value not in str(error.value)


def test_two_secrets_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsError, match="remove one of them"):
        load()


def test_the_signing_key_is_created_once_and_readable_only_by_its_owner(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    key = settings.secret()
    assert len(key) >= 32
    assert settings.secret() == key
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600


def test_the_signing_key_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    with pytest.raises(SettingsError, match="is not there"):
        Settings(secret_key_file=file).secret()
    file.write_text("short\n")
    file.chmod(0o600)
    with pytest.raises(SettingsError, match="32 characters"):
        Settings(secret_key_file=file).secret()
    file.write_bytes(bytes(range(256)))
    with pytest.raises(SettingsError, match="one line"):
        Settings(secret_key_file=file).secret()
    file.write_text("k" * 40)
    with pytest.raises(SettingsError, match="easy to guess"):
        Settings(secret_key_file=file).secret()
    file.write_text(f"{SECRET}\n")
    assert Settings(secret_key_file=file).secret() == SECRET


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o620, 0o644])
def test_a_key_file_that_others_can_open_is_refused_in_one_line(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text(SECRET)
    file.chmod(mode)
    with pytest.raises(SettingsError, match="others can open this file") as error:
        Settings(secret_key_file=file).secret()
    assert "\n" not in str(error.value)
    assert SECRET not in str(error.value)
    file.chmod(0o640)
    assert Settings(secret_key_file=file).secret() == SECRET
    file.rename(tmp_path / "secret_key")
    (tmp_path / "secret_key").chmod(mode)
    with pytest.raises(SettingsError, match="others can open this file"):
        Settings(data_dir=tmp_path).secret()


def test_random_keys_of_every_common_form_are_accepted() -> None:
    for make in (secrets.token_urlsafe, secrets.token_hex):
        for length in (32, 48):
            assert len(Settings(secret_key=make(length)).secret()) >= 32
    assert Settings(secret_key=secrets.token_hex(16)).secret()


def test_the_defaults_serve_only_this_machine() -> None:
    settings = load()
    assert (settings.host, settings.public_url) == ("127.0.0.1", "http://127.0.0.1:8000")
    assert settings.database.endswith("/data/commonboard.sqlite3")


def test_an_empty_variable_gives_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("BASE_URL", "https://board.example/")
    assert (load().port, load().public_url) == (8000, "https://board.example")


def test_a_setting_under_its_former_name_still_works_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("LOOK_SECONDS", "7.5")
    assert load().journal_poll_seconds == 7.5
    assert "LOOK_SECONDS has been renamed to JOURNAL_POLL_SECONDS" in caplog.text
    monkeypatch.setenv("JOURNAL_POLL_SECONDS", "2")
    assert load().journal_poll_seconds == 2
