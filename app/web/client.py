"""What a request says about the client that sent it: its address, its browser, and what it accepts."""

from fastapi.requests import HTTPConnection

# The order matters: most browsers also name the browsers they are compatible with.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def address_of(connection: HTTPConnection) -> str | None:
    """The address that a request came from, as far as the proxies in front of us are trusted."""
    return connection.client.host if connection.client else None


def is_script(connection: HTTPConnection) -> bool:
    """True if one of our scripts sent the request: it asks for plain text, where a browser's own form asks for HTML."""
    return connection.headers.get("accept", "").startswith("text/plain")


def accepts_gzip(connection: HTTPConnection) -> bool:
    """True if this browser says that it accepts gzip."""
    return "gzip" in connection.headers.get("accept-encoding", "")


def browser_of(connection: HTTPConnection) -> str:
    """The browser in words, such as "Firefox, Windows", for lists of devices and the security log."""
    return browser_in_words(connection.headers.get("user-agent"))


def browser_in_words(user_agent: str | None) -> str:
    """Browser and system of a User-Agent header, such as "Firefox, Windows"; unknown parts are left out.

    They help people recognise their own device and identify no one. The rest of the header is discarded.
    """
    header = user_agent or ""
    known = (next((name for mark, name in marks if mark in header), "") for marks in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, known))
