"""Pages as blocks of bytes: rendered and compressed once, then joined for each request.

A first page load is mostly notes, and mostly notes that others have loaded before. To encode and compress them again
for each load would cost nearly as much as everything else about it.

Source: raw deflate with a full flush after each block, so that compressed blocks can be joined in any order (RFC 1951,
zlib's Z_FULL_FLUSH); around them the header and trailer of gzip (RFC 1952).
"""

import re
import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

# Notes in a block: a new note costs one block.
NOTES = 32
# Levels of compression: for what is used once or a few times, and for what is kept.
FAST, SMALL = 1, 6
# Shorter ones are not compressed: to set zlib up for them takes longer than to send them.
SHORTEST_COMPRESSED = 200

# Nobody can write a placeholder into a note: it is another one after every start.
_SECRET = secrets.token_hex(8)
_PLACEHOLDER = re.compile(rf"<!--{_SECRET} ([\w-]+)-->")
# What is compressed and how; no time, no name, no particular system.
_GZIP_HEADER, _LAST_BLOCK = b"\x1f\x8b\x08" + bytes(6) + b"\xff", b"\x03\0"


class Block(NamedTuple):
    """A piece of a page as UTF-8, and compressed so that it may stand anywhere in a gzip stream."""

    plain: bytes
    gzipped: bytes


class Skeleton:
    """A rendered page, compressed, that lacks what its placeholders stand for."""

    def __init__(self, html: str) -> None:
        parts = _PLACEHOLDER.split(html)
        self._parts: list[Block | str] = [
            part if number % 2 else block(part, FAST) for number, part in enumerate(parts)
        ]
        self.placeholders = parts[1::2]

    def fill(self, blocks: Mapping[str, Sequence[Block]], *, gzipped: bool) -> bytes:
        """The page as bytes, with these blocks in the place of each placeholder; as gzip if asked for.

        Raises KeyError for a placeholder without blocks.
        """
        parts: list[Block] = []
        for part in self._parts:
            parts.extend(blocks[part] if isinstance(part, str) else [part])
        return _gzip(parts) if gzipped else b"".join(part.plain for part in parts)

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        return sum(len(part.plain) + len(part.gzipped) for part in self._parts if isinstance(part, Block))


def placeholder(name: object) -> Markup:
    """Stands in a page until `Skeleton.fill` puts the blocks of this name there."""
    return Markup(f"<!--{_SECRET} {name}-->")  # noqa: S704


def block(text: str, level: int = SMALL) -> Block:
    """This text as one block."""
    plain = text.encode()
    return Block(plain, _stored(plain) if len(plain) < SHORTEST_COMPRESSED else _deflated(plain, level))


def fill(html: str, blocks: Mapping[str, Sequence[Block]], *, gzipped: bool) -> bytes:
    """A page that is rendered for this request only, as `Skeleton.fill` gives it."""
    return Skeleton(html).fill(blocks, gzipped=gzipped)


def _deflated(plain: bytes, level: int) -> bytes:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH)


def _stored(plain: bytes) -> bytes:
    """A deflate block that is not compressed (RFC 1951, 3.2.4)."""
    length = len(plain)
    return b"\0" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little") + plain


def _gzip(parts: Iterable[Block]) -> bytes:
    stream, check, length = [_GZIP_HEADER], 0, 0
    for plain, gzipped in parts:
        stream.append(gzipped)
        check = zlib.crc32(plain, check)
        length += len(plain)
    trailer = check.to_bytes(4, "little") + (length % 2**32).to_bytes(4, "little")
    return b"".join([*stream, _LAST_BLOCK, trailer])
