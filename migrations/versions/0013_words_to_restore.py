"""The names of stacks and the messages that undo restores."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("workshop", sa.Column("replaced_words", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("workshop", "replaced_words")
