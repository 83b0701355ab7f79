"""A PostgreSQL cluster for the tests, with a locale that does not sort text by code point."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

import psycopg

from app.rehearsal.server import free_port
from app.storage import migrations


def binaries() -> Path | None:
    """The folder of this machine's PostgreSQL programs, or None."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


class Cluster:
    """A cluster that starts on entry and is stopped and deleted on exit. It listens only on 127.0.0.1."""

    def __enter__(self) -> Self:
        place = binaries()
        assert place is not None
        self._folder = Path(tempfile.mkdtemp(prefix="commonboard-postgresql-"))
        data = self._folder / "data"
        data.mkdir()
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            other = pwd.getpwnam("postgres")
            self._as = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
            self._folder.chmod(0o755)
            os.chown(data, other.pw_uid, other.pw_gid)
        data.chmod(0o700)
        subprocess.run(
            [
                *(place / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"),
                *("--locale-provider=icu", "--icu-locale=en-GB", "--locale=C.UTF-8"),
            ],
            check=True,
            capture_output=True,
            cwd="/",
            **self._as,
        )
        self.port = free_port()
        self._made = 0
        self._log = (self._folder / "log").open("wb")
        try:
            self.start()
            self.admin("CREATE DATABASE migrated")
            migrations.upgrade(self._url("migrated"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start at the same address as before, and wait until it answers."""
        place = binaries()
        assert place is not None
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            # Tests are over before it helps them.
            "autovacuum": "off",
            "max_connections": "200",
        }
        end = time.monotonic() + 30
        while True:
            self._process = subprocess.Popen(
                [place / "postgres", "-D", self._folder / "data", "-p", str(self.port)]
                + [part for name, value in options.items() for part in ("-c", f"{name}={value}")],
                stdout=self._log,
                stderr=self._log,
                cwd="/",
                **self._as,
            )
            if self._answers():
                return
            # After a kill its children hold the shared memory until they notice that the parent is gone.
            assert time.monotonic() < end, (self._folder / "log").read_text()
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill the cluster, as losing the machine would."""
        self._process.kill()
        self._process.wait()

    def fresh(self, like: str = "template0") -> str:
        """The address of a new database, empty or copied from a template."""
        self._made += 1
        name = f"fresh_{self._made}"
        self.admin(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self._url(name)

    def admin(self, statement: str) -> None:
        """Run a statement as the superuser."""
        address = f"host=127.0.0.1 port={self.port} user=tests dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def _answers(self) -> bool:
        """Wait until the cluster answers; returns False if it ended instead."""
        end = time.monotonic() + 30
        while self._process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1):
                    pass
                self.admin("SELECT 1")
                return True
            except (OSError, psycopg.OperationalError):
                assert time.monotonic() < end, (self._folder / "log").read_text()
        return False
