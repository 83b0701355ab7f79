"""Sign-ins on the server, the second factor, notices, links that can be turned off, and the security log."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

# Columns added to tables that others refer to, with the table each refers to.
REFERENCES = (
    ("invitation", "made_by_id", "organiser"),
    ("invitation", "session_id", "organiser_session"),
    ("link", "organiser_id", "organiser"),
    ("link", "session_id", "organiser_session"),
)


def upgrade() -> None:
    op.add_column(
        "organisation", sa.Column("second_factor_required", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("organiser", sa.Column("deactivated_at", sa.DateTime(), nullable=True))
    op.add_column("organiser", sa.Column("removed_at", sa.DateTime(), nullable=True))
    # Everyone signs in once more: their cookies held this instead of a session.
    op.drop_column("organiser", "stamp")
    op.create_table(
        "organiser_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        _of_organiser("organiser_session"),
        sa.PrimaryKeyConstraint("id", name="pk_organiser_session"),
        sa.UniqueConstraint("token_hash", name="uq_organiser_session_token_hash"),
    )
    op.create_index("ix_organiser_session_organiser_id", "organiser_session", ["organiser_id"])
    op.create_table(
        "second_factor",
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("codes_ref", sa.String(), nullable=True),
        sa.Column("codes_at", sa.DateTime(), nullable=True),
        sa.Column("codes_session_id", sa.Integer(), nullable=True),
        _of_organiser("second_factor"),
        sa.ForeignKeyConstraint(
            ["codes_session_id"], ["organiser_session.id"], name="fk_second_factor_codes_session_id_organiser_session"
        ),
        sa.PrimaryKeyConstraint("organiser_id", name="pk_second_factor"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        _of_organiser("recovery_code"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_organiser_id", "recovery_code", ["organiser_id"])
    op.create_table(
        "organiser_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _of_organiser("organiser_notice"),
        sa.PrimaryKeyConstraint("id", name="pk_organiser_notice"),
    )
    op.create_index("ix_organiser_notice_organiser_id", "organiser_notice", ["organiser_id"])
    op.create_table(
        "security_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_security_log"),
    )
    op.create_index("ix_security_log_at", "security_log", ["at"])
    op.add_column("invitation", sa.Column("ref", sa.String(), nullable=True))
    op.add_column("invitation", sa.Column("ended_at", sa.DateTime(), nullable=True))
    for table, column, referred in REFERENCES:
        # Inline: SQLite adds no constraint to a table that is there.
        key = sa.ForeignKey(f"{referred}.id", name=f"fk_{table}_{column}_{referred}")
        op.add_column(table, sa.Column(column, sa.Integer(), key, nullable=True), inline_references=True)
    op.create_index("ix_link_session_id", "link", ["session_id"])


def downgrade() -> None:
    # A seat that an organiser's own link had opened may not refer to it any more, and no old version would revoke it.
    op.execute("UPDATE link SET revoked_at = CURRENT_TIMESTAMP WHERE organiser_id IS NOT NULL AND revoked_at IS NULL")
    # Nothing in an older version ends these links, or keeps these accounts out.
    op.execute("UPDATE invitation SET used_at = ended_at WHERE used_at IS NULL AND ended_at IS NOT NULL")
    op.execute("UPDATE organiser SET password = '' WHERE deactivated_at IS NOT NULL")
    op.drop_index("ix_link_session_id", "link")
    for table, column, _referred in REFERENCES:
        op.drop_column(table, column)
    for column in ("ref", "ended_at"):
        op.drop_column("invitation", column)
    for table in ("security_log", "organiser_notice", "recovery_code", "second_factor", "organiser_session"):
        op.drop_table(table)
    op.add_column("organiser", sa.Column("stamp", sa.String(), nullable=False, server_default=""))
    for column in ("deactivated_at", "removed_at"):
        op.drop_column("organiser", column)
    op.drop_column("organisation", "second_factor_required")


def _of_organiser(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["organiser_id"], ["organiser.id"], name=f"fk_{table}_organiser_id_organiser")
