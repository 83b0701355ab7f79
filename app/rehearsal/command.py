"""The command `commonboard rehearse`: its file of notes, and its report."""

import argparse
import csv
import json
from dataclasses import asdict
from pathlib import Path

from app.domain.errors import Invalid
from app.rehearsal.crowd import AgendaResult, PlannedNote, Result, rehearse
from app.rehearsal.server import own_server


async def run(options: argparse.Namespace) -> int:
    """Rehearse and print the result. Returns 0 if nothing was lost, duplicated or different, else 1.

    Raises Invalid if the rehearsal cannot start.
    """
    people = (60 if options.agenda else 30) if options.people is None else options.people
    if people < 1 or options.seconds < 0:
        raise Invalid("--people must be 1 or more. --seconds must be 0 or more.")
    notes = read_notes(options.notes)
    if options.url and options.agenda and not options.facilitator:
        raise Invalid("To play the agenda of a running workshop, add --facilitator with its facilitator link.")
    values = (notes, people, options.seconds, options.seed)
    if options.url:
        link = options.facilitator if options.agenda else None
        result = await rehearse(options.url, *values, force=options.force, facilitator_link=link)
    else:
        async with own_server() as links:
            link = links.facilitator if options.agenda else None
            result = await rehearse(links.participants, *values, facilitator_link=link)
    print(json.dumps(asdict(result)) if options.json else report(result))
    return 0 if result.good else 1


def read_notes(path: Path) -> list[PlannedNote]:
    """Read the notes of a CSV file. Raises Invalid, whose message names the faulty line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not {"question", "text"} <= set(rows.fieldnames or ()):
            raise Invalid(f"{path}: the first line must have the columns question and text.")
        notes = []
        for row in rows:
            if not (row["question"] or "").strip().isdecimal() or not (row["text"] or "").strip():
                raise Invalid(f"{path}, line {rows.line_num}: question must be a number, and text must not be empty.")
            notes.append(PlannedNote(int(row["question"]), row["text"], (row.get("author_group") or "").strip()))
    return notes


def report(result: Result) -> str:
    """The result as lines for people."""
    agenda = ""
    if isinstance(result, AgendaResult):
        agenda = f"\nShown by everyone: {result.phases} phases, {result.votes} votes, {result.reveals} reveals."
    return (
        f"{result.people} people joined, {result.posted} notes posted, {result.seen_by_all} seen by everyone.\n"
        f"Lost: {result.lost}. Twice: {result.doubled}. Pages that differ from a fresh page: {result.diverged}.\n"
        f"From post to page: half within {result.p50_ms} ms, 95 % {result.p95_ms} ms, 99 % {result.p99_ms} ms." + agenda
    )
