"""The messages that may name somebody are found without going through a room"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MAY_NAME = sa.text("deleted_at IS NULL AND content LIKE '%@%'")


def upgrade() -> None:
    op.create_index(
        "ix_messages_room_id_seq_at",
        "messages",
        ["room_id", "seq"],
        sqlite_where=MAY_NAME,
        postgresql_where=MAY_NAME,
    )


def downgrade() -> None:
    op.drop_index("ix_messages_room_id_seq_at", "messages")
