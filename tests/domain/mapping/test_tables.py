"""Counts of notes by element, question and group."""

from typing import Any

from app.domain.board import notes, votes
from app.domain.mapping import codings
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.mapping.tables import ALL, UNMAPPED, Tables, tables
from app.domain.steering import agenda, agenda_editing
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def counted(workshop: SampleWorkshop, **which: Any) -> Tables:
    return workshop.read(
        lambda session: tables(session, workshop.workshop(), codings.code_book(session, workshop.workshop()), **which)
    )


def nonzero(counts: dict) -> dict:
    return {key: count for key, count in counts.items() if count}


def test_notes_are_counted_by_element_question_and_group(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    workshop.join("nora", speaks_for="nhs")
    first, second, _third = workshop.columns
    both, none, value, _bare = (
        workshop.post(ref, column=column) for ref, column in ((ANA, 0), ("nora", 0), (BEN, 1), (BEN, 1))
    )
    for note, key in ((both, "involve_voice"), (both, "scale_reach"), (none, NOT_ABOUT), (value, "value_trust")):
        workshop.act(FAY, codings.give, note, key)
    counts = counted(workshop)
    assert nonzero(counts.totals) == {
        "involve_voice": 1,
        "scale_reach": 1,
        NOT_ABOUT: 1,
        "value_trust": 1,
        # A note with two elements counts once, and a value does not map a note.
        ALL: 4,
        UNMAPPED: 2,
    }
    assert counts.by_column[ALL, first] == counts.by_column[ALL, second] == 2
    assert (counts.by_column[UNMAPPED, first], counts.by_column[UNMAPPED, second]) == (0, 2)
    assert (counts.by_group["involve_voice", "resident"], counts.by_group[NOT_ABOUT, "nhs"]) == (1, 1)
    assert counts.groups(["nhs", "council", "resident"]) == ["nhs", "resident"]


def test_hidden_and_deleted_notes_are_not_counted(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    hidden, gone = workshop.post(ANA), workshop.post(BEN)
    for note in (hidden, gone):
        workshop.act(FAY, codings.give, note, "scale_reach")
    workshop.act(FAY, notes.hide, hidden, on=True)
    workshop.act(BEN, notes.withdraw, gone, on=True)
    assert nonzero(counted(workshop).totals) == {}


def test_a_group_with_few_people_is_counted_as_no_group(sqlite_workshop: SampleWorkshop) -> None:
    workshop = SampleWorkshop(sqlite_workshop.database, shown=("resident",))
    workshop.join("nora", speaks_for="nhs")
    workshop.act(FAY, codings.give, workshop.post("nora"), "scale_reach")
    workshop.post(ANA)
    counts = counted(workshop)
    assert counts.groups(["nhs", "resident"]) == ["resident", None]
    assert nonzero(counts.by_group) == {
        ("scale_reach", None): 1,
        (ALL, None): 1,
        (ALL, "resident"): 1,
        (UNMAPPED, "resident"): 1,
    }


def test_a_kind_of_note_is_counted_and_does_not_map_a_note(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    both, kind = workshop.post(ANA), workshop.post(BEN, column=1)
    for note, key in ((both, "scale_reach"), (both, "facet_role"), (kind, "facet_role")):
        workshop.act(FAY, codings.give, note, key)
    assert nonzero(counted(workshop).totals) == {"scale_reach": 1, "facet_role": 2, ALL: 2, UNMAPPED: 1}
    assert nonzero(counted(workshop, only="scale_reach").totals) == {"scale_reach": 1, "facet_role": 1, ALL: 1}


def test_votes_are_counted_by_element_once_their_vote_has_ended(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop
    liked, bare = workshop.post(ANA), workshop.post(BEN, column=1)
    for key in ("scale_reach", "involve_voice"):
        workshop.act(FAY, codings.give, liked, key)
    workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Vote", may=["vote"], votes=3, votes_per_note=2))
    (phase,) = workshop.read(lambda session: [one.id for one in agenda.phases(session, workshop.id)])
    workshop.act(FAY, agenda.enter, phase, seen=None)
    for ref, note, number in ((ANA, liked, 2), (BEN, liked, 1), (BEN, bare, 1)):
        workshop.act(ref, votes.cast, note, number, phase_id=phase)
    assert nonzero(counted(workshop, votes=True).totals) == {}
    workshop.act(FAY, votes.close, phase, on=True)
    counts = counted(workshop, votes=True)
    assert nonzero(counts.totals) == {"scale_reach": 3, "involve_voice": 3, ALL: 4, UNMAPPED: 1}
    assert counts.by_column[UNMAPPED, workshop.columns[1]] == 1
    assert nonzero(counted(workshop, votes=True, only="scale_reach").totals)[ALL] == 3
