"""Notes onto the framework."""

import pytest

from app.domain.board import notes
from app.domain.errors import Conflict, NotFound
from app.domain.mapping import codings
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.models import Coding
from app.domain.workshops import closing
from tests.workshop import ANA, BEN, FAY, Hall


def codes(hall: Hall, note: str) -> set[str]:
    return hall.read(lambda session: codings.codes(session, hall.id)).get(note, set())


def totals(hall: Hall) -> codings.Totals:
    return hall.read(lambda session: codings.totals(session, hall.id, codings.code_book(session, hall.workshop())))


def test_a_note_has_one_or_more_elements(hall: Hall) -> None:
    note = hall.post(ANA)
    for element in ("involve_voice", "scale_reach", "value_trust"):
        hall.act(FAY, codings.give, note, element)
    assert codes(hall, note) == {"involve_voice", "scale_reach", "value_trust"}
    hall.act(FAY, codings.take, note, "scale_reach")
    assert codes(hall, note) == {"involve_voice", "value_trust"}


def test_not_about_the_framework_excludes_the_elements_but_not_the_values(hall: Hall) -> None:
    note = hall.post(ANA)
    for element in ("involve_voice", "value_trust", NOT_ABOUT):
        hall.act(FAY, codings.give, note, element)
    assert codes(hall, note) == {NOT_ABOUT, "value_trust"}
    hall.act(FAY, codings.give, note, "scale_reach")
    assert codes(hall, note) == {"scale_reach", "value_trust"}


def test_giving_and_taking_twice_changes_nothing(hall: Hall) -> None:
    note = hall.post(ANA)
    assert hall.act(FAY, codings.give, note, "scale_reach") == hall.act(FAY, codings.give, note, "scale_reach")
    assert hall.act(FAY, codings.take, note, "scale_reach") == hall.act(FAY, codings.take, note, "scale_reach")
    assert hall.act(FAY, codings.take, note, "scale_reach") == hall.workshop().seq


def test_what_a_coder_has_not_seen_is_not_excluded(hall: Hall) -> None:
    note = hall.post(ANA)
    hall.act(FAY, codings.give, note, "involve_voice")
    hall.act(FAY, codings.give, note, "scale_reach")
    with pytest.raises(Conflict):
        hall.act(FAY, codings.give, note, NOT_ABOUT, seen={"involve_voice"})
    assert codes(hall, note) == {"involve_voice", "scale_reach"}
    hall.act(FAY, codings.give, note, NOT_ABOUT, seen={"involve_voice", "scale_reach"})
    with pytest.raises(Conflict):
        hall.act(FAY, codings.give, note, "scale_reach", seen=set())
    hall.act(FAY, codings.give, note, "value_trust", seen=set())
    assert codes(hall, note) == {NOT_ABOUT, "value_trust"}


def test_undoing_leaves_what_somebody_has_changed_since(hall: Hall) -> None:
    note, other = hall.post(ANA), hall.post(ANA)
    given = hall.act(FAY, codings.give, note, "scale_reach")
    hall.act(FAY, codings.give, note, "involve_voice")
    hall.act(FAY, codings.give, other, "scale_reach")
    hall.act(FAY, codings.take, note, "scale_reach", since=given)
    taken = hall.workshop().seq
    hall.act(FAY, codings.give, note, "scale_reach", since=taken)
    with pytest.raises(Conflict):
        hall.act(FAY, codings.take, note, "scale_reach", since=given)
    assert codes(hall, note) == {"involve_voice", "scale_reach"}


def test_every_coder_is_named_and_keys_in_words_are_spelled_out(hall: Hall) -> None:
    note = hall.post(ANA)
    hall.raise_up(BEN, "Ben")
    hall.act(FAY, codings.give, note, "scale_reach")
    hall.act(BEN, codings.give, note, "scale_reach")
    hall.act(BEN, codings.give, note, "involve_voice")
    found = hall.read(lambda session: codings.coders(session, hall.id))
    assert found == {note: {"scale_reach": "Facilitator", "involve_voice": "Ben"}}
    book = hall.read(lambda session: codings.code_book(session, hall.workshop()))
    assert book.spelled("Not involve_voice, nor made_up.") == "Not “Community voice and insight”, nor made_up."


def test_an_element_of_no_framework_is_refused(hall: Hall) -> None:
    note = hall.post(ANA)
    for element in ("", "made_up", "x" * 5000):
        with pytest.raises(NotFound):
            hall.act(FAY, codings.give, note, element)


def test_a_note_with_only_a_value_is_not_mapped_yet(hall: Hall) -> None:
    note, other = hall.post(ANA), hall.post(ANA)
    hall.act(FAY, codings.give, note, "value_trust")
    hall.act(FAY, codings.give, other, NOT_ABOUT)
    assert (totals(hall).notes, totals(hall).mapped) == (2, 1)
    assert totals(hall).by_key == {"value_trust": 1, NOT_ABOUT: 1}


def test_hidden_and_deleted_notes_are_not_counted_and_not_mapped(hall: Hall) -> None:
    hidden, gone = hall.post(ANA), hall.post(ANA)
    for note in (hidden, gone):
        hall.act(FAY, codings.give, note, "scale_reach")
    hall.act(FAY, notes.hide, hidden, on=True)
    hall.act(ANA, notes.withdraw, gone, on=True)
    assert totals(hall) == codings.Totals(0, 0, {})
    with pytest.raises(Conflict):
        hall.act(FAY, codings.give, hidden, "involve_voice")
    with pytest.raises(NotFound):
        hall.act(FAY, codings.give, gone, "involve_voice")
    hall.act(FAY, notes.hide, hidden, on=False)
    assert totals(hall).mapped == 1


def test_mapping_goes_on_after_the_workshop_has_closed(hall: Hall) -> None:
    note = hall.post(ANA)
    hall.act(FAY, closing.close, on=True)
    hall.act(FAY, codings.give, note, "scale_reach")
    assert totals(hall).mapped == 1


def test_a_coding_keeps_its_coder_and_its_time(hall: Hall) -> None:
    note = hall.post(ANA)
    hall.act(FAY, codings.give, note, "scale_reach")
    coding = hall.read(lambda session: session.get(Coding, (hall.id, note, "shared", "scale_reach")))
    assert coding is not None
    assert coding.coder == "Facilitator"
    assert coding.given_at.tzinfo is not None
