"""`python -m tests.small_workers FOLDER COUNT`: the supervisor of workers with workers that do nothing but beat.

The folder says how they behave: while it holds a file `hang`, a worker that starts never gets ready; `die`, it ends at
once; `deaf`, it ignores SIGTERM while it starts. Each worker writes a file with its process id as a name.
"""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from app import measures, workers

workers.START_SECONDS = 3.0
workers.START_AGAIN_SECONDS = 0.1


def main(folder: Path) -> int:
    if "--attached" in sys.argv:
        (folder / f"{os.getpid()}.pid").touch()
        return work(folder, workers.Lifeline(sys.argv[-1]))
    with workers.listen("127.0.0.1", 0) as listening, measures.shared():
        return workers.Parent(int(sys.argv[2]), listening, lambda: os.write(1, b"ready\n")).run()


def work(folder: Path, lifeline: workers.Lifeline) -> int:
    if (folder / "deaf").exists():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while (folder / "hang").exists() or (folder / "deaf").exists():
        time.sleep(0.05)
    if (folder / "die").exists():
        return 1
    asyncio.run(lifeline.beat(lambda: None))
    return 0


sys.exit(main(Path(sys.argv[1])))
