"""The present ids of the ratings that an imported edition of a report names."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("edition", sa.Column("asks", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("edition", "asks")
