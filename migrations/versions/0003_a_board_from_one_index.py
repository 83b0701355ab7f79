"""Where each note stands, whether it is seen and how new it is, from one index: without reading anyone's words."""

from alembic import op

revision = "0003"
down_revision = "0002"

PLACE = ["workshop_id", "column_id", "order_key", "id"]
STATE = ["hidden", "withdrawn", "revision"]


def upgrade() -> None:
    op.drop_index("ix_note_place", "note")
    op.create_index("ix_note_place", "note", PLACE + STATE)


def downgrade() -> None:
    op.drop_index("ix_note_place", "note")
    op.create_index("ix_note_place", "note", PLACE)
