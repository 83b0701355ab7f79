"""The names of stacks and the messages that undo restores, and the decisions that an imported record counts."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    for column in ("replaced_words", "imported_decisions"):
        op.add_column("workshop", sa.Column(column, sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    for column in ("imported_decisions", "replaced_words"):
        op.drop_column("workshop", column)
