"""Checks that a request comes from one of our own pages.

Source: Go's `http.CrossOriginProtection` and Datasette's `csrf.py`. A browser names the requesting site in
`Sec-Fetch-Site` or `Origin`. A request with neither header was not made by another site's page.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers


def same_origin(headers: Headers) -> bool:
    """True if the request comes from one of our own pages, or not from a browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    # Browsers send no Sec-Fetch-Site over plain http, which a server in a meeting room uses.
    try:
        return origin is None or (urlsplit(origin).netloc == headers.get("host") and origin != "null")
    except ValueError:
        return False
