"""All settings: for each an environment variable, its type, its default and its description.

`SettingsError` carries one line that a host can act on. Nothing starts with an invalid value.
"""

import logging
import os
import re
import secrets
import stat
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

log = logging.getLogger("commonboard.settings")

# The settings' names in the previous release, for hosts that have not renamed them yet.
RENAMED = {"LOOK_SECONDS": "JOURNAL_POLL_SECONDS", "ACTS_PER_10_SECONDS": "ACTIONS_PER_10_SECONDS"}


SHORTEST_KEY = 32
# zxcvbn's time grows faster than the length, and the characters after these can only make a key stronger.
ESTIMATED = 64
# 2^80 guesses.
GUESSES_LOG10 = 24


class SettingsError(Exception):
    """A setting cannot be used; the message is one line."""


class Settings(BaseSettings):
    """The settings of an installation. `README.md` lists them, and `tests/test_settings.py` compares the two."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, frozen=True)

    host: str = Field(
        "127.0.0.1", description="Address to listen on. Use 0.0.0.0 so that phones on the same network can connect."
    )
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    base_url: str = Field(
        "", description="Address people type, without a slash at the end. Default http://127.0.0.1:PORT."
    )
    data_dir: Path = Field(Path("data"), description="Folder for the database and the secret key.")
    database_url: str = Field("", description="sqlite:///FILE or postgresql+psycopg://… Default: SQLite in DATA_DIR.")
    redis_url: str = Field("", description="redis://… of Redis or Valkey, for several workers. Default: one worker.")
    secret_key: str = Field(
        "", description="Signs cookies and links; 32 characters or more. Default: created once in DATA_DIR."
    )
    secret_key_file: Path | None = Field(None, description="A file that holds SECRET_KEY.")
    locales_dir: Path | None = Field(None, description="Folder with more translations (LANGUAGE.po).")
    seats_per_workshop: int = Field(2000, ge=1, le=100_000, description="Maximum number of people in one workshop.")
    group_threshold: int = Field(
        3, ge=1, description="People who must choose a group before an anonymous board shows it. 1 shows every group."
    )
    actions_per_10_seconds: int = Field(30, ge=1, description="Maximum number of actions by one person in 10 seconds.")
    code_failures_per_minute: int = Field(
        60, ge=1, description="Wrong typed codes per minute from one network; 20 times as many in total."
    )
    joins_per_minute: int = Field(
        120, ge=1, description="New people per minute from one network in one workshop. The others queue."
    )
    connections: int = Field(
        10_000, ge=1, description="Maximum connections per process. Above it, pages and sockets wait. Notes do not."
    )
    queue_bytes: int = Field(
        256 * 1024,
        ge=16 * 1024,
        description="Maximum unsent bytes per connection. Above it, the server closes the connection.",
    )
    journal_poll_seconds: float = Field(
        3.0, gt=0, le=60, description="Seconds between checks for changes that no notification announced."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses or networks whose X-Forwarded headers are trusted, with commas; * for all."
    )

    metrics_from: str = Field(
        "127.0.0.1", description="Addresses or networks that may read /metrics, with commas; none for no access."
    )
    security_contact: str = Field(
        "", description="Email or https:// address for vulnerability reports, in /.well-known/security.txt."
    )
    log_format: Literal["text", "json"] = Field("text", description="Format of log lines: text or json.")

    @field_validator("trusted_proxies", "metrics_from")
    @classmethod
    def _networks(cls, value: str, info: ValidationInfo) -> str:
        # The special value for all addresses, or for none.
        word = "none" if info.field_name == "metrics_from" else "*"
        for name in [] if value == word else value.split(","):
            try:
                ip_network(name.strip())
            except ValueError:
                raise ValueError(f"must be addresses or networks, with commas, or {word}") from None
        return value

    @field_validator("base_url")
    @classmethod
    def _plain_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("security_contact")
    @classmethod
    def _reachable(cls, value: str) -> str:
        if value and not re.fullmatch(r"(mailto:)?[^@\s:/]+@[^@\s:/]+|https://[^\s/]\S*", value):
            raise ValueError("must be an email address or start with https://")
        return f"mailto:{value}" if "@" in value and not value.startswith(("mailto:", "https:")) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        with suppress(ValueError, ArgumentError):
            if not value or make_url(value).database:
                return value
        raise ValueError("must name a database, as in postgresql+psycopg://NAME:PASSWORD@HOST:5432/DATABASE")

    @field_validator("redis_url")
    @classmethod
    def _known_bus(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://, rediss:// or unix://")
        try:
            urlsplit(value).port  # noqa: B018
        except ValueError:
            raise ValueError("must be an address, as in redis://:PASSWORD@HOST:6379/0") from None
        return value

    @field_validator("locales_dir")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value and not value.is_dir():
            raise ValueError("must be a folder")
        return value

    @field_validator("secret_key")
    @classmethod
    def _strong_enough(cls, value: str) -> str:
        if value and (fault := _fault_of_key(value)):
            raise ValueError(fault)
        return value

    @model_validator(mode="after")
    def _one_secret(self) -> "Settings":
        if self.secret_key and self.secret_key_file:
            raise ValueError("SECRET_KEY and SECRET_KEY_FILE are both set: remove one of them")
        return self

    @property
    def public_url(self) -> str:
        """The public address of this server, without a slash at the end."""
        return self.base_url or f"http://127.0.0.1:{self.port}"

    def join_url(self, code: str | None) -> str:
        """The address that opens the join form of the workshop with this join code or token."""
        return f"{self.public_url}/j/{code}"

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'commonboard.sqlite3'}"

    def secret(self) -> str:
        """The signing key. Without SECRET_KEY, the first start creates a file with it that only its owner can read."""
        if self.secret_key:
            return self.secret_key
        path = self.secret_key_file or self.data_dir / "secret_key"
        if not path.exists():
            if self.secret_key_file:
                raise SettingsError(f"SECRET_KEY_FILE: {path} is not there")
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                # O_EXCL: if two processes start together, one creates the key and the other reads it.
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass
            else:
                with os.fdopen(handle, "w") as file:
                    file.write(secrets.token_urlsafe(48))
        if path.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
            raise SettingsError(f"{path}: others can open this file with the secret key: chmod 600 it")
        key = path.read_bytes().decode("utf-8", "replace").strip()
        if fault := _fault_of_key(key):
            raise SettingsError(f"{path}: the secret key {fault}")
        return key


@lru_cache(maxsize=4)
def _fault_of_key(key: str) -> str:
    """What makes this unfit as a secret key, as the rest of a sentence; empty if it is fit."""
    if len(key) < SHORTEST_KEY or not key.isprintable():
        return "must have 32 characters or more, in one line"
    # A late import: the word lists take 14 MB. They are needed once, when a server starts.
    from zxcvbn import zxcvbn

    # A key of random letters and digits needs far more guesses; words, repetitions and rows of keys do not.
    if zxcvbn(key[:ESTIMATED])["guesses_log10"] < GUESSES_LOG10:
        return "is easy to guess: use a random one, as from: openssl rand -base64 36"
    return ""


def load(**overrides: object) -> Settings:
    """Read the settings from the environment. Raises SettingsError with a one-line message.

    A setting's name of the previous release still works, with a warning in the log.
    """
    for old, new in RENAMED.items():
        if (value := os.environ.get(old)) and not os.environ.get(new):
            log.warning("%s has been renamed to %s: change the name", old, new)
            overrides.setdefault(new.lower(), value)
    try:
        return Settings(**overrides)  # ty: ignore[invalid-argument-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        reason = str(first["msg"]).removeprefix("Value error, ")
        value = str(first.get("input"))
        # The address may contain a password.
        shown = "" if not name or name.startswith("SECRET") or "@" in value else f" (it is {value[:60]!r})"
        raise SettingsError(f"{name + ': ' if name else ''}{reason}{shown}") from None
