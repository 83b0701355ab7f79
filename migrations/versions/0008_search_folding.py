"""Workshops are found whichever apostrophes, quotation marks, hyphens and letters their titles are written with."""

import sqlalchemy as sa
from alembic import op

from app.domain.text import searchable

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT workshop.id, workshop.title, place.name, workshop.code FROM workshop"
            " LEFT JOIN place ON place.id = workshop.place_id WHERE workshop.deleted_at IS NULL"
        )
    ).all()
    for number, *words in rows:
        connection.execute(
            sa.text("UPDATE workshop SET search_text = :words WHERE id = :id"),
            {"words": searchable(*words), "id": number},
        )


def downgrade() -> None:
    """The text stays; the version before finds fewer spellings in it."""
