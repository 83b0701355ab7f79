"""Mapping notes onto the framework."""

import pytest

from app.domain.board import note_rows, notes
from app.domain.errors import Conflict, NotFound
from app.domain.mapping import codings, removals
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.models import Coding
from app.domain.steering.visibility import Who
from app.domain.workshops import closing
from tests.workshop import ANA, BEN, FAY, SampleWorkshop


def codes(workshop: SampleWorkshop, note: str) -> set[str]:
    return workshop.read(lambda session: codings.codes(session, workshop.id)).get(note, set())


def totals(workshop: SampleWorkshop) -> codings.Totals:
    return workshop.read(
        lambda session: codings.totals(session, workshop.id, codings.code_book(session, workshop.workshop()))
    )


def test_a_note_has_one_or_more_elements(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    for element in ("involve_voice", "scale_reach", "value_trust"):
        workshop.act(FAY, codings.give, note, element)
    assert codes(workshop, note) == {"involve_voice", "scale_reach", "value_trust"}
    workshop.act(FAY, codings.take, note, "scale_reach")
    assert codes(workshop, note) == {"involve_voice", "value_trust"}


def test_not_about_the_framework_excludes_the_elements_but_not_the_values(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    for element in ("involve_voice", "value_trust", NOT_ABOUT):
        workshop.act(FAY, codings.give, note, element)
    assert codes(workshop, note) == {NOT_ABOUT, "value_trust"}
    workshop.act(FAY, codings.give, note, "scale_reach")
    assert codes(workshop, note) == {"scale_reach", "value_trust"}


def test_giving_and_taking_twice_changes_nothing(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    assert workshop.act(FAY, codings.give, note, "scale_reach") == workshop.act(FAY, codings.give, note, "scale_reach")
    assert workshop.act(FAY, codings.take, note, "scale_reach") == workshop.act(FAY, codings.take, note, "scale_reach")
    assert workshop.act(FAY, codings.take, note, "scale_reach") == workshop.workshop().seq


def test_a_coding_that_the_coder_has_not_seen_is_not_excluded(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    workshop.act(FAY, codings.give, note, "involve_voice")
    workshop.act(FAY, codings.give, note, "scale_reach")
    with pytest.raises(Conflict):
        workshop.act(FAY, codings.give, note, NOT_ABOUT, seen={"involve_voice"})
    assert codes(workshop, note) == {"involve_voice", "scale_reach"}
    workshop.act(FAY, codings.give, note, NOT_ABOUT, seen={"involve_voice", "scale_reach"})
    with pytest.raises(Conflict):
        workshop.act(FAY, codings.give, note, "scale_reach", seen=set())
    workshop.act(FAY, codings.give, note, "value_trust", seen=set())
    assert codes(workshop, note) == {NOT_ABOUT, "value_trust"}


def test_undoing_does_not_overwrite_a_later_change_by_someone_else(workshop: SampleWorkshop) -> None:
    note, other = workshop.post(ANA), workshop.post(ANA)
    given = workshop.act(FAY, codings.give, note, "scale_reach")
    workshop.act(FAY, codings.give, note, "involve_voice")
    workshop.act(FAY, codings.give, other, "scale_reach")
    workshop.act(FAY, codings.take, note, "scale_reach", since=given)
    taken = workshop.workshop().seq
    workshop.act(FAY, codings.give, note, "scale_reach", since=taken)
    with pytest.raises(Conflict):
        workshop.act(FAY, codings.take, note, "scale_reach", since=given)
    assert codes(workshop, note) == {"involve_voice", "scale_reach"}


def test_coders_are_returned_by_note_and_keys_in_text_become_names(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    workshop.raise_up(BEN, "Ben")
    workshop.act(FAY, codings.give, note, "scale_reach")
    workshop.act(BEN, codings.give, note, "scale_reach")
    workshop.act(BEN, codings.give, note, "involve_voice")
    found = workshop.read(lambda session: codings.coders(session, workshop.id))
    assert found == {note: {"scale_reach": "Facilitator", "involve_voice": "Ben"}}
    book = workshop.read(lambda session: codings.code_book(session, workshop.workshop()))
    assert book.with_names("Not involve_voice, nor made_up.") == "Not “Community voice and insight”, nor made_up."


def test_the_last_removals_from_a_note_are_named_by_who_made_them(workshop: SampleWorkshop) -> None:
    note, other = workshop.post(ANA), workshop.post(ANA)
    workshop.raise_up(BEN, "Ben")
    for element in ("involve_voice", "scale_reach", "value_trust"):
        workshop.act(FAY, codings.give, note, element)
    workshop.act(FAY, codings.give, other, "scale_reach")

    def recent() -> dict[str, dict[str, str]]:
        return workshop.read(
            lambda session: removals.recent(session, workshop.id, note_rows.on_board(session, workshop.id, Who.MAPPERS))
        )

    assert recent() == {}
    workshop.act(BEN, codings.give, note, NOT_ABOUT)
    workshop.act(FAY, codings.take, note, "value_trust")
    workshop.act(FAY, codings.give, note, "value_trust", book="of one coder")
    workshop.act(FAY, codings.take, note, "value_trust", book="of one coder")
    names = {"involve_voice": "Ben", "scale_reach": "Ben", "value_trust": "Facilitator"}
    assert recent() == {note: names}
    for _ in range(removals.LOOKED_AT):
        workshop.act(FAY, codings.give, other, "value_trust")
        workshop.act(FAY, codings.take, other, "value_trust")
    # The note is as it was, however much happens elsewhere, and so is what is rendered of it.
    assert recent()[note] == names
    workshop.act(FAY, codings.give, note, "value_trust")
    assert note not in recent()


def test_an_element_that_is_not_in_the_framework_is_refused(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    for element in ("", "made_up", "x" * 5000):
        with pytest.raises(NotFound):
            workshop.act(FAY, codings.give, note, element)


def test_a_note_with_only_a_value_is_not_mapped_yet(workshop: SampleWorkshop) -> None:
    note, other = workshop.post(ANA), workshop.post(ANA)
    workshop.act(FAY, codings.give, note, "value_trust")
    workshop.act(FAY, codings.give, other, NOT_ABOUT)
    assert (totals(workshop).notes, totals(workshop).mapped) == (2, 1)
    assert totals(workshop).by_key == {"value_trust": 1, NOT_ABOUT: 1}


def test_hidden_and_deleted_notes_are_not_counted_and_not_mapped(workshop: SampleWorkshop) -> None:
    hidden, gone = workshop.post(ANA), workshop.post(ANA)
    for note in (hidden, gone):
        workshop.act(FAY, codings.give, note, "scale_reach")
    workshop.act(FAY, notes.hide, hidden, on=True)
    workshop.act(ANA, notes.withdraw, gone, on=True)
    assert totals(workshop) == codings.Totals(0, 0, {})
    with pytest.raises(Conflict):
        workshop.act(FAY, codings.give, hidden, "involve_voice")
    with pytest.raises(NotFound):
        workshop.act(FAY, codings.give, gone, "involve_voice")
    workshop.act(FAY, notes.hide, hidden, on=False)
    assert totals(workshop).mapped == 1


def test_notes_can_be_mapped_after_the_workshop_has_closed(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    workshop.act(FAY, closing.close, on=True)
    workshop.act(FAY, codings.give, note, "scale_reach")
    assert totals(workshop).mapped == 1


def test_a_coding_stores_its_coder_and_its_time(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    workshop.act(FAY, codings.give, note, "scale_reach")
    coding = workshop.read(lambda session: session.get(Coding, (workshop.id, note, "shared", "scale_reach")))
    assert coding is not None
    assert coding.coder == "Facilitator"
    assert coding.given_at.tzinfo is not None


def test_a_facet_goes_with_every_element_and_maps_nothing(workshop: SampleWorkshop) -> None:
    note = workshop.post(ANA)
    for key in ("facet_challenge", codings.NOT_ABOUT, "facet_role"):
        workshop.act(FAY, codings.give, note, key)
    given = workshop.read(lambda session: codings.codes(session, workshop.id))
    assert given[note] == {"facet_challenge", codings.NOT_ABOUT, "facet_role"}
    other = workshop.post(ANA, "Another")
    workshop.act(FAY, codings.give, other, "facet_works")
    book = workshop.read(lambda session: codings.code_book(session, workshop.workshop()))
    counted = workshop.read(lambda session: codings.totals(session, workshop.id, book))
    assert (counted.notes, counted.mapped, counted.by_key["facet_works"]) == (2, 1, 1)


def test_a_framework_can_have_facets_of_its_own() -> None:
    own = codings.CodeBook({"groups": [], "values": [], "facets": [{"key": "f", "name": "Idea"}]})
    assert own.names == {"f": "Idea"}
    assert codings.CodeBook({"groups": [], "values": []}).facet_keys == {facet["key"] for facet in codings.FACETS}
