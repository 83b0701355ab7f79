"""The admission queue as a state machine: order, rate beside notes, and the longest wait."""

from dataclasses import dataclass, field
from math import inf, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.security.admission_queue import AdmissionQueue, Answer, Policy, Stage, Ticket

POLICY = Policy(at_once=2, share=0.25, longest_wait=8.0, longest_queue=50)


@dataclass
class Time:
    """A queue, a clock, and the tickets that were admitted."""

    queue: AdmissionQueue = field(default_factory=lambda: AdmissionQueue(POLICY))
    now: float = 100.0
    let_in: list[Ticket] = field(default_factory=list)

    def arrive(self, stage: Stage = Stage.FORM, count: int = 1) -> list[Ticket]:
        found = []
        for _ in range(count):
            found.append(self.queue.arrive(stage, self.now))
            self.decide()
        return found

    def decide(self) -> None:
        self.let_in += [ticket for ticket in self.queue.decide(self.now) if ticket.answer is Answer.GO]

    def pass_by(self, seconds: float) -> None:
        self.now += seconds
        self.decide()

    def served(self, ticket: Ticket, after: float = 0.0) -> None:
        self.now += after
        self.queue.leave(ticket, self.now)
        self.decide()

    def note(self) -> None:
        self.queue.note_arrives()
        self.decide()

    def note_done(self) -> None:
        self.queue.note_done()
        self.decide()


def test_a_single_newcomer_is_admitted_at_once() -> None:
    time = Time()
    assert time.arrive() == time.let_in
    assert time.queue.waiting == 0
    assert time.queue.decide_at() == inf


def test_two_newcomers_are_served_together_and_the_others_in_order_of_arrival() -> None:
    time = Time()
    crowd = time.arrive(count=6)
    assert time.let_in == crowd[:2]
    for number in range(4):
        time.served(crowd[number], after=0.01)
        assert time.let_in == crowd[: number + 3]


def test_later_stages_of_joining_go_first() -> None:
    time = Time()
    first = time.arrive(count=2)
    tickets = {stage: time.arrive(stage)[0] for stage in (Stage.FORM, Stage.FORM_SENT, Stage.BOARD, Stage.SOCKET)}
    for ticket in first:
        time.served(ticket)
    for stage in (Stage.SOCKET, Stage.BOARD, Stage.FORM_SENT, Stage.FORM):
        time.served(tickets[stage])
    assert time.let_in[2:] == [tickets[stage] for stage in sorted(Stage)]


def test_no_newcomer_is_admitted_while_a_note_waits() -> None:
    time = Time()
    first, second, third, fourth = time.arrive(count=4)
    time.note()
    time.served(first, after=0.01)
    time.served(second, after=0.01)
    assert time.let_in == [first, second]
    time.note_done()
    assert time.let_in == [first, second, third, fourth]


def test_newcomers_take_a_quarter_of_the_time_while_notes_always_wait() -> None:
    time = Time()
    first, second, *crowd = time.arrive(count=40)
    time.note()
    time.served(first, after=0.02)
    time.served(second)
    began, busy = time.now, 0.0
    for ticket in crowd[:30]:
        while ticket.answer is Answer.WAIT:
            time.pass_by(time.queue.decide_at() - time.now)
        time.served(ticket, after=0.02)
        busy += 0.02
    assert isclose(busy / (time.now - began), POLICY.share, rel_tol=0.1)


def test_a_slower_machine_admits_newcomers_more_slowly() -> None:
    waits = []
    for takes in (0.01, 0.1):
        time = Time()
        first, second, third = time.arrive(count=3)
        time.queue.note_arrives()
        time.served(first, after=takes)
        time.served(second)
        waits.append(time.queue.decide_at() - time.now)
        assert third.answer is Answer.WAIT
    assert waits[1] > 5 * waits[0]


def test_after_the_longest_wait_a_page_must_retry_and_a_form_is_served() -> None:
    time = Time()
    time.arrive(count=2)
    page, board, form, socket = (
        time.arrive(stage)[0] for stage in (Stage.FORM, Stage.BOARD, Stage.FORM_SENT, Stage.SOCKET)
    )
    assert isclose(time.queue.decide_at(), time.now + POLICY.longest_wait)
    time.pass_by(POLICY.longest_wait - 0.1)
    assert {ticket.answer for ticket in (page, board, form, socket)} == {Answer.WAIT}
    time.pass_by(0.2)
    assert [ticket.answer for ticket in (page, board, form, socket)] == [
        *(Answer.COME_BACK, Answer.COME_BACK, Answer.GO, Answer.GO)
    ]


def test_a_full_queue_refuses_pages_and_accepts_forms() -> None:
    time = Time()
    time.arrive(count=2 + POLICY.longest_queue)
    assert time.arrive(Stage.BOARD)[0].answer is Answer.COME_BACK
    assert time.arrive(Stage.FORM_SENT)[0].answer is Answer.WAIT


def test_a_request_that_stops_waiting_takes_no_turn() -> None:
    time = Time()
    first, second, third, fourth = time.arrive(count=4)
    time.served(third)
    time.served(first)
    time.served(second)
    assert time.let_in == [first, second, fourth]
    assert time.queue.waiting == 0


@settings(max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("arrive"), st.sampled_from(list(Stage))),
            st.tuples(st.sampled_from(["serve", "give up", "note", "note done", "time"]), st.integers(0, 9)),
        ),
        max_size=120,
    )
)
def test_every_request_gets_an_answer_in_time(steps: list[tuple[str, int]]) -> None:
    time, tickets, notes = Time(), [], 0
    for step, value in steps:
        waiting = [ticket for ticket in tickets if ticket.answer is Answer.WAIT]
        working = [ticket for ticket in time.let_in if ticket in tickets]
        if step == "arrive":
            tickets += time.arrive(Stage(value))
        elif step == "serve" and working:
            ticket = working[value % len(working)]
            tickets.remove(ticket)
            time.served(ticket, after=0.001 * value)
        elif step == "give up" and waiting:
            ticket = waiting[value % len(waiting)]
            tickets.remove(ticket)
            time.served(ticket)
        elif step == "note":
            notes += 1
            time.note()
        elif step == "note done" and notes:
            notes -= 1
            time.note_done()
        elif step == "time":
            time.pass_by(value / 5)
        for ticket in tickets:
            assert ticket.answer is not Answer.WAIT or time.now < ticket.arrived + POLICY.longest_wait
        if any(ticket.answer is Answer.WAIT for ticket in tickets):
            assert time.queue.decide_at() > time.now
            assert notes or time.queue.decide_at() < inf
    # Once no note waits and all are served, the queue is empty.
    for _ in range(notes):
        time.note_done()
    while working := [ticket for ticket in time.let_in if ticket in tickets]:
        tickets.remove(working[0])
        time.served(working[0])
    assert time.queue.waiting == 0


@pytest.mark.parametrize("notes", [0, 1])
def test_an_empty_queue_needs_no_decision(notes: int) -> None:
    time = Time()
    for _ in range(notes):
        time.note()
    (ticket,) = time.arrive()
    assert ticket.answer is Answer.GO
    assert time.queue.decide_at() == inf
