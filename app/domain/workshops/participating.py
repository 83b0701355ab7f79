"""Who takes part in a workshop: the people who have a place by its code, without the team."""

from sqlalchemy.orm import aliased
from sqlmodel import col, exists, select

from app.domain.models import Link, Seat

_link = aliased(Link)
# A condition on seats: facilitators and notetakers.
ON_TEAM = exists(
    select(_link.id).where(col(_link.id) == col(Seat.link_id), col(_link.revoked_at).is_(None)).correlate(Seat)
)
# A condition on seats, for every count of participants: facilitators and notetakers are in none of them.
PARTICIPATES = col(Seat.removed_at).is_(None) & col(Seat.by_code) & ~ON_TEAM
