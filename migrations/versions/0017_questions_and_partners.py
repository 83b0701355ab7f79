"""A key that a question keeps when it is reworded, and the partner that a note is about."""

import sqlalchemy as sa
from alembic import op

from app.domain.text import wording_key

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("note", sa.Column("partner", sa.String(), nullable=True))
    op.add_column("board_column", sa.Column("key", sa.String(), nullable=False, server_default=""))
    connection = op.get_bind()
    questions = connection.execute(sa.text("SELECT id, question FROM board_column")).all()
    for column_id, question in questions:
        values = {"key": wording_key(question), "id": column_id}
        connection.execute(sa.text("UPDATE board_column SET key = :key WHERE id = :id"), values)


def downgrade() -> None:
    op.drop_column("board_column", "key")
    op.drop_column("note", "partner")
