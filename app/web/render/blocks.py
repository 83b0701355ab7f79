"""The notes of a board as bytes: put into a page last, and packed long before anybody asks for it.

A first look is mostly notes, and mostly notes that others have looked at before. To encode and pack them anew for each
look would cost nearly as much as everything else about it.
"""

import re
import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

# So many notes to a block: one that is posted makes one block anew.
NOTES = 32

# What nobody can write into a note: it is another one at every start.
_SECRET = secrets.token_hex(8)
_MARK = re.compile(rf"<!--{_SECRET} (\w+)-->")
_FRESH, _KEPT = 1, 6
# As RFC 1952 has it: what is packed and how, no time, no name, no particular system; and an empty last block.
_HEAD, _LAST = b"\x1f\x8b\x08" + bytes(6) + b"\xff", b"\x03\0"


class Block(NamedTuple):
    """Some notes in a row, as UTF-8, and packed so that it may stand in the middle of a gzip stream."""

    plain: bytes
    packed: bytes


def joined(fragments: Iterable[str]) -> Block:
    """These fragments as one block."""
    plain = "".join(fragments).encode()
    return Block(plain, _Packer(_KEPT).pack(plain))


def mark(spot: object) -> Markup:
    """Stands in a page until `filled` puts the blocks of this spot there."""
    return Markup(f"<!--{_SECRET} {spot}-->")  # noqa: S704


def filled(drawn: str, blocks: Mapping[str, Sequence[Block]], *, packed: bool) -> bytes:
    """A page as bytes, with the blocks of every spot it marks; `packed` as gzip."""
    parts: list[bytes | Block] = []
    for number, part in enumerate(_MARK.split(drawn)):
        parts.extend(blocks[part] if number % 2 else [part.encode()])
    return _packed(parts) if packed else b"".join(part if isinstance(part, bytes) else part.plain for part in parts)


def _packed(parts: list[bytes | Block]) -> bytes:
    fresh = _Packer(_FRESH)
    stream, check, length = [_HEAD], 0, 0
    for part in parts:
        plain = part if isinstance(part, bytes) else part.plain
        stream.append(fresh.pack(part) if isinstance(part, bytes) else part.packed)
        check = zlib.crc32(plain, check)
        length += len(plain)
    return b"".join([*stream, _LAST, check.to_bytes(4, "little"), (length % 2**32).to_bytes(4, "little")])


class _Packer:
    """Packs pieces that may stand anywhere: none looks back at what came before it."""

    def __init__(self, level: int) -> None:
        self._deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)

    def pack(self, plain: bytes) -> bytes:
        return self._deflate.compress(plain) + self._deflate.flush(zlib.Z_FULL_FLUSH)
