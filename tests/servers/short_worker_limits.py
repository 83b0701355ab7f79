"""`python -m tests.servers.short_worker_limits FOLDER COUNT`: the supervisor with workers that only send heartbeats.

The folder says how they behave: while it holds a file `hang`, a worker that starts never gets ready; `die`, it ends at
once; `deaf`, it ignores SIGTERM while it starts. Each worker writes a file with its process id as a name.
"""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from app.observability import metrics
from app.server import supervisor

supervisor.START_SECONDS = 3.0
supervisor.START_AGAIN_SECONDS = 0.1


def main(folder: Path) -> int:
    if "--attached" in sys.argv:
        (folder / f"{os.getpid()}.pid").touch()
        return work(folder, supervisor.Lifeline(sys.argv[-1]))
    with supervisor.listen("127.0.0.1", 0) as listening, metrics.shared():
        return supervisor.Supervisor(int(sys.argv[2]), listening, lambda: os.write(1, b"ready\n")).run()


def work(folder: Path, lifeline: supervisor.Lifeline) -> int:
    if (folder / "deaf").exists():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while (folder / "hang").exists() or (folder / "deaf").exists():
        time.sleep(0.05)
    if (folder / "die").exists():
        return 1
    asyncio.run(lifeline.heartbeat(lambda: None))
    return 0


sys.exit(main(Path(sys.argv[1])))
