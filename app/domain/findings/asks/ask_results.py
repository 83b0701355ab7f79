"""The results of an ask: distributions and medians, never a mean and never an overall score."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from app.domain.findings.asks import ask_rows
from app.domain.findings.asks.ask_drafts import LINKS
from app.domain.findings.asks.ask_models import Answer, Ballot, Judgement
from app.domain.findings.asks.ask_rows import Distribution, Members
from app.domain.findings.asks.asks import AskRow
from app.internals.prepared_statements import PreparedQuery


class _Given(NamedTuple):
    speaks_for: str | None
    subject: str
    value: int | None
    number: int


class _Ballots(NamedTuple):
    speaks_for: str | None
    number: int


_GIVEN = PreparedQuery(
    select(col(Ballot.speaks_for), col(Answer.subject), col(Answer.value), func.count().label("number"))
    .join(Answer, col(Answer.ballot_id) == col(Ballot.id))
    .where(col(Ballot.ask_id) == bindparam("ask_id"))
    .group_by(col(Ballot.speaks_for), col(Answer.subject), col(Answer.value)),
    _Given,
)
_BALLOTS = PreparedQuery(
    select(col(Ballot.speaks_for), func.count(func.distinct(col(Ballot.id))).label("number"))
    .join(Answer, col(Answer.ballot_id) == col(Ballot.id))
    .where(col(Ballot.ask_id) == bindparam("ask_id"))
    .group_by(col(Ballot.speaks_for)),
    _Ballots,
)


@dataclass(frozen=True)
class Row:
    """One row of the results. `key` is a group, None for no group, OTHERS or TOGETHER.

    A cell is None where too few people could rate the partner, or where a group would rate itself.
    """

    key: str | None
    ballots: int
    cells: Mapping[str, Distribution | None]


@dataclass(frozen=True)
class Agreed:
    """What the group agreed for one subject."""

    value: int
    reason: str
    by: str


@dataclass(frozen=True)
class Results:
    """What may be shown of an ask. `together` has all ballots of a rating of elements; it is empty for links.

    `ballots` is None where too few people answered to show anything. `judgements` are by subject and rating group.
    """

    ask: AskRow
    ballots: int | None
    together: Mapping[str, Distribution]
    rows: list[Row]
    judgements: Mapping[tuple[str, str], Agreed]


class Comparison(NamedTuple):
    """Two asks on the same scale: the subjects of both, and those that only one of them has."""

    both: list[str]
    only_first: list[str]
    only_second: list[str]


class For(Enum):
    """Who reads results: MEMBERS of a programme read exact ones, and what is for ANYONE is protected the most."""

    MEMBERS = "members"
    WORKSHOP = "workshop"
    ANYONE = "anyone"


def read(session: Session, ask: AskRow, reader: For = For.WORKSHOP) -> Results:
    """The results of an ask that was shown, merged as its threshold asks. For members every group has its own row."""
    assert ask.shown_at is not None
    ballots = {row.speaks_for: row.number for row in _BALLOTS.all(session, ask_id=ask.id)}
    ballots = dict(sorted(ballots.items(), key=lambda item: _place(ask, item[0])))
    total = sum(ballots.values())
    given = _distributions(session, ask)
    exact = reader is For.MEMBERS
    shown = ask_rows.exact_rows(ballots) if exact else ask_rows.shown_rows(ballots, ask.threshold)
    together: dict[str, Distribution] = {}
    if ask.kind != LINKS and shown:
        every = Members(ask_rows.TOGETHER, tuple(ballots))
        together = {subject: _cell(ask, given, every, subject) for subject in ask.subjects}
    return Results(
        ask,
        total if shown else None,
        together,
        [
            Row(
                row.key,
                sum(ballots[group] for group in row.groups),
                {
                    subject: cell
                    if ask.kind != LINKS or _may_be_seen(ask, ballots, row, subject, cell, reader)
                    else None
                    for subject in ask.subjects
                    for cell in [_cell(ask, given, row, subject)]
                },
            )
            for row in shown
        ],
        judgements(session, ask.id),
    )


def judgements(session: Session, ask_id: int) -> dict[tuple[str, str], Agreed]:
    """What the group agreed, by subject and rating group ("" for elements)."""
    rows = session.exec(select(Judgement).where(Judgement.ask_id == ask_id).order_by(col(Judgement.subject)))
    return {(row.subject, row.rater): Agreed(row.value, row.reason, row.by) for row in rows}


def earlier(asks: list[AskRow], ask: AskRow) -> AskRow | None:
    """The last ask before this one that was shown and asked the same kind of thing on the same scale."""
    same = [one for one in asks if one.shown_at and one.id < ask.id and (one.kind, one.scale) == (ask.kind, ask.scale)]
    return same[-1] if same else None


def compare(first: AskRow, second: AskRow) -> Comparison:
    """Which subjects of two asks can be shown side by side."""
    return Comparison(
        [subject for subject in second.subjects if subject in first.subjects],
        [subject for subject in first.subjects if subject not in second.subjects],
        [subject for subject in second.subjects if subject not in first.subjects],
    )


def _place(ask: AskRow, group: str | None) -> tuple[int, str]:
    """The groups that are partners come first, in their order; no group comes last."""
    if group is None:
        return len(ask.subjects) + 1, ""
    return (ask.subjects.index(group) if group in ask.subjects else len(ask.subjects)), group


def _distributions(session: Session, ask: AskRow) -> dict[tuple[str | None, str], Distribution]:
    steps = len(ask.scale)
    counted: dict[tuple[str | None, str], list[int]] = {}
    for row in _GIVEN.all(session, ask_id=ask.id):
        counts = counted.setdefault((row.speaks_for, row.subject), [0] * (steps + 1))
        counts[row.value or 0] += row.number
    return {key: Distribution(tuple(counts[1:]), counts[0]) for key, counts in counted.items()}


def _cell(
    ask: AskRow, given: Mapping[tuple[str | None, str], Distribution], row: Members, subject: str
) -> Distribution:
    steps = len(ask.scale)
    return ask_rows.merged([given.get((group, subject), ask_rows.none(steps)) for group in row.groups], steps)


def _may_be_seen(
    ask: AskRow, ballots: Mapping[str | None, int], row: Members, subject: str, cell: Distribution, reader: For
) -> bool:
    """Whether readers may see what a row says of a partner."""
    if row.key == subject:
        return False
    if reader is For.MEMBERS:
        return True
    number = sum(ballots[group] for group in row.groups)
    # A record that was imported does not say which groups it merged, and leaves out what too few could rate.
    unknown = row.groups in ((ask_rows.OTHERS,), (ask_rows.TOGETHER,))
    answered = cell.rated + cell.cant_say
    if unknown and not answered:
        return False
    own = number - answered if unknown else sum(ballots[group] for group in row.groups if group == subject)
    if reader is For.ANYONE and ask_rows.gives_away(own, ask.threshold):
        return False
    return unknown or ask_rows.enough(ballots, row, subject, ask.threshold)
