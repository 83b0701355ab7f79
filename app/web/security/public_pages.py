"""Limits for pages that anyone can open with an address: reports, drafts and next steps.

A report takes a hundred times as long as a note to answer. Without limits, one reader could take the whole machine.
"""

from collections.abc import Callable

from anyio import CapacityLimiter

from app.domain.errors import gettext_noop
from app.web.security.admission import Busy
from app.web.security.rate_limit import RateLimiter, TooFast, network_of

# From one network. A hall of people behind one address opens a report together, and few of them download it.
PAGES_A_MINUTE, FILES_A_MINUTE = 120, 12
# A group that discusses a draft in one room, in half an hour.
COMMENTS, COMMENTS_SECONDS = 30, 1800


class ManyReaders(Busy):
    """Too many pages for one network; the browser retries after `seconds`."""

    default = gettext_noop("Many people are reading this page right now.")
    what = "public pages"


class PublicPages:
    """Counts what each network reads and writes without an account. `pseudonym` hides addresses.

    Several workers count `limiters` together.
    """

    def __init__(self, pseudonym: Callable[[str], str]) -> None:
        self._pages = RateLimiter(PAGES_A_MINUTE, 60)
        self._files = RateLimiter(FILES_A_MINUTE, 60)
        self._comments = RateLimiter(COMMENTS, COMMENTS_SECONDS)
        self._pseudonym = pseudonym
        self.limiters = {"pages": self._pages, "files": self._files, "comments": self._comments}
        # So that readers of reports never occupy every connection to the database.
        self.one_at_a_time = CapacityLimiter(1)

    def page(self, address: str | None) -> None:
        """Count a page. Raises ManyReaders."""
        if self._pages.take(self._pseudonym(network_of(address))):
            raise ManyReaders

    def file(self, address: str | None) -> None:
        """Count a file. Raises ManyReaders."""
        if self._files.take(self._pseudonym(network_of(address))):
            raise ManyReaders

    def comment(self, address: str | None, link_id: str) -> None:
        """Count a comment on the draft behind a link. Raises TooFast; the comments of other networks still come in."""
        if wait := self._comments.take(self._pseudonym(f"{link_id} {network_of(address)}")):
            raise TooFast(wait)
