"""Who sees a note: every combination of states, by the rule itself and by the statements that read boards."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from app.domain.board import note_rows, notes
from app.domain.models import Column, Note
from app.domain.steering.visibility import Approval, Who, counted, visible
from tests.workshop import ANA, SampleWorkshop

STATES = list(product((False, True), (False, True), Approval, (False, True), (None, 7)))
TABLE = Path(__file__).parents[3] / "docs" / "steering.md"


def state(withdrawn: bool, hidden: bool, approval: Approval, veiled: bool, opens_in: int | None) -> tuple[Note, Column]:
    note = Note(
        workshop_id=1, id="n", column_id=1, order_key="a", text="", colour="sun", posted_at=None,  # ty: ignore[invalid-argument-type]
        withdrawn=withdrawn, hidden=hidden, approval=approval,
    )  # fmt: skip
    return note, Column(workshop_id=1, order_key="a", question="?", veiled=veiled, opens_in=opens_in)


def expected(withdrawn: bool, hidden: bool, approval: Approval, veiled: bool, opens_in: int | None) -> dict[Who, bool]:
    """The rule in the words of the issue, written separately from the code."""
    everyone = not (withdrawn or hidden or veiled or opens_in) and approval in ("", "approved")
    return {
        Who.EVERYONE: everyone,
        Who.WRITER: True,
        Who.FACILITATORS: not withdrawn and approval != "declined",
        # A veiled note can be mapped; a hidden, waiting or declined one cannot.
        Who.MAPPERS: not (withdrawn or hidden) and approval in ("", "approved"),
    }


@pytest.mark.parametrize("states", STATES, ids=str)
def test_each_person_sees_exactly_the_notes_that_the_rule_lets_them_see(states: tuple) -> None:
    note, column = state(*states)
    assert {who: visible(note, column, column.opens_in, who) for who in Who} == expected(*states)


@pytest.mark.parametrize("states", STATES, ids=str)
def test_everyone_is_told_the_number_of_veiled_notes_and_of_no_other_that_they_do_not_see(states: tuple) -> None:
    note, column = state(*states)
    withdrawn, hidden, approval, _veiled, opens_in = states
    told = counted(note, column.opens_in, Who.EVERYONE)
    assert told == expected(withdrawn, hidden, approval, False, opens_in)[Who.EVERYONE]


def test_the_statements_that_read_boards_and_counts_apply_the_same_rule(workshop: SampleWorkshop) -> None:
    by_column = {column: list(_placed(workshop, column)) for column in workshop.columns}
    for who in (Who.EVERYONE, Who.FACILITATORS, Who.MAPPERS):
        rule = {note_id for placed in by_column.values() for note_id, states in placed if expected(*states)[who]}
        for read in (note_rows.on_board, note_rows.positions):
            assert {note.id for note in workshop.read(lambda s, read=read, who=who: read(s, workshop.id, who))} == rule
    told = workshop.read(lambda session: note_rows.counts(session, workshop.id))
    for column, placed in by_column.items():
        wanted = sum(expected(*states[:3], False, states[4])[Who.EVERYONE] for _id, states in placed)
        assert told.get(column, {}).get(Who.EVERYONE, 0) == wanted


def _placed(workshop: SampleWorkshop, column: int) -> Iterator[tuple[str, tuple]]:
    """Give a column one state, and one note in it every other combination of states."""
    veiled, opens_in = {0: (False, None), 1: (True, None), 2: (False, 7)}[workshop.columns.index(column)]
    combinations = list(product((False, True), (False, True), Approval))
    ids = [workshop.post(ANA, column=workshop.columns.index(column)) for _ in combinations]

    def set_states(session: notes.Session) -> None:
        row = session.get_one(Column, column)
        row.veiled, row.opens_in = veiled, opens_in
        session.add(row)
        for note_id, (withdrawn, hidden, approval) in zip(ids, combinations, strict=True):
            note = session.get_one(Note, (workshop.id, note_id))
            note.withdrawn, note.hidden, note.approval = withdrawn, hidden, approval
            session.add(note)

    workshop.write(set_states)
    for note_id, states in zip(ids, combinations, strict=True):
        yield note_id, (*states, veiled, opens_in)


def test_the_table_in_the_docs_says_what_the_rule_says() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TABLE.read_text(encoding="utf-8").partition("## The rule")[2].partition("## ")[0].splitlines()
        if line.startswith("| ") and ("| yes" in line or "| no" in line)
    ]
    plain = (False, False, Approval.NOT_NEEDED, False, None)
    states = {
        "shown": plain,
        "waiting for approval": (False, False, Approval.WAITING, False, None),
        "approved": (False, False, Approval.APPROVED, False, None),
        "declined": (False, False, Approval.DECLINED, False, None),
        "hidden by a facilitator": (False, True, Approval.NOT_NEEDED, False, None),
        "veiled until the reveal": (False, False, Approval.NOT_NEEDED, True, None),
        "in a question whose phase has not begun": (False, False, Approval.NOT_NEEDED, False, 7),
        "deleted by its writer": (True, False, Approval.NOT_NEEDED, False, None),
    }
    assert [row[0] for row in rows] == list(states)
    for name, *cells in rows:
        rule = expected(*states[name])
        order = (Who.EVERYONE, Who.WRITER, Who.FACILITATORS, Who.MAPPERS)
        assert [cell.split()[0].rstrip(",") for cell in cells] == ["yes" if rule[who] else "no" for who in order], name
