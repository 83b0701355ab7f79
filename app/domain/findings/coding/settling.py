"""Settles the differences of a closed round: one decision with a reason for each, kept beside the first choices."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session

from app.domain.checks import Checks
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.findings.coding import book, books, rounds
from app.domain.findings.coding.coding_models import Round, Settled
from app.domain.findings.coding.figures import Sample
from app.domain.findings.events import DifferenceSettled
from app.domain.findings.interviews import excerpts
from app.domain.findings.rights import Colleague, Right, record, require
from app.domain.findings.units import EXCERPT, Ref, Unit
from app.domain.mapping.codings import NOT_ABOUT
from app.domain.text import optional_lines


class Difference(NamedTuple):
    """A unit that coders have coded differently. `choices` has the keys by coder, `settled` the decision, if any."""

    unit: Unit
    choices: dict[int, frozenset[str]]
    settled: Settled | None


def sample(session: Session, person: Colleague, round_id: str) -> Sample:
    """What the coders of a closed round gave its units. Raises Conflict while it is open, and for reflexive ones."""
    found = rounds.find(session, person.programme, round_id)
    _closed(found.round)
    if person.programme.reflexive:
        raise Conflict("This programme is reflexive, so no agreement figures are computed.")
    given = books.codes(session, person, round_id)
    coders = tuple(coder.coder_id for coder in found.coders)
    units = rounds.sample(session, person.programme, round_id)
    coded = tuple(
        tuple(frozenset(keys) if (keys := given[coder].get(unit.name)) else None for coder in coders) for unit in units
    )
    elements = (*rounds.choices(session, person.programme, found.round), NOT_ABOUT)
    return Sample(coders, coded, elements, found.round.seed)


def differences(session: Session, person: Colleague, round_id: str) -> list[Difference]:
    """The differences of a closed round, those of the element that was given differently most often first.

    Raises Conflict while the round is open.
    """
    _closed(rounds.find(session, person.programme, round_id).round)
    given = books.codes(session, person, round_id)
    found = []
    for unit in rounds.sample(session, person.programme, round_id):
        choices = {coder: frozenset(own[unit.name]) for coder, own in given.items() if own.get(unit.name)}
        if len(set(choices.values())) > 1:
            settled = session.get(Settled, (person.programme_id, round_id, unit.kind, unit.ref))
            found.append(Difference(unit, choices, settled))
    often = Counter(key for difference in found for key in _disputed(difference))
    return sorted(found, key=lambda one: -max(often[key] for key in _disputed(one)))


def settle(
    session: Session, person: Colleague, round_id: str, unit: Ref, after: Iterable[str], reason: str, revision: int
) -> int:
    """Store the decision about one difference, which the programme's evidence has from now on; returns the seq.

    For a note the decision counts in this programme only, and its workshop's own mapping stays. Raises NotAllowed,
    NotFound, Invalid with the field, and Conflict if the round is open or someone has settled it since `revision`.
    """
    require(person, Right.CODE)
    round_ = rounds.find(session, person.programme, round_id).round
    found = next((one for one in differences(session, person, round_id) if one.unit.name == unit), None)
    if found is None:
        raise NotFound("The coders do not differ about this note or excerpt.")
    keys = set(after)
    checks = Checks()
    known = keys and keys <= {*rounds.choices(session, person.programme, round_), NOT_ABOUT}
    checks.unless(known, Invalid("Choose what you decide together.", field="decision"))
    alone = len(keys) < 2 or NOT_ABOUT not in keys
    checks.unless(alone, Invalid("“Not about the framework” cannot go with an element.", field="decision"))
    typed = reason
    reason = checks.value(lambda: optional_lines(typed, rounds.LONGEST_REASON, rounds.TOO_LONG), "", field="reason")
    checks.unless(reason, Invalid("Enter the reason for your decision.", field="reason"))
    checks.finish()
    row = found.settled or Settled(
        programme_id=person.programme_id,
        round_id=round_id,
        kind=unit.kind,
        ref=unit.ref,
        before={},
        after=[],
        reason="",
        by_id=person.id,
        at=person.now,
    )
    if row.revision != revision:
        raise Conflict("Someone else has just settled this difference. Reload the page to see the decision.")
    row.before = {str(coder): sorted(choice) for coder, choice in found.choices.items()}
    row.after, row.reason, row.by_id, row.at = sorted(keys), reason, person.id, person.now
    row.revision += 1
    session.add(row)
    session.flush()
    _give(session, person, unit, keys)
    return record(session, person, DifferenceSettled(unit.kind, unit.ref, round_id))


def _give(session: Session, person: Colleague, unit: Ref, keys: set[str]) -> None:
    """Make these the codes of a unit in the programme's shared book, which has only the own codes of notes."""
    codes = book.read(session, person.programme)
    known = {code.key for code in codes.codes}
    if unit.kind == EXCERPT:
        known |= {*codes.framework.element_keys, NOT_ABOUT}
    for key in sorted((excerpts.codes_of(session, person, unit) & known) - keys):
        excerpts.take(session, person, unit, key)
    for key in sorted(keys & known):
        excerpts.give(session, person, unit, key)


def _closed(round_: Round) -> None:
    if round_.closed_at is None:
        raise Conflict("This round is not closed yet.")


def _disputed(difference: Difference) -> frozenset[str]:
    """The keys that some coders gave and others did not."""
    sets = list(difference.choices.values())
    return frozenset.union(*sets) - frozenset.intersection(*sets)
