"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Order keys and note ids compare by code point, whatever the database's locale.
CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_table(
        "framework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_framework_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_framework"),
        sa.UniqueConstraint("organisation_id", "key", "version", name="uq_framework_organisation_id"),
    )
    op.create_table(
        "organiser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_organiser_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organiser"),
        sa.UniqueConstraint("email", name="uq_organiser_email"),
    )
    op.create_index("ix_organiser_organisation_id", "organiser", ["organisation_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_invitation_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["organiser_id"], ["organiser.id"], name="fk_invitation_organiser_id_organiser"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("secret_hash", name="uq_invitation_secret_hash"),
    )
    op.create_index("ix_invitation_organisation_id", "invitation", ["organisation_id"])
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_place_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
    )
    op.create_index("ix_place_organisation_id", "place", ["organisation_id"])
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("framework_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("naming", sa.String(), nullable=False),
        sa.Column("speaks_for", sa.JSON(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("look", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["framework_id"], ["framework.id"], name="fk_workshop_framework_id_framework"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_workshop_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_workshop_place_id_place"),
        sa.PrimaryKeyConstraint("id", name="pk_workshop"),
        sa.UniqueConstraint("code", name="uq_workshop_code"),
        sa.UniqueConstraint("key", name="uq_workshop_key"),
    )
    op.create_table(
        "board_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("order_key", CODE_POINT, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_board_column_workshop_id_workshop"),
        sa.PrimaryKeyConstraint("id", name="pk_board_column"),
    )
    op.create_index("ix_board_column_workshop_id", "board_column", ["workshop_id"])
    op.create_table(
        "event",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_event_workshop_id_workshop"),
        sa.PrimaryKeyConstraint("workshop_id", "seq", name="pk_event"),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_link_workshop_id_workshop"),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
        sa.UniqueConstraint("ref", name="uq_link_ref"),
    )
    op.create_index("ix_link_workshop_id", "link", ["workshop_id"])
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("speaks_for", sa.String(), nullable=True),
        sa.Column("joined_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_seat_link_id_link"),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_seat_workshop_id_workshop"),
        sa.PrimaryKeyConstraint("id", name="pk_seat"),
        sa.UniqueConstraint("workshop_id", "ref", name="uq_seat_workshop_id"),
    )
    op.create_index("ix_seat_workshop_id", "seat", ["workshop_id"])
    op.create_table(
        "note",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("id", CODE_POINT, nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=False),
        sa.Column("order_key", CODE_POINT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("speaks_for", sa.String(), nullable=True),
        sa.Column("shown_name", sa.String(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["column_id"], ["board_column.id"], name="fk_note_column_id_board_column"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_note_seat_id_seat"),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_note_workshop_id_workshop"),
        sa.PrimaryKeyConstraint("workshop_id", "id", name="pk_note"),
    )
    op.create_index("ix_note_place", "note", ["workshop_id", "column_id", "order_key", "id"])
    op.create_index("ix_note_seat", "note", ["seat_id"])
    op.create_table(
        "coding",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("note_id", CODE_POINT, nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "note_id"], ["note.workshop_id", "note.id"], name="fk_coding_workshop_id_note"
        ),
        sa.PrimaryKeyConstraint("workshop_id", "note_id", "book", "element", name="pk_coding"),
    )


def downgrade() -> None:
    for table in ("coding", "note", "seat", "link", "event", "board_column", "workshop", "place", "framework"):
        op.drop_table(table)
    for table in ("invitation", "organiser", "organisation", "installation"):
        op.drop_table(table)
