"""Asks: planned in the agenda, opened, answered, shown, judged, asked again, and settled when the workshop closes."""

import pytest
from sqlmodel import Session

from app.domain import journal
from app.domain.errors import Closed, Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings.asks import ask_results, asks, ballots, judgements
from app.domain.findings.asks.ask_drafts import PUBLISHED_LINKS, SCALES, AskDraft
from app.domain.findings.asks.ask_models import Answer, Ask, Ballot, Judgement
from app.domain.findings.asks.ask_rows import TOGETHER, Distribution
from app.domain.steering import agenda, agenda_editing, locks
from app.domain.workshops import closing, deletion, drafts, plans, seats, workshops
from tests.domain.findings.rating import POWER, VOICE, Rating
from tests.workshop import ANA, BEN, FAY


def test_answers_are_states_that_people_can_change_until_the_results_are_shown(rating: Rating) -> None:
    rating.plan(AskDraft())
    with pytest.raises(Closed):
        rating.rate(ANA, involve_voice=2)
    rating.open()
    first = rating.rate(ANA, involve_voice=2, involve_decisions=None)
    assert rating.rate(ANA, involve_voice=2) == first
    rating.rate(ANA, involve_voice=3)
    rating.rate(BEN, involve_voice=4)
    assert rating.progress() == (2, 0, 9)
    own = rating.workshop.read(lambda session: ballots.own(session, rating.workshop.id, [ANA, BEN, FAY]))
    assert own[ANA] == {rating.ask_id: ballots.Own("resident", {VOICE: 3, POWER: None})}
    assert own[BEN][rating.ask_id].answers == {VOICE: 4}
    assert FAY not in own
    rating.rate(ANA, **dict.fromkeys(rating.row().subjects, 1))
    assert rating.progress().finished == 1
    rating.show()
    with pytest.raises(Closed):
        rating.rate(ANA, involve_voice=1)
    with pytest.raises(Conflict):
        rating.open()
    events = [event for _seq, event in rating.workshop.read(lambda s: journal.since(s, rating.workshop.id, 0, 99))]
    assert [event.kind for event in events if event.kind.startswith(("Ask", "Answer"))] == [
        "AskOpened",
        *["AnswerGiven"] * 4,
        "AskShown",
    ]
    assert all(event.payload() == {} for event in events if event.kind == "AnswerGiven")


def test_who_cannot_rate_and_what_is_no_answer(rating: Rating) -> None:
    rating.plan(AskDraft())
    rating.open()
    with pytest.raises(NotAllowed):
        rating.rate(FAY, involve_voice=1)
    for wrong in ({"involve_voice": 5}, {"involve_voice": 0}, {"no_such_element": 1}):
        with pytest.raises(Invalid):
            rating.rate(ANA, **wrong)
    with pytest.raises(NotAllowed):
        rating.workshop.act(ANA, asks.show, rating.ask_id)
    with pytest.raises(NotFound):
        rating.workshop.act(FAY, asks.show, 99999)
    rating.workshop.act(FAY, locks.lock_board, on=True)
    with pytest.raises(Closed):
        rating.rate(ANA, involve_voice=1)
    rating.workshop.act(FAY, locks.lock_board, on=False)
    rating.open(on=False)
    with pytest.raises(Closed):
        rating.rate(ANA, involve_voice=1)
    rating.open()
    rating.rate(ANA, involve_voice=1)
    rating.workshop.act(FAY, agenda.end)
    with pytest.raises(Closed):
        rating.rate(ANA, involve_voice=2)
    assert [(row.subject, row.value) for row in rating.rows(Answer)] == [(VOICE, 1)]


def test_what_an_ask_asks_stays_once_it_was_opened(rating: Rating) -> None:
    rating.plan(AskDraft())
    phase = rating.workshop.workshop().phase_id
    draft = agenda_editing.Draft(
        "Another title", may=["rate"], ask=AskDraft("list", items=["Our own", "Our own", " ", "Two"])
    )
    rating.workshop.act(FAY, agenda_editing.edit, phase, draft)
    assert rating.row().items == ["Our own", "Two"]
    rating.open()
    assert rating.row().subjects == ["Our own", "Two"]
    rating.workshop.act(FAY, agenda_editing.edit, phase, draft)
    for other in (
        agenda_editing.Draft("No rating"),
        agenda_editing.Draft("Links", may=["rate"], ask=AskDraft("links")),
    ):
        with pytest.raises(Conflict):
            rating.workshop.act(FAY, agenda_editing.edit, phase, other)
    with pytest.raises(Invalid):
        rating.plan(AskDraft(scale=["Only one"]))
    rating.plan(AskDraft("list"))
    with pytest.raises(Conflict):
        rating.open()
    present = rating.workshop.workshop().phase_id
    rating.workshop.act(FAY, agenda_editing.add, agenda_editing.Draft("Later"))
    later = rating.workshop.read(lambda session: agenda.phases(session, rating.workshop.id))[-1].id
    rating.workshop.act(FAY, agenda.enter, later, seen=present)
    with pytest.raises(Conflict):
        rating.workshop.act(FAY, agenda_editing.remove, phase)


def test_the_group_records_its_judgement_with_a_reason_after_the_results(rating: Rating) -> None:
    rating.plan(AskDraft())
    rating.open()
    with pytest.raises(Conflict):
        rating.workshop.act(FAY, judgements.judge, rating.ask_id, VOICE, 2, "We ask")
    rating.show()
    with pytest.raises(Invalid):
        rating.workshop.act(FAY, judgements.judge, rating.ask_id, VOICE, 2, " ")
    for wrong in ((VOICE, 5), ("nhs", 1)):
        with pytest.raises(Invalid):
            rating.workshop.act(FAY, judgements.judge, rating.ask_id, *wrong, "Why")
    with pytest.raises(NotAllowed):
        rating.workshop.act(ANA, judgements.judge, rating.ask_id, VOICE, 2, "We ask")
    seq = rating.workshop.act(FAY, judgements.judge, rating.ask_id, VOICE, 2, "We ask and\nrarely answer")
    assert rating.workshop.act(FAY, judgements.judge, rating.ask_id, VOICE, 2, "We ask and rarely answer") == seq
    agreed = ask_results.Agreed(2, "We ask and rarely answer", "Facilitator")
    assert rating.results().judgements == {(VOICE, ""): agreed}
    rating.workshop.act(FAY, judgements.judge, rating.ask_id, VOICE, None, "")
    assert rating.results().judgements == {}


def test_closing_the_workshop_shows_ratings_and_erases_whose_they_are(rating_on_each_database: Rating) -> None:
    rating = rating_on_each_database
    rating.plan(AskDraft())
    rating.open()
    for ref, step in zip([*rating.join("council", 2), ANA, BEN], (1, 2, 3, 4), strict=True):
        rating.rate(ref, involve_voice=step)
    before = {ballot.id for ballot in rating.rows(Ballot)}
    rating.workshop.act(FAY, closing.close, on=True)
    after = rating.rows(Ballot)
    assert {ballot.seat_id for ballot in after} == {None}
    assert not before & {ballot.id for ballot in after}
    assert [ballot.id for ballot in after] == sorted(ballot.id for ballot in after)
    assert sorted(ballot.speaks_for for ballot in after) == ["council", "council", "resident", "resident"]
    assert rating.row().state == "shown"
    results = rating.results()
    assert [(row.key, row.cells[VOICE]) for row in results.rows] == [(TOGETHER, Distribution((1, 1, 1, 1)))]
    with pytest.raises(Closed):
        rating.workshop.act(FAY, judgements.judge, rating.ask_id, VOICE, 2, "Too late")


def test_an_ask_goes_with_its_workshop_and_is_planned_again_in_a_copy(rating: Rating) -> None:
    rating.plan(AskDraft(name="How are we doing?", words={"cy": {"name": "Sut hwyl?"}}))
    rating.open()
    rating.rate(ANA, involve_voice=1)
    workshop = rating.workshop

    def copied(session: Session) -> drafts.AskDraft | None:
        return workshops.draft_of(session, seats.find(session, workshop.key)).agenda[0].ask

    assert workshop.read(copied) == AskDraft(
        "elements", "How are we doing?", {"cy": {"name": "Sut hwyl?"}}, list(SCALES["elements"]), []
    )
    workshop.write(
        lambda session: deletion.delete_workshop(session, seats.find(session, workshop.key, hold=True), workshop.now())
    )
    assert [rating.rows(model) for model in (Ask, Ballot, Answer, Judgement)] == [[], [], [], []]


def test_templates_plan_ratings_and_contain_no_wording_that_nobody_has_read(rating: Rating) -> None:
    for key, kind, scale in (
        ("links", "links", PUBLISHED_LINKS),
        ("civic-support", "list", SCALES["list"]),
        ("six-steps", "list", SCALES["list"]),
    ):
        planned = plans.plan(key)
        assert bool(planned.source) == (kind == "list")
        rating.workshop.write(
            lambda session, planned=planned: agenda_editing.create(
                session, seats.find(session, rating.workshop.key, hold=True), planned.agenda
            )
        )
        ask = rating.workshop.read(lambda session: asks.listed(session, rating.workshop.id))[-1]
        assert (ask.kind, ask.scale, ask.items) == (kind, list(scale), [])
