"""The options of the command `commonboard rehearse`, apart from the libraries that only a rehearsal needs."""

import argparse
from pathlib import Path

SAMPLE_NOTES = Path(__file__).parent.parent / "demo" / "notes_sample.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `commonboard rehearse`."""
    parser.add_argument(
        "--url",
        metavar="PARTICIPANT_LINK",
        help="participant link of a running workshop (default: start a separate server)",
    )
    parser.add_argument(
        "--agenda", action="store_true", help="play the workshop's agenda as well: its phases, a vote and a reveal"
    )
    parser.add_argument(
        "--facilitator", metavar="FACILITATOR_LINK", help="facilitator link, for --agenda in a running workshop"
    )
    parser.add_argument(
        "--people", type=int, metavar="N", help="number of simulated participants (default 30, with --agenda 60)"
    )
    parser.add_argument(
        "--notes",
        type=Path,
        default=SAMPLE_NOTES,
        metavar="FILE.csv",
        help="file of notes with the columns question, text and author_group",
    )
    parser.add_argument(
        "--seconds", type=float, default=30, metavar="S", help="seconds over which notes are posted (default 30)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed for the random times when sockets close (default 1)")
    parser.add_argument(
        "--force", action="store_true", help="run even if the workshop is not a sample; the notes stay there"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
