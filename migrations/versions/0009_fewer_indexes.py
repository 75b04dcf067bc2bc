"""What every new message writes: one index of its place instead of two, and none of changes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALIVE = sa.text("deleted_at IS NULL")
CHANGED = sa.text("changed > seq")
MAY_NAME = sa.text("deleted_at IS NULL AND content LIKE '%@%'")


def upgrade() -> None:
    drop_indexes()
    with op.batch_alter_table("messages") as messages:
        messages.drop_constraint("uq_messages_room_id_seq", type_="unique")
    create_index("ix_messages_room_id_changed_id", ["room_id", "changed", "id"], CHANGED)
    create_index("ix_messages_room_id_seq", ["room_id", "seq"], ALIVE, unique=True)
    create_mentions()


def downgrade() -> None:
    drop_indexes()
    with op.batch_alter_table("messages") as messages:
        messages.create_unique_constraint("uq_messages_room_id_seq", ["room_id", "seq"])
    op.create_index("ix_messages_room_id_changed_id", "messages", ["room_id", "changed", "id"])
    create_index("ix_messages_room_id_seq", ["room_id", "seq"], ALIVE)
    create_mentions()


def drop_indexes() -> None:
    for name in ("ix_messages_room_id_seq_at", "ix_messages_room_id_seq", "ix_messages_room_id_changed_id"):
        op.drop_index(name, "messages")


def create_index(name: str, columns: list[str], where: sa.TextClause, unique: bool = False) -> None:
    op.create_index(name, "messages", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def create_mentions() -> None:
    """Last: of two indexes that would do equally well SQLite takes the newest, and this one is smaller."""
    create_index("ix_messages_room_id_seq_at", ["room_id", "seq"], MAY_NAME)
