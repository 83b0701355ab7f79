"""Counts of notes by element, question and group."""

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.mapping.tables import ALL, UNMAPPED, Tables, tables
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def counted(workshop: SampleWorkshop) -> Tables:
    return workshop.read(
        lambda session: tables(session, workshop.workshop(), codings.code_book(session, workshop.workshop()))
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
