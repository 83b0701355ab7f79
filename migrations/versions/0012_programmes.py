"""Programmes: interviews, codes of excerpts, independent coding, themes and the matrix; the kinds of accounts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
# In the order in which they refer to each other.
TABLES = (
    *(
        "programme",
        "programme_place",
        "programme_workshop",
        "member",
        "partner",
        "programme_event",
        "programme_erasure",
        "history",
        "memo",
    ),
    *("interview", "turn", "excerpt", "unit_coding", "code"),
    *("round", "round_coder", "round_unit", "blind_coding", "settled"),
    *("theme", "theme_element", "theme_evidence", "cell", "cell_quote"),
)
# Columns added to tables that are there, with the table each refers to.
REFERENCES = (("coding", "framework_id", "framework"), ("invitation", "programme_id", "programme"))


def upgrade() -> None:
    _programmes()
    _interviews()
    _rounds()
    _themes()
    for table in ("organiser", "invitation"):
        op.add_column(table, sa.Column("kind", sa.String(), nullable=False, server_default="organiser"))
    op.add_column("invitation", _word("role", nullable=True))
    op.add_column("coding", _number("suggested", nullable=True))
    for table, column, referred in REFERENCES:
        # Inline: SQLite adds no constraint to a table that is there.
        key = sa.ForeignKey(f"{referred}.id", name=f"fk_{table}_{column}_{referred}")
        op.add_column(table, sa.Column(column, sa.Integer(), key, nullable=True), inline_references=True)


def downgrade() -> None:
    # An older version would let analysts into every workshop.
    op.execute("UPDATE organiser SET deactivated_at = CURRENT_TIMESTAMP WHERE kind <> 'organiser'")
    op.execute("UPDATE invitation SET ended_at = CURRENT_TIMESTAMP WHERE kind <> 'organiser' AND used_at IS NULL")
    for table, column, _referred in REFERENCES:
        op.drop_column(table, column)
    op.drop_column("coding", "suggested")
    op.drop_column("invitation", "role")
    for table in ("invitation", "organiser"):
        op.drop_column(table, "kind")
    for name in reversed(TABLES):
        op.drop_table(name)


def _programmes() -> None:
    op.create_table(
        "programme",
        *(
            _number("id"),
            _word("key"),
            _number("organisation_id"),
            _number("framework_id"),
            _word("name"),
            _word("language"),
            _word("time_zone"),
            _number("threshold"),
            _flag("reflexive"),
            _date("keep_until"),
            _word("retention"),
            _flag("sample"),
            _moment("made_at"),
            _moment("deleted_at", nullable=True),
            _number("seq"),
            _number("render_version"),
        ),
        _refers("programme", "framework_id", "framework"),
        _refers("programme", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_programme"),
        sa.UniqueConstraint("key", name="uq_programme_key"),
    )
    op.create_index("ix_programme_organisation_id", "programme", ["organisation_id"])
    op.create_table(
        "programme_place",
        *(_number("programme_id"), _number("place_id"), _key("order_key")),
        _refers("programme_place", "place_id", "place"),
        _refers("programme_place", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "place_id", name="pk_programme_place"),
    )
    op.create_table(
        "programme_workshop",
        *(_number("programme_id"), _number("workshop_id"), _number("place_id"), _moment("added_at")),
        _refers("programme_workshop", "place_id", "place"),
        _refers("programme_workshop", "programme_id", "programme"),
        _refers("programme_workshop", "workshop_id", "workshop"),
        sa.PrimaryKeyConstraint("programme_id", "workshop_id", name="pk_programme_workshop"),
    )
    op.create_index("ix_programme_workshop_workshop_id", "programme_workshop", ["workshop_id"])
    op.create_table(
        "member",
        *(
            _number("programme_id"),
            _number("organiser_id"),
            _word("role"),
            _word("pen_name"),
            _moment("joined_at"),
            _moment("left_at", nullable=True),
        ),
        _refers("member", "organiser_id", "organiser"),
        _refers("member", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "organiser_id", name="pk_member"),
    )
    op.create_index("ix_member_organiser_id", "member", ["organiser_id"])
    op.create_table(
        "partner",
        *(_number("programme_id"), _key("id"), _word("name"), _word("speaks_for", nullable=True), _key("order_key")),
        _refers("partner", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_partner"),
    )
    op.create_table(
        "programme_event",
        *(
            _number("programme_id"),
            _number("seq"),
            _word("kind"),
            _json("payload"),
            _moment("at"),
            _number("by", nullable=True),
        ),
        _refers("programme_event", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "seq", name="pk_programme_event"),
    )
    op.create_table(
        "programme_erasure",
        *(_word("programme_key"), _key("interview_id"), _moment("at")),
        sa.PrimaryKeyConstraint("programme_key", "interview_id", name="pk_programme_erasure"),
    )
    op.create_table(
        "history",
        *(
            _number("programme_id"),
            _word("kind"),
            _key("ref"),
            _number("revision"),
            _json("content"),
            _number("by_id", nullable=True),
            _moment("at"),
        ),
        _refers("history", "by_id", "organiser"),
        _refers("history", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "kind", "ref", "revision", name="pk_history"),
    )
    op.create_table(
        "memo",
        *(
            _number("programme_id"),
            _key("id"),
            _word("about_kind"),
            _key("about_ref"),
            _key("round_id", nullable=True),
            _text("text"),
            _number("by_id"),
            _moment("at"),
            _number("revision"),
        ),
        _refers("memo", "by_id", "organiser"),
        _refers("memo", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_memo"),
    )


def _interviews() -> None:
    op.create_table(
        "interview",
        *(
            _number("programme_id"),
            _key("id"),
            _number("number"),
            _number("place_id"),
            _word("speaks_for", nullable=True),
            _date("held_on"),
            _word("language"),
            _word("title"),
            _text("text"),
            _word("consent"),
            _text("consent_note"),
            _date("keep_until"),
            _word("retention"),
            _number("made_by_id"),
            _moment("made_at"),
            _moment("frozen_at", nullable=True),
            _moment("coded_at", nullable=True),
            _number("coded_by_id", nullable=True),
            _key("replaced_by", nullable=True),
            _moment("withdrawn_at", nullable=True),
            _number("revision"),
        ),
        _refers("interview", "coded_by_id", "organiser"),
        _refers("interview", "made_by_id", "organiser"),
        _refers("interview", "place_id", "place"),
        _refers("interview", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_interview"),
    )
    op.create_table(
        "turn",
        *(
            _number("programme_id"),
            _key("interview_id"),
            _number("number"),
            _word("speaker"),
            _number("start"),
            _number("end"),
            _flag("asks"),
        ),
        _refers_to_key("turn", ["programme_id", "interview_id"], "interview", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "interview_id", "number", name="pk_turn"),
    )
    op.create_table(
        "excerpt",
        *(
            _number("programme_id"),
            _key("id"),
            _key("interview_id"),
            _number("start"),
            _number("end"),
            _number("made_by_id"),
            _moment("made_at"),
            _moment("gone_at", nullable=True),
            _number("revision"),
        ),
        _refers("excerpt", "made_by_id", "organiser"),
        _refers_to_key("excerpt", ["programme_id", "interview_id"], "interview", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_excerpt"),
        sa.UniqueConstraint("programme_id", "interview_id", "start", "end", name="uq_excerpt_programme_id"),
    )
    op.create_table(
        "unit_coding",
        *(
            _number("programme_id"),
            _word("kind"),
            _key("ref"),
            _word("element"),
            _number("coder_id", nullable=True),
            _number("framework_id", nullable=True),
            _number("suggested", nullable=True),
            _moment("given_at"),
        ),
        _refers("unit_coding", "coder_id", "organiser"),
        _refers("unit_coding", "framework_id", "framework"),
        _refers("unit_coding", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "kind", "ref", "element", name="pk_unit_coding"),
    )
    op.create_table(
        "code",
        *(
            _number("programme_id"),
            _word("key"),
            _word("name"),
            _text("description"),
            _json("signals"),
            _text("boundary"),
            _word("status"),
            _key("order_key"),
            _number("made_by_id"),
            _moment("made_at"),
            _word("merged_into", nullable=True),
            _number("revision"),
        ),
        _refers("code", "made_by_id", "organiser"),
        _refers("code", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "key", name="pk_code"),
    )


def _rounds() -> None:
    op.create_table(
        "round",
        *(
            _number("programme_id"),
            _key("id"),
            _word("name"),
            _number("framework_id"),
            _float("share", nullable=True),
            _number("size"),
            _number("seed"),
            _number("drawn_by_id"),
            _moment("drawn_at"),
            _number("closed_by_id", nullable=True),
            _moment("closed_at", nullable=True),
            _text("reason"),
        ),
        _refers("round", "closed_by_id", "organiser"),
        _refers("round", "drawn_by_id", "organiser"),
        _refers("round", "framework_id", "framework"),
        _refers("round", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_round"),
    )
    op.create_table(
        "round_coder",
        *(
            _number("programme_id"),
            _key("round_id"),
            _number("coder_id"),
            _moment("done_at", nullable=True),
            _number("revision"),
        ),
        _refers("round_coder", "coder_id", "organiser"),
        _refers_to_key("round_coder", ["programme_id", "round_id"], "round", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "round_id", "coder_id", name="pk_round_coder"),
    )
    op.create_table(
        "round_unit",
        *(_number("programme_id"), _key("round_id"), _word("kind"), _key("ref"), _number("position"), _word("stratum")),
        _refers_to_key("round_unit", ["programme_id", "round_id"], "round", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "round_id", "kind", "ref", name="pk_round_unit"),
    )
    op.create_table(
        "blind_coding",
        *(
            _number("programme_id"),
            _key("round_id"),
            _number("coder_id"),
            _word("kind"),
            _key("ref"),
            _word("element"),
            _moment("given_at"),
        ),
        _refers_to_key(
            "blind_coding",
            ["programme_id", "round_id", "coder_id"],
            "round_coder",
            ["programme_id", "round_id", "coder_id"],
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "round_id", "coder_id", "kind", "ref", "element", name="pk_blind_coding"
        ),
    )
    op.create_table(
        "settled",
        *(
            _number("programme_id"),
            _key("round_id"),
            _word("kind"),
            _key("ref"),
            _json("before"),
            _json("after"),
            _text("reason"),
            _number("by_id"),
            _moment("at"),
            _number("revision"),
        ),
        _refers("settled", "by_id", "organiser"),
        _refers_to_key("settled", ["programme_id", "round_id"], "round", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "round_id", "kind", "ref", name="pk_settled"),
    )


def _themes() -> None:
    op.create_table(
        "theme",
        *(
            _number("programme_id"),
            _key("id"),
            _key("parent_id", nullable=True),
            _number("place_id", nullable=True),
            _key("order_key"),
            _word("name"),
            _text("idea"),
            _text("summary"),
            _word("state"),
            _number("made_by_id"),
            _moment("made_at"),
            _moment("removed_at", nullable=True),
            _key("merged_into", nullable=True),
            _number("revision"),
        ),
        _refers("theme", "made_by_id", "organiser"),
        _refers("theme", "place_id", "place"),
        _refers("theme", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_theme"),
    )
    op.create_table(
        "theme_element",
        *(_number("programme_id"), _key("theme_id"), _word("element")),
        _refers_to_key("theme_element", ["programme_id", "theme_id"], "theme", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "theme_id", "element", name="pk_theme_element"),
    )
    op.create_table(
        "theme_evidence",
        *(
            _number("programme_id"),
            _key("theme_id"),
            _word("kind"),
            _key("ref"),
            _word("stance"),
            _flag("quote"),
            _json("cuts"),
            _key("order_key"),
            _number("by_id"),
            _moment("at"),
            _moment("withdrawn_at", nullable=True),
        ),
        _refers("theme_evidence", "by_id", "organiser"),
        _refers_to_key("theme_evidence", ["programme_id", "theme_id"], "theme", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "theme_id", "kind", "ref", name="pk_theme_evidence"),
    )
    op.create_table(
        "cell",
        *(
            _number("programme_id"),
            _key("id"),
            _word("row_kind"),
            _word("row_ref"),
            _word("column_kind"),
            _word("column_ref"),
            _text("summary"),
            _number("seen_seq"),
            _word("seen_evidence"),
            _number("by_id"),
            _moment("at"),
            _number("revision"),
        ),
        _refers("cell", "by_id", "organiser"),
        _refers("cell", "programme_id", "programme"),
        sa.PrimaryKeyConstraint("programme_id", "id", name="pk_cell"),
        sa.UniqueConstraint(
            "programme_id", "row_kind", "row_ref", "column_kind", "column_ref", name="uq_cell_programme_id"
        ),
    )
    op.create_table(
        "cell_quote",
        *(
            _number("programme_id"),
            _key("cell_id"),
            _word("kind"),
            _key("ref"),
            _json("cuts"),
            _key("order_key"),
            _moment("withdrawn_at", nullable=True),
        ),
        _refers_to_key("cell_quote", ["programme_id", "cell_id"], "cell", ["programme_id", "id"]),
        sa.PrimaryKeyConstraint("programme_id", "cell_id", "kind", "ref", name="pk_cell_quote"),
    )


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def _word(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.String(), nullable=nullable)


def _key(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, CODE_POINT, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Text(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Integer(), nullable=nullable)


def _float(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Float(), nullable=nullable)


def _flag(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Boolean(), nullable=nullable)


def _date(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.Date(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.DateTime(), nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return _column(name, sa.JSON(), nullable=nullable)


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def _refers_to_key(table: str, columns: list[str], other: str, key: list[str]) -> sa.ForeignKeyConstraint:
    names = [f"{other}.{name}" for name in key]
    return sa.ForeignKeyConstraint(columns, names, name=f"fk_{table}_{columns[0]}_{other}")
