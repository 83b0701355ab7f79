"""A channel without a server: the journal is a number, the renderer returns the numbers it has rendered, and pages
notice a gap, an older update after a newer one, or another seat's private fragment."""

import re
from dataclasses import dataclass, field
from typing import Any

from app.live.channel import Channel
from app.live.connection import Connection
from app.live.steps import Announce, Finish, RenderAll, Request, Rest, Step
from app.live.update import Audience, Frame, Recipient, Update


@dataclass
class Journal:
    """The journal's position, and the recipients that have lost their seat."""

    seq: int = 10
    epoch: str = "first"
    revoked: set[str] = field(default_factory=set)

    def render(self, request: Request, *, at: int | None = None, failed: frozenset[Recipient] = frozenset()) -> Update:
        """The update of a renderer that reads the journal at `at` and fails for these recipients."""
        seq = self.seq if at is None else at
        recipients = [(seat, audience) for audience, seats in request.recipients.items() for seat in seats]
        revoked = frozenset(recipient for recipient in recipients if recipient[0] in self.revoked)
        if request.epoch != self.epoch or request.since > seq:
            return Update(seq, self.epoch, refetch=True, revoked=revoked)
        told = [recipient for recipient in recipients if recipient not in revoked | failed]
        return Update(
            seq,
            self.epoch,
            common={audience: f"[{audience} {request.since} {seq}]" for _seat, audience in told},
            private_fragments={(seat, audience): f"[{seat} of {audience} {seq}]" for seat, audience in told},
            revoked=revoked,
            failed=frozenset(failed & set(recipients) - revoked),
        )


@dataclass
class Page:
    """A page that checks the frames of its connection as they arrive."""

    connection: Connection
    at: int
    epoch: str
    private_at: int = -1
    # The seq of the last numbered frame, or the one at which its connection began.
    last: int = -1
    present: int | None = None
    limit: int = 10_000
    refetched: int = 0
    frames: list[dict] = field(default_factory=list)

    def receive(self, journal: Journal) -> None:
        """Take in all queued frames."""
        while (frame := self.connection.take()) is not None:
            self._take_in(frame, journal)

    def _take_in(self, frame: Frame, journal: Journal) -> None:
        self.frames.append(frame.fields)
        self.present = frame.fields.get("here", self.present)
        if frame.fields.get("board"):
            # The fetched board shows the present state.
            self.at = self.private_at = journal.seq
            self.epoch, self.last = journal.epoch, frame.fields["seq"]
            self.refetched += 1
            return
        content = frame.fields.get("content", "")
        for seat, audience, seq in re.findall(r"\[(\w+) of (\w+) (\d+)\]", content):
            assert (seat, audience) == self.connection.recipient, "another seat's private fragment"
            self.private_at = max(self.private_at, int(seq))
        if frame.seq is None:
            return
        assert frame.seq > self.last, "an older update after a newer one"
        self.last = frame.seq
        if frame.seq <= self.at:
            return  # shown by the board that was fetched
        ((audience, since, seq),) = re.findall(r"\[(\w+) (\d+) (\d+)\]", content)
        assert audience == self.connection.audience, "another audience's update"
        assert frame.epoch == self.epoch, "an update in another epoch than the page"
        assert int(since) <= self.at, "a gap between the page and the update"
        assert int(seq) == frame.seq
        self.at = frame.seq
        assert self.private_at >= self.at, "the update came without its private fragment"


class Machine:
    """A channel, its journal and its pages, with a clock that the test sets."""

    def __init__(self, render_weight: float = 4) -> None:
        self.now = 100.0
        self.journal = Journal()
        self.render_weight = render_weight
        self.pages: dict[Connection, Page] = {}
        self.channel = self.start()

    def start(self) -> Channel:
        self.channel = Channel(7, self.journal.seq, self.journal.epoch, self.now, self.render_weight)
        return self.channel

    def arrive(
        self, seat: str = "ana", audience: Audience = "board", *, since: int | None = None, limit: int = 10_000
    ) -> Page:
        """A page at `since`, or up to date, whose seat has been checked and whose connection has not joined yet."""
        assert seat not in self.journal.revoked
        seq, epoch = self.journal.seq, self.journal.epoch
        since = seq if since is None else since
        connection = Connection(seat, f"~{seat}", audience, since=since, epoch=epoch, checked_at=seq, limit=limit)
        return Page(connection, since, epoch, private_at=since, last=since, limit=limit)

    def join(self, page: Page) -> Page:
        """Let the page join the channel."""
        self.pages[page.connection] = page
        self.channel.opened(page.connection)
        return page

    def open(self, *values: Any, **named: Any) -> Page:
        """Make a page and let it join."""
        return self.join(self.arrive(*values, **named))

    def close(self, page: Page) -> None:
        del self.pages[page.connection]
        self.channel.closed(page.connection, self.now)

    def commit(self, *, notify: bool = True) -> None:
        self.journal.seq += 1
        if notify:
            self.channel.broadcasts.notified(self.journal.seq)

    def poll(self) -> None:
        """Report the journal's position to the channel, as polling does."""
        self.channel.broadcasts.polled(self.journal.seq, self.journal.epoch)

    def step(self) -> Step:
        return self.channel.next_step(self.now)

    def next_render(self) -> tuple[Request, ...]:
        """Take steps until the channel asks for rendering; returns its requests."""
        for _ in range(100):
            match step := self.step():
                case RenderAll(requests=requests):
                    return requests
                case Announce():
                    self.channel.announcer.announce(self.channel.connections, self.now)
                case Rest(until=until):
                    assert self.now < until < float("inf"), "nothing is to be rendered"
                    self.now = until
        raise AssertionError(f"nothing is rendered, but {step}")

    def next_update(self) -> tuple[Request, ...]:
        """Record an event; returns the requests that follow."""
        self.settle()
        self.commit()
        return self.next_render()

    def end(self, *requests: Request, failed: frozenset[Recipient] = frozenset()) -> None:
        """Answer these requests, the last ones of a step, with rendering failing for the given recipients."""
        for request in requests:
            self.answer(request, failed=failed)
        self.channel.sent(self.now)

    def fail(self, *requests: Request) -> None:
        """Fail these requests, the last ones of a step."""
        for request in requests:
            self.channel.failed(request, self.now)
        self.channel.sent(self.now)

    def answer(self, request: Request, *, failed: frozenset[Recipient] = frozenset()) -> None:
        self.channel.rendered(request, self.journal.render(request, failed=failed), self.now)

    def settle(self, *, until: float | None = None) -> Step:
        """Take the channel's steps without failures, until it rests past the time `until`, or ends."""
        until = self.now if until is None else until
        for _ in range(1000):
            match step := self.step():
                case RenderAll(requests=requests):
                    for request in requests:
                        self.answer(request)
                    self.channel.sent(self.now)
                case Announce():
                    self.channel.announcer.announce(self.channel.connections, self.now)
                case Finish():
                    return step
                case Rest(until=wakes):
                    assert wakes > self.now, "the channel would wake again and again"
                    if wakes > until:
                        break
                    self.now = wakes
        else:
            raise AssertionError("the channel never rests")
        for page in self.pages.values():
            page.receive(self.journal)
        return step

    def pass_time(self, seconds: float) -> None:
        """Let this many seconds pass while taking the channel's steps."""
        end = self.now + seconds
        self.settle(until=end)
        self.now = end
