"""The devices of each seat, long tokens in joining links, and what controls joining."""

import hashlib
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_SEAT = sa.table("seat", sa.column("id"), sa.column("workshop_id"), sa.column("ref"))
_DEVICE = sa.table("seat_device", *(sa.column(name) for name in ("workshop_id", "seat_id", "secret_hash", "device")))
_WORKSHOP = sa.table("workshop", sa.column("id"), sa.column("code"), sa.column("join_token"))


def upgrade() -> None:
    op.create_table(
        "seat_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name="fk_seat_device_workshop_id_workshop"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_seat_device_seat_id_seat"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_device"),
        sa.UniqueConstraint("workshop_id", "secret_hash", name="uq_seat_device_workshop_id"),
    )
    op.create_index("ix_seat_device_seat_id", "seat_device", ["seat_id"])
    op.add_column("workshop", sa.Column("join_token", sa.String(), nullable=True))
    op.add_column("workshop", sa.Column("joining_paused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("workshop", sa.Column("admitted_at", sa.DateTime(), nullable=True))
    op.create_index("uq_workshop_join_token", "workshop", ["join_token"], unique=True)
    connection = op.get_bind()
    # Until now a cookie held the seat's own reference, so that reference is the secret of the seat's first device.
    devices = [
        {"workshop_id": seat.workshop_id, "seat_id": seat.id, "secret_hash": _hash(seat.ref), "device": ""}
        for seat in connection.execute(sa.select(_SEAT))
    ]
    if devices:
        connection.execute(_DEVICE.insert(), devices)
    for workshop in list(connection.execute(sa.select(_WORKSHOP.c.id).where(_WORKSHOP.c.code.is_not(None)))):
        token = {"join_token": secrets.token_hex(16)}
        connection.execute(_WORKSHOP.update().where(_WORKSHOP.c.id == workshop.id).values(token))


def downgrade() -> None:
    op.drop_index("uq_workshop_join_token", "workshop")
    for column in ("join_token", "joining_paused", "admitted_at"):
        op.drop_column("workshop", column)
    op.drop_table("seat_device")


def _hash(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()
