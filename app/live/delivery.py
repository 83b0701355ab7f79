"""Pushes the parts of an update to the connections that they are for."""

from app.live.connection import Connection
from app.live.steps import Recipients
from app.live.update import Update, private_frame, refetch_frame, update_frame


def broadcast(recipients: Recipients, update: Update) -> None:
    """Push an update to its recipients: private fragments first, then one common frame per audience.

    Only the common frame has a seq, so a connection that breaks between the two receives both again.
    """
    for (seat, audience), fragment in update.private_fragments.items():
        frame = private_frame(fragment)
        for connection in recipients[audience][seat]:
            connection.push(frame)
    for audience, seats in recipients.items():
        frame = update_frame(update, update.common.get(audience, ""))
        for seat, connections in seats.items():
            if update.failed and (seat, audience) in update.failed:
                continue
            for connection in connections:
                connection.push(frame)


def catch_up(connection: Connection, update: Update) -> None:
    """Push to one connection the update that brings it to the present, as one frame."""
    if update.refetch:
        ask_to_refetch(connection, update.seq, update.epoch)
        return
    private = update.private_fragments.get(connection.recipient, "")
    if update.seq > connection.sent or update.epoch != connection.epoch:
        connection.push(update_frame(update, update.common.get(connection.audience, "") + private))
    elif private:
        connection.push(private_frame(private))


def ask_to_refetch(connection: Connection, seq: int, epoch: str) -> None:
    """Ask the browser to fetch the whole board, whatever position its page has reached."""
    connection.sent = -1
    connection.push(refetch_frame(seq, epoch))
