"""Rounds of independent coding: drawing, coding in one's own book, closing, figures and settling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import programmes, regions, removal
from app.domain.findings.coding import book, books, figures, rounds, sampling, settling, suggesting
from app.domain.findings.coding.coding_models import BlindCoding
from app.domain.findings.rights import Colleague
from app.domain.findings.units import Ref
from app.domain.mapping.codings import NOT_ABOUT
from tests.domain.findings.test_agreement import GOLDEN
from tests.programme import LENA, OLGA, RAVI, RHYS, SampleProgramme
from tests.workshop import ANA, BEN, SampleWorkshop

ROUND = "r" * 24
VOICE, POWER = "involve_voice", "involve_decisions"


@given(st.dictionaries(st.text("ab1/", max_size=3), st.integers(0, 40), max_size=6), st.data())
def test_a_sample_has_its_size_and_each_stratum_its_share(sizes: dict[str, int], data: st.DataObject) -> None:
    whole = sum(sizes.values())
    size = data.draw(st.integers(0, whole))
    strata = {stratum: [f"{stratum}.{at}" for at in range(number)] for stratum, number in sizes.items()}
    drawn = sampling.draw(strata, size, seed=7)
    assert len({name for _stratum, name in drawn}) == size
    assert drawn == sampling.draw(strata, size, seed=7)
    for stratum, number in sizes.items():
        exact = size * number / whole if whole else 0
        assert abs(sum(one == stratum for one, _name in drawn) - exact) < 1


def drawn(programme: SampleProgramme, notes: int = 4, size: int | None = None) -> list[Ref]:
    """The names of the units of a new round of Lena and Ravi, in the order of the sample."""
    for number in range(notes):
        programme.workshop.post(ANA if number % 2 else BEN, f"Words {number}")
    coders = (programme.accounts[LENA], programme.accounts[RAVI])
    programme.act(LENA, rounds.draw, ROUND, rounds.Draft("Round 1", coders, size=size or notes, seed=4127))
    return [unit.name for unit in programme.read(lambda s: rounds.sample(s, programme.programme(s), ROUND))]


def code(programme: SampleProgramme, name: str, unit: Ref, *elements: str) -> None:
    for element in elements:
        programme.act(name, rounds.give, ROUND, unit, element, on=True)


def readable(programme: SampleProgramme, name: str) -> dict[int, dict[Ref, set[str]]]:
    return programme.act(name, books.codes, ROUND)


def closed(programme: SampleProgramme) -> None:
    for name in (LENA, RAVI):
        programme.act(name, rounds.finish, ROUND, on=True)
    programme.act(LENA, rounds.close, ROUND)


def test_only_a_lead_draws_a_round_for_two_people_who_may_code(programme: SampleProgramme) -> None:
    programme.workshop.post(ANA)
    of = programme.accounts
    good = rounds.Draft("Round 1", (of[LENA], of[RAVI]), percent=100)
    with pytest.raises(NotAllowed):
        programme.act(RAVI, rounds.draw, ROUND, good)
    for coders in [(of[LENA],), (of[LENA], of[LENA]), (of[LENA], of[RHYS]), (of[LENA], 999)]:
        with pytest.raises(Invalid) as refused:
            programme.act(LENA, rounds.draw, ROUND, rounds.Draft("Round 1", coders, size=1))
        assert list(refused.value.problems) == ["coders"]
    for size in (0, 2, None):
        with pytest.raises(Invalid) as refused:
            programme.act(LENA, rounds.draw, ROUND, rounds.Draft("Round 1", (of[LENA], of[RAVI]), size=size))
        assert list(refused.value.problems) == ["size"]
    assert programme.act(LENA, rounds.draw, ROUND, good).size == 1
    assert "RoundDrawn" in programme.events()


def test_a_sample_stays_as_it_was_drawn_but_for_what_is_withdrawn(programme: SampleProgramme) -> None:
    before = drawn(programme, 4, size=3)
    programme.workshop.post(ANA, "A later note")
    names = programme.read(lambda s: [u.name for u in rounds.sample(s, programme.programme(s), ROUND)])
    assert names == before


def test_until_a_round_closes_only_its_coder_reads_a_book(programme: SampleProgramme) -> None:
    first = drawn(programme)[0]
    code(programme, RAVI, first, VOICE)
    ravi, lena = programme.accounts[RAVI], programme.accounts[LENA]
    assert readable(programme, RAVI) == {ravi: {first: {VOICE}}}
    assert readable(programme, LENA) == {lena: {}}
    assert readable(programme, OLGA) == readable(programme, RHYS) == {}
    closed(programme)
    for name in (OLGA, LENA, RAVI, RHYS):
        assert readable(programme, name)[ravi] == {first: {VOICE}}


def test_files_get_the_codes_of_a_round_only_once_it_is_closed(programme: SampleProgramme) -> None:
    def in_files(session: Session) -> list[str]:
        return [coding.element for coding in books.of_closed_rounds(session, programme.programme(session))]

    code(programme, LENA, drawn(programme)[0], VOICE)
    assert programme.read(in_files) == []
    closed(programme)
    assert programme.read(in_files) == [VOICE]


def test_an_open_round_withholds_suggestions_from_the_workshops_of_its_sample_only(
    sqlite_programme: SampleProgramme,
) -> None:
    programme = sqlite_programme
    drawn(programme)
    other = SampleWorkshop(programme.workshop.database)
    other.post(ANA, "A note of another workshop")

    def withheld(workshop: SampleWorkshop) -> bool:
        return programme.read(lambda session: suggesting.withheld(session, workshop.id))

    assert (withheld(programme.workshop), withheld(other)) == (True, False)
    programme.act(LENA, rounds.close, ROUND, "We stop here.")
    assert not withheld(programme.workshop)


def test_coding_alone_moves_nothing_that_others_can_read(programme: SampleProgramme) -> None:
    first = drawn(programme)[0]

    def moving(session: Session) -> tuple[object, ...]:
        found = programme.programme(session)
        return found.seq, found.render_version, regions.stamp(session, found)

    before = programme.read(moving), programme.events(), programme.units()
    code(programme, RAVI, first, VOICE, POWER, NOT_ABOUT)
    assert (programme.read(moving), programme.events(), programme.units()) == before


def test_not_about_the_framework_excludes_every_other_code_in_a_book(sqlite_programme: SampleProgramme) -> None:
    first = drawn(sqlite_programme)[0]
    ravi = sqlite_programme.accounts[RAVI]
    code(sqlite_programme, RAVI, first, VOICE, POWER, NOT_ABOUT)
    assert readable(sqlite_programme, RAVI)[ravi] == {first: {NOT_ABOUT}}
    code(sqlite_programme, RAVI, first, VOICE, VOICE)
    assert readable(sqlite_programme, RAVI)[ravi] == {first: {VOICE}}
    sqlite_programme.act(RAVI, rounds.give, ROUND, first, VOICE, on=False)
    assert readable(sqlite_programme, RAVI)[ravi] == {}


def test_a_coder_codes_only_what_was_drawn_for_them_and_only_until_they_are_done(programme: SampleProgramme) -> None:
    first = drawn(programme)[0]
    for name in (OLGA, RHYS):
        with pytest.raises(NotFound if name == OLGA else NotAllowed):
            code(programme, name, first, VOICE)
    with pytest.raises(NotFound):
        code(programme, RAVI, first, "no_such_element")
    with pytest.raises(NotFound):
        code(programme, RAVI, Ref("note", "1:nothing"), VOICE)
    programme.act(RAVI, rounds.finish, ROUND, on=True)
    with pytest.raises(Conflict):
        code(programme, RAVI, first, VOICE)
    programme.act(RAVI, rounds.finish, ROUND, on=False)
    code(programme, RAVI, first, VOICE)
    closed(programme)
    with pytest.raises(Conflict):
        programme.act(RAVI, rounds.finish, ROUND, on=False)


def test_closing_needs_everyone_to_be_done_or_a_reason(programme: SampleProgramme) -> None:
    first = drawn(programme)[0]
    programme.act(RAVI, rounds.finish, ROUND, on=True)
    with pytest.raises(NotAllowed):
        programme.act(RAVI, rounds.close, ROUND)
    with pytest.raises(Invalid):
        programme.act(LENA, rounds.close, ROUND, "  ")
    programme.act(LENA, rounds.close, ROUND, "Lena is ill.")
    found = programme.read(lambda s: rounds.find(s, programme.programme(s), ROUND).round)
    assert found.reason == "Lena is ill."
    # Lena was not done, and the figures of a closed round must not change.
    with pytest.raises(Conflict):
        code(programme, LENA, first, VOICE)


def golden_round(programme: SampleProgramme) -> list[Ref]:
    """A closed round in which Lena and Ravi gave the sets of the golden file, as keys of elements."""
    keys = dict(zip("vdpcs", _elements(programme), strict=False)) | {"n": NOT_ABOUT}
    names = drawn(programme, 12)
    for coder, given_sets in zip((LENA, RAVI), GOLDEN["multi_label"]["coders"], strict=True):
        for name, keys_given in zip(names, given_sets, strict=True):
            code(programme, coder, name, *(keys[key] for key in keys_given or ()))
    closed(programme)
    return names


def _elements(programme: SampleProgramme) -> list[str]:
    codes = programme.read(lambda session: book.read(session, programme.programme(session)))
    return [element["key"] for element in codes.elements]


def test_closing_a_round_shows_the_figures_of_the_golden_file(programme: SampleProgramme) -> None:
    golden_round(programme)
    found = figures.compute(programme.act(LENA, settling.sample, ROUND))
    golden = GOLDEN["multi_label"]
    (pair,) = found.pairs
    assert (pair.counts.units, pair.counts.same, pair.counts.sharing) == (11, golden["same_set"], golden["share_one"])
    kappas = [one.counts.kappa for one in pair.elements if one.counts.both + one.counts.only_first > 0]
    expected = [golden["per_element"][key]["kappa"] for key in "vdpcsn"]
    assert kappas == pytest.approx(expected, abs=1e-9)
    assert found.masi.value == pytest.approx(golden["alpha_masi_nltk"], abs=1e-9)
    unused = [one for one in pair.elements if one.element in found.unused]
    assert unused
    assert all(one.counts.kappa is None and one.interval is None for one in unused)


def test_a_reflexive_programme_computes_no_figure(sqlite_programme: SampleProgramme) -> None:
    golden_round(sqlite_programme)

    def reflexive(session: Session, person: Colleague) -> None:
        now = person.programme
        details = programmes.Details(now.name, now.keep_until, reflexive=True)
        programmes.edit(session, person, details)

    sqlite_programme.act(OLGA, reflexive)
    with pytest.raises(Conflict):
        sqlite_programme.act(LENA, settling.sample, ROUND)


def test_figures_and_differences_wait_for_the_closing(programme: SampleProgramme) -> None:
    drawn(programme)
    for read in (settling.sample, settling.differences):
        with pytest.raises(Conflict):
            programme.act(LENA, read, ROUND)


def test_a_settled_difference_keeps_both_choices_and_is_the_evidence_from_then_on(programme: SampleProgramme) -> None:
    first, second, *_rest = drawn(programme)
    code(programme, LENA, first, VOICE)
    code(programme, RAVI, first, POWER)
    code(programme, LENA, second, VOICE)
    closed(programme)
    (difference,) = programme.act(LENA, settling.differences, ROUND)
    assert difference.unit.name == first
    with pytest.raises(Invalid):
        programme.act(RAVI, settling.settle, ROUND, first, {VOICE}, " ", 0)
    with pytest.raises(Invalid):
        programme.act(RAVI, settling.settle, ROUND, first, set(), "Because.", 0)
    with pytest.raises(NotFound):
        programme.act(RAVI, settling.settle, ROUND, second, {VOICE}, "Because.", 0)
    with pytest.raises(NotAllowed):
        programme.act(RHYS, settling.settle, ROUND, first, {VOICE}, "Because.", 0)
    programme.act(RAVI, settling.settle, ROUND, first, {VOICE, POWER}, "It is about both.", 0)
    with pytest.raises(Conflict):
        programme.act(LENA, settling.settle, ROUND, first, {VOICE}, "Because.", 0)
    (difference,) = programme.act(LENA, settling.differences, ROUND)
    assert difference.settled is not None
    assert difference.settled.before == {
        str(programme.accounts[LENA]): [VOICE],
        str(programme.accounts[RAVI]): [POWER],
    }
    (unit,) = [unit for unit in programme.units() if unit.name == first]
    assert unit.codes == {VOICE, POWER}


def test_erasing_a_note_removes_it_from_the_books(sqlite_programme: SampleProgramme) -> None:
    first = drawn(sqlite_programme)[0]
    code(sqlite_programme, RAVI, first, VOICE)
    note_id = first.ref.split(":")[1]
    workshop = sqlite_programme.workshop
    sqlite_programme.write(lambda s: removal.forget_notes(s, workshop.id, [note_id], workshop.now()))
    assert sqlite_programme.read(lambda s: s.exec(select(BlindCoding)).all()) == []
