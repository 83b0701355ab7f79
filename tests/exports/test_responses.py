"""Votes, comments and stacks in files: totals only, nothing that is hidden, and the same again after an import."""

import csv
import io
import json
import re

import openpyxl
import pytest
from sqlmodel import Session

from app.domain.board import comments, notes, posting_for, stacks, vote_counts, votes
from app.domain.errors import Invalid
from app.domain.models import Note
from app.domain.steering import agenda, agenda_editing, approval
from app.domain.steering.visibility import Approval
from app.domain.workshops import seats
from app.exports import bundle as bundles
from app.exports import from_json, to_csv, to_json, to_xlsx
from app.exports.bundle import Bundle
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


@pytest.fixture
def full(sqlite_workshop: SampleWorkshop) -> SampleWorkshop:
    """A workshop with a stack called Costs, a closed vote, an open one, and three comments, of which one is hidden."""
    workshop = sqlite_workshop
    first, second, third = (workshop.post(ref, f"note {number}") for number, ref in enumerate((ANA, BEN, ANA)))
    workshop.act(FAY, stacks.put_together, [second], first)
    workshop.act(FAY, stacks.name, first, "Costs")
    for draft in (
        agenda_editing.Draft("Vote", may=["vote", "comment"], votes=3, votes_per_note=2),
        agenda_editing.Draft("Vote again", may=["vote"]),
    ):
        workshop.act(FAY, agenda_editing.add, draft)
    one, other = (phase.id for phase in workshop.read(lambda s: agenda.phases(s, workshop.id)))
    workshop.act(FAY, agenda.enter, one, seen=None)
    workshop.act(ANA, votes.cast, first, 2, phase_id=one)
    workshop.act(BEN, votes.cast, third, 1, phase_id=one)
    for number, words in enumerate(("agreed", "hidden words")):
        workshop.act(BEN, comments.add, third, comment_id=f"{number}".rjust(24, "c"), text=words)
    workshop.act(FAY, comments.hide, "1".rjust(24, "c"), on=True)
    workshop.act(FAY, agenda.enter, other, seen=one)
    workshop.act(BEN, votes.cast, third, 1, phase_id=other)
    return workshop


def read(workshop: SampleWorkshop) -> Bundle:
    return workshop.read(lambda s: bundles.bundle(s, seats.find(s, workshop.key), workshop.now()))


def test_files_have_the_totals_of_closed_votes_and_the_comments_that_everyone_sees(full: SampleWorkshop) -> None:
    found = read(full)
    assert [(vote.phase, vote.votes) for vote in found.votes] == [(1, 2), (1, 1)]
    assert [comment.text for comment in found.comments] == ["agreed"]
    assert [(note.stack == found.notes[0].id, note.stack_name) for note in found.notes] == [
        (True, "Costs"),
        (True, ""),
        (False, ""),
    ]
    assert "hidden words" not in to_json.write(found, "en").decode()


def test_a_record_with_votes_comments_and_stacks_is_the_same_after_an_import(full: SampleWorkshop) -> None:
    before = read(full)
    kept = from_json.read(to_json.write(before, "en"))
    key = full.write(lambda s: from_json.bring_in(s, kept, full.now())).key
    after = full.read(lambda s: bundles.bundle(s, seats.find(s, key), full.now()))
    for part in ("notes", "comments", "votes", "phases"):
        assert getattr(after, part) == getattr(before, part)
    found = full.read(lambda s: vote_counts.totals(s, seats.find(s, key).id or 0))
    assert sorted(found.values()) == [1, 2]


def test_workbooks_and_tables_have_votes_comments_and_stacks(full: SampleWorkshop) -> None:
    found = read(full)
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx.write(found, "en")))
    assert [row[4].value for row in book["Votes"].iter_rows(min_row=2)] == [2, 1]
    assert [row[3].value for row in book["Comments"].iter_rows(min_row=2)] == ["agreed"]
    assert {row[0].value for row in book["Stacks"].iter_rows(min_row=2)} == {"Costs"}
    rows = list(csv.DictReader(io.StringIO(to_csv.write(found, "en").decode("utf-8-sig"))))
    assert [(row["stack"], row["votes"], row["comments"]) for row in rows] == [
        ("Costs", "2", "0"),
        ("Costs", "0", "0"),
        ("", "1", "1"),
    ]


def test_a_workbook_without_them_has_no_empty_sheets(sqlite_workshop: SampleWorkshop) -> None:
    sqlite_workshop.post(ANA)
    names = openpyxl.load_workbook(io.BytesIO(to_xlsx.write(read(sqlite_workshop), "en"))).sheetnames
    assert not {"Votes", "Comments", "Stacks"} & set(names)


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("notes", {"stack": "0" * 24}),
        ("notes", {"stack_name": "No stack of its own", "stack": None}),
        ("votes", {"note": "0" * 24}),
        ("votes", {"phase": 2}),
        ("comments", {"note": "0" * 24}),
    ],
)
def test_a_record_whose_parts_contradict_each_other_is_refused(
    full: SampleWorkshop, part: str, changes: dict[str, object]
) -> None:
    content = json.loads(to_json.write(read(full), "en"))
    content[part][-1] |= changes
    with pytest.raises(Invalid):
        from_json.read(json.dumps(content).encode())


def test_an_old_record_without_them_can_be_imported(full: SampleWorkshop) -> None:
    content = json.loads(to_json.write(read(full), "en"))
    del content["votes"], content["comments"]
    for note in content["notes"]:
        del note["stack"], note["stack_name"]
    found = from_json.read(json.dumps(content).encode())
    assert (found.votes, found.comments) == ([], [])
    assert full.act(FAY, notes.hide, found.notes[0].id, on=True)


def test_files_say_who_of_the_team_posted_a_note_and_never_who_asked_for_it(full: SampleWorkshop) -> None:
    full.act(
        FAY,
        posting_for.add,
        note_id="f" * 24,
        column_id=full.columns[1],
        text="said on the phone",
        colour="sun",
        group="resident",
    )
    found = read(full)
    assert [note.posted_by for note in found.notes] == [None, None, None, "Facilitator"]
    kept = from_json.read(to_json.write(found, "en"))
    key = full.write(lambda s: from_json.bring_in(s, kept, full.now())).key
    assert full.read(lambda s: bundles.bundle(s, seats.find(s, key), full.now())).notes == found.notes
    rows = list(csv.DictReader(io.StringIO(to_csv.write(found, "en").decode("utf-8-sig"))))
    assert [row["posted for someone by"] for row in rows] == ["", "", "", "Facilitator"]
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx.write(found, "en")))["Notes"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(5, heads.index("Posted for someone by") + 1).value == "Facilitator"
    # The board is anonymous, so no name of a participant is in any of them.
    assert not re.search(b"Ana|Ben", to_json.write(found, "en") + to_csv.write(found, "en"))


def test_decisions_about_notes_are_counted_on_after_an_import(full: SampleWorkshop) -> None:
    posted = read(full).notes
    for note, decision, reason in ((posted[2].id, "decline", "unkind"), (posted[0].id, "approve", "")):
        full.act(FAY, approval.hold, note)
        full.act(FAY, approval.decide, note, decision, reason)
    before = read(full)
    assert before.decisions == {"approved": 1, "unkind": 1}
    kept = from_json.read(to_json.write(before, "en"))
    imported = full.write(lambda s: from_json.bring_in(s, kept, full.now()))
    after = full.read(lambda s: bundles.bundle(s, seats.find(s, imported.key), full.now()))
    assert after.decisions == before.decisions

    def approve_one_more(session: Session) -> None:
        note = session.get_one(Note, (imported.id, posted[1].id))
        note.approval = Approval.APPROVED
        session.add(note)

    full.write(approve_one_more)
    again = full.read(lambda s: bundles.bundle(s, seats.find(s, imported.key), full.now()))
    assert again.decisions == {"approved": 2, "unkind": 1}
