"""Asks: ratings of elements and of links between partners, with ballots and what the group agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("words", "scale", "items", "subjects")),
        sa.Column("threshold", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.DateTime(), nullable=True) for name in ("opened_at", "closed_at", "shown_at")),
        sa.PrimaryKeyConstraint("id", name="pk_ask"),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_ask_workshop_id_workshop"),
    )
    op.create_index("ix_ask_workshop_id", "ask", ["workshop_id"])
    op.create_table(
        "ballot",
        sa.Column("id", CODE_POINT, nullable=False),
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("speaks_for", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ballot"),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name="fk_ballot_ask_id_ask"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_ballot_seat_id_seat"),
        sa.UniqueConstraint("ask_id", "seat_id", name="uq_ballot_ask_id"),
    )
    op.create_index("ix_ballot_ask_id", "ballot", ["ask_id"])
    op.create_index("ix_ballot_seat_id", "ballot", ["seat_id"])
    op.create_table(
        "answer",
        sa.Column("ballot_id", CODE_POINT, nullable=False),
        sa.Column("subject", CODE_POINT, nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("ballot_id", "subject", name="pk_answer"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name="fk_answer_ballot_id_ballot"),
    )
    op.create_table(
        "judgement",
        sa.Column("ask_id", sa.Integer(), nullable=False),
        sa.Column("subject", CODE_POINT, nullable=False),
        sa.Column("rater", CODE_POINT, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ask_id", "subject", "rater", name="pk_judgement"),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name="fk_judgement_ask_id_ask"),
    )
    # Inline: SQLite adds no constraint to a table that is there.
    key = sa.ForeignKey("ask.id", name="fk_phase_ask_id_ask")
    op.add_column("phase", sa.Column("ask_id", sa.Integer(), key, nullable=True), inline_references=True)


def downgrade() -> None:
    op.drop_column("phase", "ask_id")
    for name in ("judgement", "answer", "ballot", "ask"):
        op.drop_table(name)
