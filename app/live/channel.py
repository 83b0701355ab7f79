"""A channel: one workshop as this process serves it, with its connections and the next step for them.

This is a state machine without tasks, clock or database, like websockets' sans-I/O `protocol.py`. Its follower reports
what happened, with a monotonic time in seconds, and asks `next_step` what to do. Steps never overlap, because a
catch-up and a broadcast that ran together could deliver an older update last.
"""

from app.live import delivery
from app.live.announcer import Announcer
from app.live.broadcasts import Broadcasts
from app.live.connection import RESTART, STAY_AWAY, TOO_SLOW, Connection
from app.live.presence import Presence
from app.live.steps import Announce, Finish, Recipients, RenderAll, Request, Rest, Step
from app.live.update import Update

# Limits a program that opens many connections for one seat.
MAX_TABS = 20
# Connections in one step of catching up, so that a broadcast never waits for all of them.
CATCH_UPS = 8
# From one step of catching up to the next, unless CATCH_UPS connections wait. A step for one connection costs nearly
# as much as one for eight, and a crowd that reconnects would otherwise be served one by one, while notes wait.
GATHER_SECONDS = 0.02
# After a failed render the browser is asked to refetch its board at most once in this time.
REFETCH_SECONDS = 10.0


class Channel:
    """The connections of one workshop, starting from the journal's position (`seen`, `epoch`)."""

    def __init__(self, workshop_id: int, seen: int, epoch: str, now: float, render_weight: float) -> None:
        self.workshop_id = workshop_id
        self.connections: set[Connection] = set()
        self.presence = Presence()
        self.announcer = Announcer(self.presence, now)
        self.broadcasts = Broadcasts(seen, epoch, now, render_weight)
        # A dict, because it keeps the order of arrival.
        self._catching_up: dict[Connection, None] = {}
        self._gathers_until = now
        self._live: Recipients | None = None
        # The requests of the current step that are still open.
        self._asked: set[Request] = set()
        self._broadcast_was_last = True
        self._stopping = False

    def opened(self, connection: Connection) -> None:
        """Add a connection, to be caught up; while stopping close it with 1012, above MAX_TABS with 1013."""
        if self._stopping:
            connection.close(RESTART)
        elif self.presence.tabs(connection.pseudonym) >= MAX_TABS:
            connection.close(TOO_SLOW)
        else:
            self.connections.add(connection)
            self._catching_up[connection] = None
            self.presence.came(connection.pseudonym)
            self.announcer.opened()

    def closed(self, connection: Connection, now: float) -> None:
        """Remove a connection that either side has closed."""
        self._remove(connection, now, lingers=True)

    def rendered(self, request: Request, update: Update, now: float) -> None:
        """Send the update that answers a request; recipients whose rendering failed are asked to refetch the board."""
        self._asked.discard(request)
        if not request.catching_up:
            self.broadcasts.rendered(request, update, now)
            for seat, audience in update.revoked:
                for connection in request.recipients[audience][seat]:
                    self._revoke(connection, now)
            delivery.broadcast(request.recipients, update)
            for seat, audience in update.failed:
                for connection in request.recipients[audience][seat]:
                    self._refetch_or_wait(connection, update.seq, update.epoch, now)
            self._end_broadcast(now)
            return
        for connection in request.connections:
            if connection.recipient in update.revoked:
                self._revoke(connection, now)
            elif connection.recipient in update.failed:
                self._refetch_or_wait(connection, update.seq, update.epoch, now)
            elif connection in self.connections:
                delivery.catch_up(connection, update)
                self._go_live(connection)

    def failed(self, request: Request, now: float) -> None:
        """Take in that rendering a request raised an error."""
        self._asked.discard(request)
        if request.catching_up:
            self._blame(request, now)
        else:
            self.broadcasts.failed(request)
            self._end_broadcast(now)

    def sent(self, now: float) -> None:
        """Take in that the frames of the last step have been handed to the operating system."""
        self.broadcasts.sent(now, self.presence.workers)

    def stop(self) -> None:
        """Close every connection with 1012, because this process restarts or this channel has failed."""
        self._stopping = True
        for connection in self.connections:
            connection.close(RESTART)

    def next_step(self, now: float) -> Step:
        """The next step. Call it only when every request of the step before has been rendered or has failed."""
        assert not self._asked, "the last step has not ended"
        self.presence.expire(now)
        if not self.connections and not self.presence.people():
            return Finish()
        if self.announcer.due <= now:
            return Announce()
        waiting = self._waiting(now)
        # Broadcasts and catch-ups take turns, so that many of one never starve the other.
        if self.broadcasts.due <= now and not (waiting and self._broadcast_was_last):
            self._broadcast_was_last = True
            return self._render(self.broadcasts.begin(self._live_recipients(), now))
        if waiting:
            self._broadcast_was_last = False
            self._gathers_until = now + GATHER_SECONDS
            return self._render(_catching_up(waiting, now))
        retries = (max(connection.retry_at, self._gathers_until) for connection in self._catching_up)
        return Rest(min(self.broadcasts.due, self.announcer.due, self.presence.next_expiry, *retries))

    def _render(self, requests: list[Request]) -> RenderAll:
        self._asked.update(requests)
        return RenderAll(tuple(requests))

    def _waiting(self, now: float) -> list[Connection]:
        """The next connections to catch up, at most CATCH_UPS; none while fewer are gathered."""
        for connection in list(self._catching_up):
            if connection.closing is not None:
                del self._catching_up[connection]
            elif self._is_up_to_date(connection):
                self._go_live(connection)
        due = [connection for connection in self._catching_up if connection.retry_at <= now][:CATCH_UPS]
        return due if len(due) == CATCH_UPS or self._gathers_until <= now else []

    def _is_up_to_date(self, connection: Connection) -> bool:
        """True if the connection's page is at the position where the next broadcast begins.

        Never ask this while the connection joins, because it is not part of a broadcast that may be in progress. A
        client may send a false position, so its seat must have been checked at that seq or later; catching up checks
        the seat again.
        """
        begins_at = self.broadcasts.seen, self.broadcasts.epoch
        return (connection.sent, connection.epoch) == begins_at and self.broadcasts.seen <= connection.checked_at

    def _live_recipients(self) -> Recipients:
        if self._live is None:
            self._live = {}
            for connection in self.connections:
                if connection.live:
                    self._live.setdefault(connection.audience, {}).setdefault(connection.seat, []).append(connection)
        return self._live

    def _end_broadcast(self, now: float) -> None:
        if not self._asked:
            for request in self.broadcasts.end(now):
                self._blame(request, now)

    def _blame(self, request: Request, now: float) -> None:
        """Ask the connections of a request to refetch: the request itself failed, and not the database."""
        for connection in request.connections:
            self._refetch_or_wait(connection, self.broadcasts.seen, self.broadcasts.epoch, now)

    def _refetch_or_wait(self, connection: Connection, seq: int, epoch: str, now: float) -> None:
        """Ask the browser of a failed render to refetch its board, which repairs the page or shows the error.

        Within REFETCH_SECONDS of the last such request, keep the page as it is and catch it up later.
        """
        if connection not in self.connections:
            return
        if now < connection.retry_at:
            connection.live = False
            self._catching_up[connection] = None
            self._live = None
            return
        connection.retry_at = now + REFETCH_SECONDS
        delivery.ask_to_refetch(connection, seq, epoch)
        self._go_live(connection)

    def _go_live(self, connection: Connection) -> None:
        connection.live = True
        self._catching_up.pop(connection, None)
        self._live = None

    def _revoke(self, connection: Connection, now: float) -> None:
        connection.close(STAY_AWAY)
        self._remove(connection, now, lingers=False)

    def _remove(self, connection: Connection, now: float, *, lingers: bool) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
            self._catching_up.pop(connection, None)
            self._live = None
            self.presence.went(connection.pseudonym, now, lingers=lingers)


def _catching_up(connections: list[Connection], now: float) -> list[Request]:
    """One request for each position of these connections: after a restart, most pages are at the same one."""
    by_position: dict[tuple[int, str], Recipients] = {}
    for connection in connections:
        places = by_position.setdefault((connection.sent, connection.epoch), {})
        places.setdefault(connection.audience, {}).setdefault(connection.seat, []).append(connection)
    return [
        Request(since, epoch, places, catching_up=True, asked_at=now) for (since, epoch), places in by_position.items()
    ]
