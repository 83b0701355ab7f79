"""Pages as blocks of bytes that are rendered and compressed once, then joined for each request.

A first page load is mostly notes that others have loaded before. Encoding and compressing them again for each load
would cost nearly as much as the rest of the load.

Source: raw deflate with a full flush after each block, so that compressed blocks can be joined in any order (RFC 1951,
zlib's Z_FULL_FLUSH), between a gzip header and trailer (RFC 1952).
"""

import re
import secrets
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

# Notes per block: a new note invalidates one block.
NOTES = 32
# Compression levels: one for blocks used once or a few times, one for blocks kept in a cache.
FAST, SMALL = 1, 6
# Bytes. Shorter blocks are not compressed: setting up zlib takes longer than sending them.
SHORTEST_COMPRESSED = 200

# Random at every start, so that no note can contain a placeholder.
_SECRET = secrets.token_hex(8)
_PLACEHOLDER = re.compile(rf"<!--{_SECRET} ([\w-]+)-->")
# gzip's header: deflate, no time, no file name, unknown system (RFC 1952, 2.3).
_GZIP_HEADER, _LAST_BLOCK = b"\x1f\x8b\x08" + bytes(6) + b"\xff", b"\x03\0"


class Block(NamedTuple):
    """A part of a page as UTF-8, and as deflate data that can stand anywhere in a gzip stream."""

    plain: bytes
    gzipped: bytes


class Skeleton:
    """A rendered, compressed page with placeholders that are filled for each request."""

    def __init__(self, html: str) -> None:
        parts = _PLACEHOLDER.split(html)
        self._parts: list[Block | str] = [
            part if number % 2 else block(part, FAST) for number, part in enumerate(parts)
        ]
        self.placeholders = parts[1::2]

    def fill(self, blocks: Mapping[str, Sequence[Block]], *, gzipped: bool) -> bytes:
        """The page with each placeholder replaced by the blocks of its name, as UTF-8, or as gzip if `gzipped`.

        Raises KeyError for a placeholder that has no entry in `blocks`.
        """
        parts: list[Block] = []
        for part in self._parts:
            parts.extend(blocks[part] if isinstance(part, str) else [part])
        return _gzip(parts) if gzipped else b"".join(part.plain for part in parts)

    @property
    def size(self) -> int:
        """The bytes that it keeps in memory."""
        return sum(len(part.plain) + len(part.gzipped) for part in self._parts if isinstance(part, Block))


def placeholder(name: object) -> Markup:
    """A mark in a template's output that `Skeleton.fill` replaces with the blocks of this name."""
    return Markup(f"<!--{_SECRET} {name}-->")  # noqa: S704


def block(text: str, level: int = SMALL) -> Block:
    """Encode and compress a text as one block."""
    plain = text.encode()
    return Block(plain, _stored(plain) if len(plain) < SHORTEST_COMPRESSED else _deflated(plain, level))


def fill(html: str, blocks: Mapping[str, Sequence[Block]], *, gzipped: bool) -> bytes:
    """Fill a page that is rendered for one request only; see `Skeleton.fill`."""
    return Skeleton(html).fill(blocks, gzipped=gzipped)


def _deflated(plain: bytes, level: int) -> bytes:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH)


def _stored(plain: bytes) -> bytes:
    """A stored deflate block, which is not compressed (RFC 1951, 3.2.4)."""
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
