"""Agenda, timer, locks, veil, approval, attention, team roles, stacks, votes and comments."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
PLACE = ("workshop_id", "column_id", "order_key", "id", "hidden", "withdrawn", "revision")


def _flag(name: str, *, on: bool = False) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true() if on else sa.false())


def _words(name: str, default: str = "", kind: type[sa.String] = sa.String) -> sa.Column:
    return sa.Column(name, kind(), nullable=False, server_default=default)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def _maybe(name: str, kind: sa.types.TypeEngine) -> sa.Column:
    return sa.Column(name, kind, nullable=True)


def _added() -> dict[str, list[sa.Column]]:
    """The new columns of the tables that exist, by table."""
    return {
        "workshop": [
            _maybe("phase_id", sa.Integer()),
            _flag("locked"),
            _flag("approve_first"),
            _maybe("timer_ends_at", sa.DateTime()),
            _maybe("timer_left", sa.Integer()),
            _flag("timer_freezes"),
            _maybe("spotlight", CODE_POINT),
            _maybe("brought_to", sa.Integer()),
            _number("brought_seq"),
            _words("announcement", kind=sa.Text),
            _words("screen", "join"),
        ],
        "board_column": [_flag("locked"), _flag("veiled"), _flag("open", on=True), _maybe("opens_in", sa.Integer())],
        "note": [
            _words("approval"),
            _maybe("declined_for", sa.String()),
            _maybe("stack", CODE_POINT),
            _words("stack_name"),
            _maybe("posted_by", sa.String()),
        ],
        "link": [_words("name"), _words("role", "facilitator"), _maybe("recovery_hash", sa.String())],
        "seat": [_flag("muted"), _flag("ready"), _maybe("hand_at", sa.DateTime()), _number("revision")],
        "event": [_maybe("by", sa.Integer())],
    }


def upgrade() -> None:
    for table, columns in _added().items():
        for column in columns:
            op.add_column(table, column)
    op.drop_index("ix_note_place", "note")
    op.create_index("ix_note_place", "note", [*PLACE, "approval"])
    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("order_key", CODE_POINT, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("may", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("veiled", sa.Boolean(), nullable=False),
        _maybe("minutes", sa.Integer()),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("votes_per_note", sa.Integer(), nullable=False),
        _maybe("begun_at", sa.DateTime()),
        _maybe("votes_closed_at", sa.DateTime()),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_phase_workshop_id_workshop"),
        sa.PrimaryKeyConstraint("id", name="pk_phase"),
    )
    op.create_index("ix_phase_workshop_id", "phase", ["workshop_id"])
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Integer(), nullable=False),
        sa.Column("note_id", CODE_POINT, nullable=False),
        _maybe("seat_id", sa.Integer()),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_vote_workshop_id_workshop"),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name="fk_vote_phase_id_phase"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_vote_seat_id_seat"),
        sa.ForeignKeyConstraint(
            ["workshop_id", "note_id"], ["note.workshop_id", "note.id"], name="fk_vote_workshop_id_note"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_vote"),
        sa.UniqueConstraint("phase_id", "note_id", "seat_id", name="uq_vote_phase_id"),
    )
    op.create_index("ix_vote_note", "vote", ["workshop_id", "note_id"])
    op.create_index("ix_vote_seat_id", "vote", ["seat_id"])
    op.create_table(
        "comment",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("id", CODE_POINT, nullable=False),
        sa.Column("note_id", CODE_POINT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        *(_maybe(name, sa.String()) for name in ("lang", "speaks_for", "shown_name", "posted_by")),
        _maybe("seat_id", sa.Integer()),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        _maybe("edited_at", sa.DateTime()),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("approval", sa.String(), nullable=False),
        _maybe("declined_for", sa.String()),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_comment_workshop_id_workshop"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_comment_seat_id_seat"),
        sa.ForeignKeyConstraint(
            ["workshop_id", "note_id"], ["note.workshop_id", "note.id"], name="fk_comment_workshop_id_note"
        ),
        sa.PrimaryKeyConstraint("workshop_id", "id", name="pk_comment"),
    )
    op.create_index("ix_comment_note", "comment", ["workshop_id", "note_id", "posted_at"])
    op.create_index("ix_comment_seat_id", "comment", ["seat_id"])


def downgrade() -> None:
    for table in ("comment", "vote", "phase"):
        op.drop_table(table)
    op.drop_index("ix_note_place", "note")
    op.create_index("ix_note_place", "note", list(PLACE))
    for table, columns in _added().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
