"""Looks at XML that someone sent before a library parses it: a small file can fill the memory or try to read others."""

import re

from app.domain.errors import Invalid, gettext_noop

UNREADABLE = gettext_noop("We cannot read this file. Save it again, or paste the text.")
# Each tag takes 120 bytes or more once it is parsed. An interview of five hours has about 100,000.
MOST_TAGS = 500_000
# After a byte order mark, XML in every encoding that we accept has its first sign here.
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_ENCODING = re.compile(rb"^[^<]*<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_KNOWN = {b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}


def looks_like_xml(part: bytes) -> bool:
    """True for XML in an encoding that we accept, whatever its name says."""
    return _BEGINS.match(part) is not None


def check(part: bytes) -> None:
    """Raise Invalid with the field `file` for entities, an unusual encoding, or very many tags."""
    # Without its zero bytes, UTF-16 reads as ASCII does.
    plain = part.replace(b"\0", b"")
    encoding = _ENCODING.match(plain)
    unusual = encoding is not None and encoding[1].lower() not in _KNOWN
    if not looks_like_xml(part) or unusual or b"<!ENTITY" in plain or plain.count(b"<") > MOST_TAGS:
        raise Invalid(UNREADABLE, field="file")
