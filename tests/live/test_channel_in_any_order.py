"""Any sequence of events of a channel leaves no gap and no page behind, and never delivers an older update last."""

from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from app.live.connection import GONE, RESTART, STAY_AWAY, TOO_SLOW
from app.live.presence import LINGER_SECONDS
from app.live.steps import Announce, Finish, RenderAll, Request, Rest
from tests.live.machine import Machine, Page

SEATS = st.sampled_from(["ana", "ben", "cai"])
AUDIENCES = st.sampled_from(["board", "steer"])
# Limits of unsent bytes: one that a few frames reach, and one that is never reached.
SLOW, FAST = 200, 10_000
LIMITS = st.sampled_from([SLOW, FAST])


@dataclass(frozen=True)
class Answer:
    """How a request ends, or what the follower does without one."""

    fails: bool = False
    fails_for: tuple[bool, ...] = ()
    moment: float = 1.0
    paused: bool = False


ANSWERS = st.builds(
    Answer,
    fails=st.sampled_from([False, False, True]),
    fails_for=st.lists(st.booleans(), max_size=4).map(tuple),
    moment=st.sampled_from([0.0, 0.5, 1.0]),
    paused=st.booleans(),
)


class AnyOrder(RuleBasedStateMachine):
    """Every input of a channel, in any order that its follower allows."""

    arrivals = Bundle("arrivals")
    pages = Bundle("pages")

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine()
        # The open requests of a step, each with the seq at which it was made; it is read at that seq or later.
        self.asked: dict[Request, int] = {}

    @initialize(target=pages)
    def three_are_here(self) -> object:
        pages = [self.machine.open(*recipient) for recipient in (("ana", "board"), ("ana", "steer"), ("ben", "board"))]
        self.machine.settle()
        return multiple(*pages)

    @rule(target=arrivals, seat=SEATS, audience=AUDIENCES, behind=st.integers(-1, 4), limit=LIMITS)
    def arrive(self, seat: str, audience: str, behind: int, limit: int) -> object:
        """Check a seat, whose page will join; the page may claim a seq beyond the journal."""
        if seat in self.machine.journal.revoked:
            return multiple()
        return self.machine.arrive(seat, audience, since=max(0, self.machine.journal.seq - behind), limit=limit)

    @rule(target=pages, page=consumes(arrivals))
    def join(self, page: Page) -> Page:
        return self.machine.join(page)

    @rule(page=consumes(pages))
    def close(self, page: Page) -> None:
        self.machine.close(page)

    @rule(page=pages, hangs_up=st.booleans())
    def read_or_hang_up(self, page: Page, hangs_up: bool) -> None:
        """Let a slow page read its queue, or let the browser close its socket, which the connection notices before
        it leaves the channel."""
        if hangs_up:
            page.connection.close(GONE)
        else:
            page.receive(self.machine.journal)

    @rule(
        what=st.sampled_from(["poll", "lost notification", "restore"]),
        revoked=st.none() | SEATS,
        seconds=st.sampled_from([0, 0.001, 0.3, 1.0, 11.0]),
    )
    def happen(self, what: str, revoked: str | None, seconds: float) -> None:
        """Change the database, or let time pass."""
        journal = self.machine.journal
        self.machine.now += seconds
        if revoked is not None and what != "restore":
            journal.revoked.add(revoked)
            self.machine.commit()
        if what == "poll":
            self.machine.poll()
        elif what == "lost notification":
            self.machine.commit(notify=False)
        else:
            # In another epoch, numbers go on from an earlier one. The product stops meanwhile: no frame is on its way.
            for page in self.machine.pages.values():
                page.receive(journal)
            journal.epoch += "+"
            journal.seq = max(1, journal.seq - 3)
            self.asked = dict.fromkeys(self.asked, journal.seq)

    @rule(more=st.booleans(), answers=st.lists(ANSWERS, min_size=1, max_size=5))
    def go_on(self, more: bool, answers: list[Answer]) -> None:
        """Take a few steps of the follower, perhaps after a commit, and leave the last requests open."""
        if more:
            self.machine.commit()
            self.machine.now += 0.1
        for answer in answers:
            if not self.asked:
                self._step(paused=answer.paused)
            else:
                self._end(answer)

    def _step(self, *, paused: bool) -> None:
        machine = self.machine
        match machine.step():
            case RenderAll(requests=requests):
                self.asked = dict.fromkeys(requests, machine.journal.seq)
            case Announce():
                if paused:
                    machine.channel.announcer.postpone(machine.now)
                else:
                    machine.channel.announcer.announce(machine.channel.connections, machine.now)
            case Rest(until=until):
                assert until > machine.now, "the channel would wake again and again"
            case Finish():
                assert not machine.channel.connections
                machine.start()

    def _end(self, answer: Answer) -> None:
        """End one request: answer it from a later moment and perhaps not for all recipients, or fail it."""
        machine = self.machine
        request, asked_at = self.asked.popitem()
        if answer.fails:
            machine.channel.failed(request, machine.now)
        else:
            recipients = sorted({connection.recipient for connection in request.connections})
            failed = frozenset(
                recipient for recipient, fails in zip(recipients, answer.fails_for, strict=False) if fails
            )
            at = asked_at + round(answer.moment * (machine.journal.seq - asked_at))
            machine.channel.rendered(request, machine.journal.render(request, at=at, failed=failed), machine.now)
        if not self.asked:
            machine.channel.sent(machine.now)

    @invariant()
    def a_reading_page_receives_everything_in_order(self) -> None:
        for page in self.machine.pages.values():
            if page.limit == FAST:
                page.receive(self.machine.journal)

    @invariant()
    def exactly_those_connected_are_counted(self) -> None:
        channel = self.machine.channel
        assert channel.connections <= self.machine.pages.keys(), "one that has gone is still there"
        for seat in ("ana", "ben", "cai"):
            tabs = [connection for connection in channel.connections if connection.seat == seat]
            assert channel.presence.tabs(f"~{seat}") == len(tabs)
            assert not any(connection.closing == STAY_AWAY for connection in tabs), "a removed seat is still there"

    def teardown(self) -> None:
        """Once nothing fails, every page reaches the present state, and after everyone leaves the channel is empty."""
        machine = self.machine
        while self.asked:
            self._end(Answer(fails=True))
        for _ in range(2):
            machine.commit()
            machine.poll()
            machine.pass_time(30)
        for page in machine.pages.values():
            closing = page.connection.closing
            assert closing in (None, GONE, STAY_AWAY, TOO_SLOW)
            if closing is None:
                assert page.connection.seat not in machine.journal.revoked
                assert (page.at, page.private_at) == (machine.journal.seq, machine.journal.seq)
                assert page.present == machine.channel.presence.count
        for page in list(machine.pages.values()):
            machine.close(page)
        machine.now += LINGER_SECONDS
        assert isinstance(machine.settle(), Finish)
        assert machine.channel.presence.count == 0
        # A stopped channel closes a new connection with 1012.
        machine.channel.stop()
        assert machine.open("dee").connection.closing == RESTART


TestAChannelInAnyOrder = AnyOrder.TestCase
TestAChannelInAnyOrder.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
