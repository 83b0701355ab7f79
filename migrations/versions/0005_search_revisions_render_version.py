"""Workshops are searched in the database, a revision names one note, and `look` is called `render_version`."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # Renamed and added in place: SQLite cannot make a table again that others refer to.
    op.execute("ALTER TABLE workshop RENAME COLUMN look TO render_version")
    op.add_column("workshop", sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    _fill_search_text()
    op.create_index("ix_workshop_held_on", "workshop", ["held_on", "id"])
    _give_each_note_its_own_revision()
    op.create_index("uq_note_revision", "note", ["workshop_id", "revision"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_note_revision", "note")
    op.drop_index("ix_workshop_held_on", "workshop")
    op.drop_column("workshop", "search_text")
    op.execute("ALTER TABLE workshop RENAME COLUMN render_version TO look")


def _fill_search_text() -> None:
    """What a workshop is found by: title, place and code, without upper case and accents."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT workshop.id, workshop.title, place.name, workshop.code FROM workshop"
            " LEFT JOIN place ON place.id = workshop.place_id WHERE workshop.deleted_at IS NULL"
        )
    ).all()
    for number, *words in rows:
        folded = unicodedata.normalize("NFKD", " ".join(filter(None, words))).casefold()
        letters = unicodedata.normalize("NFKD", folded)
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        found_by = " ".join(plain.split())
        connection.execute(
            sa.text("UPDATE workshop SET search_text = :words WHERE id = :id"), {"words": found_by, "id": number}
        )


def _give_each_note_its_own_revision() -> None:
    """Notes that never had a revision (0), or share one, get the next numbers of their workshop.

    No event has these numbers: nothing happened, and the journal may leave numbers out.
    """
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT workshop_id, id FROM (SELECT workshop_id, id, revision, posted_at, ROW_NUMBER() OVER"
            " (PARTITION BY workshop_id, revision ORDER BY posted_at, id) AS place FROM note) AS placed"
            " WHERE revision <= 0 OR place > 1 ORDER BY workshop_id, posted_at, id"
        )
    ).all()
    for workshop_id, note_id in rows:
        seq = connection.execute(
            sa.text("UPDATE workshop SET seq = seq + 1 WHERE id = :workshop RETURNING seq"), {"workshop": workshop_id}
        ).scalar_one()
        connection.execute(
            sa.text("UPDATE note SET revision = :seq WHERE workshop_id = :workshop AND id = :note"),
            {"seq": seq, "workshop": workshop_id, "note": note_id},
        )
