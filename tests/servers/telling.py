"""`python -m tests.servers.telling WORDS`: says what a process knows about itself, and ends with exit code 3."""

import json
import os
import signal
import sys
from pathlib import Path

told = {
    "name": __name__,
    "arguments": sys.argv[1:],
    "folder": str(Path.cwd()),
    "setting": os.environ.get("SETTING"),
    "can be interrupted": signal.getsignal(signal.SIGINT) is signal.default_int_handler,
}
sys.stdout.write(f"{json.dumps(told)}\n")
sys.stderr.write("one line\n")
sys.exit(3)
