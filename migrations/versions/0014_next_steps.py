"""Next steps with their updates and sources, and the links to their public pages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "step",
        *(_number("programme_id"), _key("id"), _number("place_id", nullable=True), _text("text"), _word("owner")),
        sa.Column("due", sa.Date(), nullable=True),
        *(_word("state"), _word("element"), _key("theme_id", nullable=True), _number("made_by_id")),
        *(_moment("made_at"), _moment("changed_at"), _moment("removed_at", nullable=True), _number("revision")),
        *(_refers("step", name, other) for name, other in (("made_by_id", "organiser"), ("place_id", "place"))),
        _refers("step", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_step"),
    )
    op.create_table(
        "step_update",
        *(_number("programme_id"), _key("id"), _key("step_id"), _text("text"), _word("state")),
        *(_number("by_id"), _moment("at")),
        _refers("step_update", "by_id", "organiser"),
        _refers_to_step("step_update"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_step_update"),
    )
    op.create_index("ix_step_update_step_id", "step_update", ["step_id"])
    op.create_table(
        "step_source",
        *(_number("programme_id"), _key("step_id"), _word("kind"), _key("ref"), _key("order_key")),
        sa.Column("copied", sa.Boolean(), nullable=False),
        _moment("withdrawn_at", nullable=True),
        _refers_to_step("step_source"),
        sa.PrimaryKeyConstraint("programme_id", "step_id", "kind", "ref", name="pk_step_source"),
    )
    op.create_table(
        "step_link",
        *(_number("programme_id"), _key("id"), _number("place_id", nullable=True), _number("made_by_id")),
        *(_moment("made_at"), _moment("ended_at", nullable=True)),
        *(_refers("step_link", name, other) for name, other in (("made_by_id", "organiser"), ("place_id", "place"))),
        _refers("step_link", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_step_link"),
        sa.UniqueConstraint("id", name="uq_step_link_id"),
    )


def downgrade() -> None:
    for name in ("step_link", "step_source", "step_update", "step"):
        op.drop_table(name)


def _word(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _key(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, CODE_POINT, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _refers_to_step(table: str) -> sa.ForeignKeyConstraint:
    key = ["step.programme_id", "step.id"]
    return sa.ForeignKeyConstraint(["programme_id", "step_id"], key, name=f"fk_{table}_programme_id_step")
