"""Reports: sections, quotes, signed editions, links for participants, and comments on drafts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TABLES = ("report", "report_section", "report_quote", "edition", "report_link", "report_comment")


def upgrade() -> None:
    op.create_table(
        "report",
        *(
            _of("programme_id", sa.Integer),
            _of("id", CODE_POINT),
            _of("key", sa.String),
            _of("place_id", sa.Integer, nullable=True),
            _of("language", sa.String),
            _of("title", sa.String),
            _of("made_by_id", sa.Integer),
            _of("made_at", sa.DateTime),
            _of("removed_at", sa.DateTime, nullable=True),
            _of("limits_read_by_id", sa.Integer, nullable=True),
            _of("limits_read_at", sa.DateTime, nullable=True),
            _of("revision", sa.Integer),
        ),
        *(_account("report", "limits_read_by_id"), _account("report", "made_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_report_place_id_place"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_report_programme_id_programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_report"),
        sa.UniqueConstraint("key", name="uq_report_key"),
    )
    op.create_table(
        "report_section",
        *_begin("key", sa.String),
        *(
            _of("blocks", sa.JSON),
            _of("by_id", sa.Integer),
            _of("at", sa.DateTime),
            _of("revision", sa.Integer),
        ),
        *(_account("report_section", "by_id"), _report("report_section")),
        sa.PrimaryKeyConstraint("programme_id", "report_id", "key", name="pk_report_section"),
    )
    op.create_table(
        "report_quote",
        *_begin("id", CODE_POINT),
        *(
            _of("kind", sa.String),
            _of("ref", CODE_POINT),
            _of("cuts", sa.JSON),
            _of("chosen_by_id", sa.Integer),
            _of("chosen_at", sa.DateTime),
            _of("read_by_id", sa.Integer, nullable=True),
            _of("read_at", sa.DateTime, nullable=True),
            _of("withdrawn_at", sa.DateTime, nullable=True),
        ),
        *(_account("report_quote", "chosen_by_id"), _account("report_quote", "read_by_id"), _report("report_quote")),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_report_quote"),
    )
    op.create_table(
        "edition",
        *_begin("number", sa.Integer),
        *(
            _of("content", sa.JSON),
            _of("sha256", sa.String),
            _of("signed_by_id", sa.Integer),
            _of("signed_name", sa.String),
            _of("signed_role", sa.String),
            _of("signed_at", sa.DateTime),
            _of("correction", sa.Text),
        ),
        *(_account("edition", "signed_by_id"), _report("edition")),
        sa.PrimaryKeyConstraint("programme_id", "report_id", "number", name="pk_edition"),
    )
    op.create_table(
        "report_link",
        *_begin("id", CODE_POINT),
        *(
            _of("secret_hash", sa.String),
            _of("made_by_id", sa.Integer),
            _of("made_at", sa.DateTime),
            _of("expires_at", sa.DateTime),
            _of("ended_at", sa.DateTime, nullable=True),
        ),
        *(_account("report_link", "made_by_id"), _report("report_link")),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_report_link"),
        sa.UniqueConstraint("secret_hash", name="uq_report_link_secret_hash"),
    )
    op.create_table(
        "report_comment",
        *_begin("id", CODE_POINT),
        *(
            _of("section", sa.String),
            _of("text", sa.Text),
            _of("at", sa.DateTime),
            _of("response", sa.Text),
            _of("responded_by_id", sa.Integer, nullable=True),
            _of("responded_at", sa.DateTime, nullable=True),
        ),
        *(_account("report_comment", "responded_by_id"), _report("report_comment")),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_report_comment"),
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)


def _begin(last: str, kind: Any) -> tuple[sa.Column[Any], ...]:
    """The columns with which each table of a report begins, in the order of its model."""
    first = _of("programme_id", sa.Integer)
    report, own = _of("report_id", CODE_POINT), _of(last, kind)
    return (first, own, report) if last == "id" else (first, report, own)


def _of(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind if isinstance(kind, sa.types.TypeEngine) else kind(), nullable=nullable)


def _account(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["organiser.id"], name=f"fk_{table}_{column}_organiser")


def _report(table: str) -> sa.ForeignKeyConstraint:
    columns = ["programme_id", "report_id"]
    return sa.ForeignKeyConstraint(
        columns, ["report.programme_id", "report.id"], name=f"fk_{table}_programme_id_report"
    )
