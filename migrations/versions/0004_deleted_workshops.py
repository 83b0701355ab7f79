"""When a workshop was deleted: its row stays, empty, so that no other ever has its number or its address."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("workshop", sa.Column("deleted_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM workshop WHERE deleted_at IS NOT NULL")
    op.drop_column("workshop", "deleted_at")
