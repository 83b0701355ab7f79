"""What may leave a programme, and what must not."""

from app.exports.programmes.bundle import ProgrammeBundle
from tests.exports.programmes.full import (
    BLIND_ONLY,
    CLOSED_ROUND,
    GONE,
    HIDDEN,
    MERGED,
    OPEN_MEMO,
    OPEN_ROUND,
    TRUST,
    FullProgramme,
)
from tests.programme import RAVI
from tests.workshop import ANA, BEN, FAY


def test_a_bundle_has_nothing_hidden_or_withdrawn_and_nothing_of_an_open_round(
    full: FullProgramme, taken: ProgrammeBundle
) -> None:
    words = repr(taken)
    for absent in (HIDDEN, GONE, OPEN_MEMO, OPEN_ROUND, "Round 2"):
        assert absent not in words
    record = taken.record
    assert [found.id for found in record.rounds] == [CLOSED_ROUND]
    assert BLIND_ONLY not in repr([record.rounds, record.codings, taken.units])
    assert {memo.id for memo in record.memos} == {"m1", "m2", "m3", "m4"}
    # No seat, code or address of an account.
    workshop = full.of.workshop
    for secret in (workshop.code, "@x.example", *(f"'{seat}'" for seat in (ANA, BEN, FAY))):
        assert secret not in words


def test_a_bundle_has_the_coders_of_closed_rounds_and_the_decisions_in_place_of_elements(
    full: FullProgramme, taken: ProgrammeBundle
) -> None:
    record = taken.record
    (found,) = record.rounds
    assert [record.people[coder.person - 1] for coder in found.coders] == ["Lena", "Ravi"]
    assert len(found.units) == len(full.notes) + 3
    (decision,) = found.decisions
    assert (decision.after, record.people[decision.by - 1]) == (["involve_decisions"], RAVI)
    by_name = {unit.name: unit for unit in taken.units}
    assert by_name[decision.unit].codes == {"involve_decisions"}
    # A merged code stays as an alias.
    assert {code.key: code.merged_into for code in record.codes}[MERGED] == TRUST
    assert [part.record.workshop.naming for part in record.workshops] == ["anonymous"]
    assert {
        coding.given_at.minute % 15 + coding.given_at.second for coding in record.codings if ":" in coding.unit
    } == {0}


def test_words_for_analysis_only_cannot_be_quoted_and_groups_are_named_with_consent_only(
    full: FullProgramme, taken: ProgrammeBundle
) -> None:
    by_name = {unit.name: unit for unit in taken.units}
    alone = by_name[full.alone.ref]
    assert (alone.quotable, alone.group) == (False, None)
    assert by_name[full.welsh.ref].group == "council"
    quotes = {name: quote for theme in taken.themes for name, _stance, quote in theme.pieces}
    assert quotes[full.alone.ref] is None
    assert quotes[full.welsh.ref] == "Mae’r berthynas â’r cyngor … 👩\u200d👧."
