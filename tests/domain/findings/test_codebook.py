"""A programme's own codes: add, reword, merge, split and count."""

import pytest

from app.domain.board import notes
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings.coding import book, boundary, codebook
from app.domain.findings.coding.codebook import Wording
from app.domain.findings.interviews import excerpts
from app.domain.findings.models import History
from app.domain.findings.units import NOTE, Ref, note_ref
from app.domain.mapping import codings
from tests.domain.findings.test_excerpts import POWER, VOICE, code
from tests.programme import LENA, OLGA, RAVI, SampleProgramme
from tests.workshop import ANA, BEN, FAY

TRUST, MONEY = "own_trust", "own_money"


def added(programme: SampleProgramme, key: str = TRUST, name: str = "Trust in officers") -> None:
    programme.act(LENA, codebook.add, key, Wording(name))


def noted(programme: SampleProgramme, *codes: str, who: str = ANA) -> str:
    """The ref of a new note with these own codes."""
    ref = note_ref(programme.workshop.id, programme.workshop.post(who))
    for key in codes:
        programme.act(RAVI, excerpts.code_note, ref, key, on=True)
    return ref


def codes(programme: SampleProgramme) -> dict[str, set[str]]:
    return {unit.ref: set(unit.codes) for unit in programme.units()}


def test_own_codes_follow_the_elements_and_have_the_letters_that_are_left(sqlite_programme: SampleProgramme) -> None:
    added(sqlite_programme)
    found = sqlite_programme.read(lambda session: book.read(session, sqlite_programme.programme(session)))
    assert list(found.letters)[-1] == TRUST
    assert len(set(found.letters.values())) == len(found.elements) + 1
    assert found.names[TRUST] == "Trust in officers"


def test_an_analyst_uses_own_codes_and_does_not_change_them(sqlite_programme: SampleProgramme) -> None:
    added(sqlite_programme)
    with pytest.raises(NotAllowed):
        sqlite_programme.act(RAVI, codebook.add, MONEY, Wording("Money"))
    with pytest.raises(NotAllowed):
        sqlite_programme.act(RAVI, codebook.merge, TRUST, VOICE)
    ref = noted(sqlite_programme, TRUST)
    assert codes(sqlite_programme) == {ref: {TRUST}}


def test_two_codes_do_not_have_the_same_name(sqlite_programme: SampleProgramme) -> None:
    added(sqlite_programme)
    for name in ("trust in OFFICERS", "Community voice and insight", " "):
        with pytest.raises(Invalid):
            sqlite_programme.act(LENA, codebook.add, MONEY, Wording(name))


def test_a_save_that_is_based_on_an_older_version_is_refused_and_the_former_version_is_kept(
    programme: SampleProgramme,
) -> None:
    added(programme)
    programme.act(LENA, codebook.reword, TRUST, Wording("Trusted officers", boundary="Not for power."), 0)
    with pytest.raises(Conflict):
        programme.act(LENA, codebook.reword, TRUST, Wording("Belief"), 0)
    kept = programme.read(lambda session: session.get(History, (programme.programme(session).id, "code", TRUST, 0)))
    assert kept is not None
    assert kept.content["name"] == "Trust in officers"


def test_merging_two_codes_of_one_unit_gives_one(programme: SampleProgramme) -> None:
    added(programme)
    added(programme, MONEY, "Money")
    both, one = noted(programme, TRUST, MONEY), noted(programme, TRUST, who=BEN)
    moves = programme.act(LENA, codebook.merge_preview, TRUST, MONEY)
    assert ([u.ref for u in moves.moved], [u.ref for u in moves.both]) == ([one], [both])
    programme.act(LENA, codebook.merge, TRUST, MONEY)
    assert codes(programme) == {both: {MONEY}, one: {MONEY}}
    found = programme.read(lambda session: book.read(session, programme.programme(session)))
    assert found.resolved(TRUST) == MONEY
    assert TRUST not in found.keys
    with pytest.raises(NotFound):
        programme.act(LENA, codebook.merge, TRUST, MONEY)


def test_a_code_that_is_given_by_its_old_key_gives_the_one_that_replaced_it(
    sqlite_programme: SampleProgramme,
) -> None:
    added(sqlite_programme)
    added(sqlite_programme, MONEY, "Money")
    sqlite_programme.act(LENA, codebook.merge, TRUST, MONEY)
    ref = noted(sqlite_programme, TRUST)
    assert codes(sqlite_programme) == {ref: {MONEY}}


def test_merging_moves_the_codes_of_hidden_notes_too(programme: SampleProgramme) -> None:
    added(programme)
    added(programme, MONEY, "Money")
    ref = noted(programme, TRUST)
    note = ref.split(":")[1]
    programme.workshop.act(FAY, notes.hide, note, on=True)
    programme.act(LENA, codebook.merge, TRUST, MONEY)
    programme.workshop.act(FAY, notes.hide, note, on=False)
    assert codes(programme) == {ref: {MONEY}}


def test_an_own_code_of_excerpts_is_merged_into_an_element_and_one_of_notes_is_not(
    sqlite_programme: SampleProgramme,
) -> None:
    added(sqlite_programme)
    interview = sqlite_programme.interview()
    ref = code(sqlite_programme, interview, "People know her.", TRUST)
    noted(sqlite_programme, TRUST)
    with pytest.raises(Conflict):
        sqlite_programme.act(LENA, codebook.merge, TRUST, POWER)
    assert codes(sqlite_programme)[ref] == {TRUST}
    added(sqlite_programme, MONEY, "Money")
    other = code(sqlite_programme, interview, "One named officer.", MONEY)
    sqlite_programme.act(LENA, codebook.merge, MONEY, POWER)
    assert codes(sqlite_programme)[other] == {POWER}


def test_a_split_moves_the_chosen_units_only(programme: SampleProgramme) -> None:
    added(programme)
    stays, moves = noted(programme, TRUST), noted(programme, TRUST, who=BEN)
    with pytest.raises(NotFound):
        programme.act(LENA, codebook.split, TRUST, MONEY, Wording("Money"), [Ref(NOTE, "1:unknown")])
    programme.act(LENA, codebook.split, TRUST, MONEY, Wording("Money"), [Ref(NOTE, moves)])
    assert codes(programme) == {stays: {TRUST}, moves: {MONEY}}


def test_what_is_split_off_from_an_element_keeps_the_element(programme: SampleProgramme) -> None:
    stays, chosen = (note_ref(programme.workshop.id, programme.workshop.post(who)) for who in (ANA, BEN))
    for ref in (stays, chosen):
        programme.workshop.act(FAY, codings.give, ref.split(":")[1], VOICE)
    programme.act(LENA, codebook.split, VOICE, MONEY, Wording("Money"), [Ref(NOTE, chosen)])
    assert codes(programme) == {stays: {VOICE}, chosen: {VOICE, MONEY}}
    for key in ("facet_priority", "unknown"):
        with pytest.raises(NotFound):
            programme.act(LENA, codebook.split, key, TRUST, Wording("Trust"), [Ref(NOTE, chosen)])


def test_counts_are_of_distinct_units_by_place(programme: SampleProgramme) -> None:
    note = programme.workshop.post(ANA)
    for key in (VOICE, POWER):
        programme.workshop.act(FAY, codings.give, note, key)
    interview = programme.interview()
    code(programme, interview, "People know her.")
    code(programme, interview, "One named officer.")
    assert codebook.counts(programme.units()) == {VOICE: {programme.place.id: 3}, POWER: {programme.place.id: 1}}


def test_a_note_gets_its_elements_from_its_workshop_only(sqlite_programme: SampleProgramme) -> None:
    added(sqlite_programme)
    ref, hidden = (note_ref(sqlite_programme.workshop.id, sqlite_programme.workshop.post(ANA)) for _time in range(2))
    sqlite_programme.workshop.act(FAY, notes.hide, hidden.split(":")[1], on=True)
    with pytest.raises(NotFound):
        sqlite_programme.act(RAVI, excerpts.code_note, ref, VOICE, on=True)
    for wrong in ("nonsense", f"{sqlite_programme.workshop.id}:none", "999:none", hidden):
        with pytest.raises(NotFound):
            sqlite_programme.act(RAVI, excerpts.code_note, wrong, TRUST, on=True)


def test_a_lead_mends_the_rule_of_an_element_or_code_and_a_late_one_is_not_lost(programme: SampleProgramme) -> None:
    programme.act(LENA, codebook.add, "own_trust", Wording("Clear roles", signals="one\ntwo"))
    for key in ("own_trust", VOICE):
        found = programme.read(lambda session: book.read(session, programme.programme(session)))
        programme.act(LENA, boundary.mend, key, "Only if a person is named.", boundary.rules(found)[key])
        with pytest.raises(Conflict):
            programme.act(OLGA, boundary.mend, key, "Late words", "")
        programme.act(OLGA, boundary.mend, key, "Named, or meant.", "Only if a person is named.\r\n")
        found = programme.read(lambda session: book.read(session, programme.programme(session)))
        assert boundary.rules(found)[key] == "Named, or meant."
        # What else the code says stays, and so do the keys.
        assert found.names["own_trust"] == "Clear roles"
        assert next(code for code in found.codes).signals == ["one", "two"]
        with pytest.raises(NotAllowed):
            programme.act(RAVI, boundary.mend, key, "Words", "Named, or meant.")
    with pytest.raises(NotFound):
        programme.act(LENA, boundary.mend, "facet_role", "Words", "")
