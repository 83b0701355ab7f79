"""A connection: frames in order, a limit of unsent bytes, and pushing that never waits."""

import asyncio

import pytest

from app.live.connection import GONE, STAY_AWAY, TOO_SLOW, Connection
from app.live.sender import send_queued
from app.live.update import Frame, private_frame
from tests.waiting import until

EPOCH = "epoch"


def connection(*, since: int = 0, limit: int = 1000) -> Connection:
    return Connection("ana", "~ana", "board", since=since, epoch=EPOCH, checked_at=since, limit=limit)


def frame(seq: int, content: str = "", epoch: str = EPOCH) -> Frame:
    return Frame(seq=seq, epoch=epoch, content=content)


def taken(from_: Connection) -> list[dict]:
    return [frame.fields for frame in iter(from_.take, None)]


class Line(asyncio.WriteTransport):
    """A transport whose peer reads a limited number of bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.unsent = 0
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.closed
        self.written.append(bytes(data))

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def is_closing(self) -> bool:
        return self.closed


def test_a_frame_that_is_not_newer_than_what_was_sent_is_skipped() -> None:
    ana = connection(since=5)
    for seq in (4, 5, 7, 6, 7, 8):
        ana.push(frame(seq))
    ana.push(private_frame("mine"))
    assert [fields.get("seq") for fields in taken(ana)] == [7, 8, None]


def test_in_another_epoch_a_lower_seq_is_sent() -> None:
    ana = connection(since=5)
    ana.push(frame(3, epoch="restored"))
    ana.push(frame(3, epoch="restored"))
    ana.push(frame(4, epoch="restored"))
    assert [fields["seq"] for fields in taken(ana)] == [3, 4]


def test_a_peer_that_does_not_read_is_closed_and_its_queue_is_emptied() -> None:
    ana = connection(limit=1000)
    ana.push(frame(1, "x" * 5000))
    assert ana.closing is None, "a single frame over the limit still goes"
    ana.push(frame(2))
    assert ana.closing == TOO_SLOW
    assert taken(ana) == []
    ana.push(frame(3))
    assert taken(ana) == []


def test_only_the_first_closing_code_counts() -> None:
    ana = connection()
    for code in (STAY_AWAY, GONE):
        ana.close(code)
    assert ana.closing == STAY_AWAY


def test_unsent_frames_are_counted_in_bytes_as_sent() -> None:
    frames = [frame(1, "Tŷ"), frame(2), frame(3)]
    limit = len(frames[1].wire) + len(frames[2].wire)
    ana = connection(limit=limit)
    ana.push(frames[0])
    ana.take()
    ana.push(frames[1])
    ana.push(frames[2])
    assert ana.closing is None
    ana.push(frame(4))
    assert ana.closing == TOO_SLOW


def test_a_frame_is_encoded_once_and_written_to_every_transport_at_once() -> None:
    connections, lines = [connection(), connection()], [Line(), Line()]
    before = private_frame("before")
    connections[0].push(before)
    for one, line in zip(connections, lines, strict=True):
        one.write_to(line)
    sent = frame(2, "Tŷ")
    for one in connections:
        one.push(sent)
        one.push(sent)
    assert lines[0].written == [before.wire, sent.wire]
    assert lines[1].written == [sent.wire]
    # A short text frame by RFC 6455: final, text, unmasked, its length, UTF-8.
    assert sent.wire == b"\x81" + bytes([len(sent.text.encode())]) + sent.text.encode()
    assert "Tŷ" in sent.text


def test_a_full_transport_closes_with_1013_and_a_closing_one_gets_no_frames() -> None:
    ana, line = connection(limit=1000), Line()
    ana.write_to(line)
    ana.push(frame(1, "x" * 5000))
    assert ana.closing is None, "a single frame over the limit still goes"
    line.unsent = 999
    ana.push(frame(2))
    assert ana.closing == TOO_SLOW
    gone, line = connection(), Line()
    gone.write_to(line)
    line.closed, line.unsent = True, 10
    gone.push(frame(1))
    assert (gone.closing, line.written) == (None, [])


async def test_without_a_transport_frames_are_sent_in_turn_until_one_is_blocked() -> None:
    ana, sent, stuck = connection(limit=150), [], asyncio.Event()

    async def send(text: str) -> None:
        sent.append(text)
        if len(sent) == 3:
            await stuck.wait()

    running = asyncio.create_task(send_queued(ana, send))
    texts = [one.text for one in (frame(seq) for seq in (1, 2, 3))]
    async with asyncio.timeout(10):
        for seq in (1, 2, 3, 4):
            ana.push(frame(seq))
            await asyncio.sleep(0)
        await until(lambda: len(sent) >= 3)
        ana.push(frame(5, "x" * 200))
        await running
    assert sent == texts
    assert ana.closing == TOO_SLOW


async def test_an_error_while_sending_is_raised_and_cancelling_the_sender_leaves_no_task() -> None:
    ana = connection()

    async def fail(text: str) -> None:
        raise LookupError

    ana.push(frame(1))
    with pytest.raises(LookupError):
        await send_queued(ana, fail)
    cancelled = asyncio.Event()

    started = asyncio.Event()

    async def hang(text: str) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    ana.push(frame(2))
    running = asyncio.create_task(send_queued(ana, hang))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert cancelled.is_set()
