"""A browser in words for lists of sign-ins and for the security log: "Firefox, Windows".

Only two names are taken from the User-Agent header: which browser, and on which system. They tell a person which of
their devices it is. They identify nobody, and whatever else the header says is dropped.
"""

# In this order: most browsers also name those that they are like.
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
    """Browser and system of a User-Agent header; one of them or an empty string where we know no more."""
    header = user_agent or ""
    known = (next((name for mark, name in marks if mark in header), "") for marks in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, known))
