"""Remembers which sign-ins were marked as seen lately, so that reading a page rarely needs the database."""

from datetime import datetime

from app.domain.accounts.sessions import SEEN_EVERY, Presented

# A forgotten token only costs one more query; more tokens than this are forged.
REMEMBERED = 10_000


class LastSeen:
    """The time at which this process last checked each sign-in."""

    def __init__(self) -> None:
        self._looked_at: dict[str, datetime] = {}

    def is_due(self, presented: Presented) -> bool:
        """True at most once in five minutes for each token."""
        looked_at = self._looked_at.get(presented.token_hash)
        if looked_at is not None and presented.at - looked_at < SEEN_EVERY:
            return False
        if len(self._looked_at) >= REMEMBERED:
            self._looked_at.clear()
        self._looked_at[presented.token_hash] = presented.at
        return True
