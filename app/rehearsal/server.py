"""A server for a rehearsal, on a temporary database that is deleted afterwards."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from app.domain.errors import Invalid

START_SECONDS = 120
# Settings of the host that would connect the rehearsal to the real database or address.
_HIDDEN = ("DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "BASE_URL", "HOST")


class Links(NamedTuple):
    """The links of a workshop."""

    participants: str
    facilitator: str


@asynccontextmanager
async def own_server(**environment: str) -> AsyncGenerator[Links]:
    """Serve a sample workshop on a temporary database and yield its links. Raises Invalid if that fails."""
    with tempfile.TemporaryDirectory(prefix="commonboard-") as folder:
        kept = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
        server = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app",
            "serve",
            "--demo",
            cwd=Path(__file__).parent.parent.parent,
            env=kept | {"DATA_DIR": folder, "PORT": str(free_port())} | environment,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            assert server.stdout is not None
            try:
                async with asyncio.timeout(START_SECONDS):
                    said = [(await server.stdout.readline()).decode() for _line in range(2)]
            except TimeoutError:
                raise Invalid(f"The rehearsal server did not start within {START_SECONDS} seconds.") from None
            names = [line.partition(": ")[0] for line in said]
            if names != ["Participants", "Facilitator"]:
                raise Invalid("The rehearsal server did not start.")
            yield Links(*(line.partition(": ")[2].strip() for line in said))
        finally:
            with suppress(ProcessLookupError):
                server.terminate()
            await server.wait()


def free_port() -> int:
    """Return a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
