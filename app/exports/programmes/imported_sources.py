"""Adds the interviews, excerpts, codes and codings of a record to a new programme."""

from app.domain.board import order
from app.domain.findings.coding.coding_models import Code, Excerpt, Interview, Turn, UnitCoding
from app.domain.records import retention
from app.domain.text import one_line, optional_lines
from app.exports.programmes.adding import LINE, TEXT, Adding, later


def interviews(to: Adding) -> None:
    """Add the interviews with their turns, and then all excerpts."""
    today = retention.today(to.programme.time_zone, to.now)
    for facts in to.record.interviews:
        if facts.id in to.gone:
            continue
        row = Interview(
            programme_id=to.id,
            made_by_id=to.person(facts.made_by),
            made_at=facts.made_at,
            id=facts.id,
            number=facts.number,
            place_id=to.ids.places[facts.place - 1],
            speaks_for=facts.speaks_for and one_line(facts.speaks_for, LINE),
            held_on=facts.held_on,
            language=facts.language,
            title=one_line(facts.title, LINE),
            text=facts.text,
            consent=facts.consent,
            consent_note=optional_lines(facts.consent_note, TEXT),
            keep_until=later(facts.keep_until, facts.retention, today),
            retention=facts.retention,
            frozen_at=facts.frozen_at,
            coded_at=facts.coded_at,
            coded_by_id=to.person(facts.coded_by) if facts.coded_by else None,
        )
        to.add([row])
        to.add(
            Turn(programme_id=to.id, interview_id=facts.id, number=number, **vars(turn))
            for number, turn in enumerate(facts.turns)
        )
    to.add(
        Excerpt(
            programme_id=to.id,
            id=facts.id,
            interview_id=facts.interview,
            start=facts.start,
            end=facts.end,
            made_by_id=to.person(facts.made_by),
            made_at=facts.made_at,
        )
        for facts in to.record.excerpts
        if facts.interview not in to.gone
    )


def codes(to: Adding) -> None:
    """Add the programme's own codes in their order, with the aliases of merged ones."""
    key = None
    for facts in to.record.codes:
        key = order.between(key, None)
        row = Code(
            programme_id=to.id,
            key=facts.key,
            name=one_line(facts.name, LINE),
            description=optional_lines(facts.description, TEXT),
            signals=[one_line(line, LINE) for line in facts.signals],
            boundary=optional_lines(facts.boundary, TEXT),
            status=facts.status,
            order_key=key,
            made_by_id=to.person(facts.made_by),
            made_at=facts.made_at,
            merged_into=facts.merged_into,
        )
        to.add([row])


def codings(to: Adding) -> None:
    """Add the codes of units that are there."""
    to.add(
        UnitCoding(
            **to.of(facts.unit),
            element=facts.element,
            coder_id=to.person(facts.coder) if facts.coder else None,
            framework_id=to.ids.frameworks[facts.framework - 1] if facts.framework else None,
            suggested=facts.suggested,
            given_at=facts.given_at,
        )
        for facts in to.record.codings
        if to.there(facts.unit)
    )
