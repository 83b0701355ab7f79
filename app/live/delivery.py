"""What connections are sent of an update."""

from app.live.connection import Connection
from app.live.steps import Places
from app.live.update import Update, private_frame, refetch_frame, update_frame


def broadcast(places: Places, update: Update) -> None:
    """Send an update to those it was rendered for, in one frame per audience, with each seat's private fragment before
    it: whoever is cut off between the two comes back with the old seq and is sent both."""
    for (seat, audience), fragment in update.private_fragments.items():
        frame = private_frame(fragment)
        for connection in places[audience][seat]:
            connection.push(frame)
    for audience, seats in places.items():
        frame = update_frame(update, update.common.get(audience, ""))
        for seat, connections in seats.items():
            if update.failed and (seat, audience) in update.failed:
                continue
            for connection in connections:
                connection.push(frame)


def catch_up(connection: Connection, update: Update) -> None:
    """Send one connection what it has missed."""
    if update.refetch:
        ask_to_refetch(connection, update.seq, update.epoch)
        return
    private = update.private_fragments.get(connection.place, "")
    if update.seq > connection.sent or update.epoch != connection.epoch:
        connection.push(update_frame(update, update.common.get(connection.audience, "") + private))
    elif private:
        connection.push(private_frame(private))


def ask_to_refetch(connection: Connection, seq: int, epoch: str) -> None:
    """Have the browser fetch the whole board, whatever its page says it is up to."""
    connection.sent = -1
    connection.push(refetch_frame(seq, epoch))
