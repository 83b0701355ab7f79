"""When a signed edition was unpublished, by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("edition", sa.Column("unpublished_at", sa.DateTime(), nullable=True))
    op.add_column("edition", sa.Column("unpublished_name", sa.String(), nullable=False, server_default=""))
    op.add_column("edition", sa.Column("unpublished_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for column in ("unpublished_reason", "unpublished_name", "unpublished_at"):
        op.drop_column("edition", column)
