"""Names of browsers for lists of sign-ins and the security log, such as "Firefox, Windows".

Only the browser and the system are taken from the User-Agent header. They help people recognise their own device and
identify no one. The rest of the header is discarded.
"""

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


def in_words(user_agent: str | None) -> str:
    """Browser and system of a User-Agent header, such as "Firefox, Windows"; unknown parts are left out."""
    header = user_agent or ""
    known = (next((name for mark, name in marks if mark in header), "") for marks in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, known))
