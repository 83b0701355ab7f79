"""A short name for each question, for tabs, menus and tables."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("board_column", sa.Column("short_name", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("board_column", "short_name")
