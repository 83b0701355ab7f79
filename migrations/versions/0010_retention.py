"""Groups that are shown, what happens on the retention date, imports, and the erasure list."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

CODE_POINT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
# The people who must have chosen a group before it is shown: the default of GROUP_THRESHOLD.
THRESHOLD = 3


def upgrade() -> None:
    op.add_column("workshop", sa.Column("shown_groups", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("workshop", sa.Column("retention", sa.String(), nullable=False, server_default="delete"))
    op.add_column("workshop", sa.Column("promised_until", sa.Date(), nullable=True))
    for column in ("lawful_basis", "contact"):
        op.add_column("organisation", sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.create_table(
        "erasure",
        sa.Column("workshop_key", sa.String(), nullable=False),
        sa.Column("note_id", CODE_POINT, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workshop_key", "note_id", name="pk_erasure"),
    )
    _show_groups()


def downgrade() -> None:
    op.drop_table("erasure")
    for column in ("contact", "lawful_basis"):
        op.drop_column("organisation", column)
    for column in ("promised_until", "retention", "shown_groups"):
        op.drop_column("workshop", column)


def _show_groups() -> None:
    """Show the groups that enough people have chosen; all of a workshop without such seats, which was imported."""
    connection = op.get_bind()
    workshop = sa.table("workshop", sa.column("id", sa.Integer), sa.column("shown_groups", sa.JSON))
    chosen = _counted(connection, "seat")
    for workshop_id, noted in _counted(connection, "note").items():
        people = chosen.get(workshop_id)
        shown = sorted(group for group in noted if people is None or people.get(group, 0) >= THRESHOLD)
        connection.execute(workshop.update().where(workshop.c.id == workshop_id).values(shown_groups=shown))


def _counted(connection: sa.Connection, table: str) -> dict[int, dict[str, int]]:
    """By workshop id and group, the rows of a table that have the group."""
    rows = sa.table(table, sa.column("workshop_id", sa.Integer), sa.column("speaks_for", sa.String))
    query = sa.select(rows.c.workshop_id, rows.c.speaks_for, sa.func.count()).where(rows.c.speaks_for.is_not(None))
    counted: dict[int, dict[str, int]] = {}
    for workshop_id, group, count in connection.execute(query.group_by(rows.c.workshop_id, rows.c.speaks_for)):
        counted.setdefault(workshop_id, {})[group] = count
    return counted
