"""Words in several languages, plans of one's own, and codes for a second device."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    for table in ("workshop", "board_column"):
        # Added in place: SQLite cannot make a table again that others refer to.
        op.add_column(table, sa.Column("words", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_plan_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_organisation_id", "plan", ["organisation_id"])
    op.create_table(
        "rejoin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_rejoin_seat_id_seat"),
        sa.PrimaryKeyConstraint("id", name="pk_rejoin"),
        sa.UniqueConstraint("code_hash", name="uq_rejoin_code_hash"),
    )
    op.create_index("ix_rejoin_seat_id", "rejoin", ["seat_id"])


def downgrade() -> None:
    op.drop_table("rejoin")
    op.drop_table("plan")
    for table in ("workshop", "board_column"):
        op.drop_column(table, "words")
