"""What reading needs to skip: deleted messages, and one's own when unread ones are counted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# In an unbroken run of one sender both row numbers grow together, so their difference stays.
FIND_RUNS = """
UPDATE messages SET run_seq = runs.first FROM (
    SELECT id, min(seq) OVER (PARTITION BY room_id, sender_id, run) AS first FROM (
        SELECT id, room_id, sender_id, seq,
            row_number() OVER (PARTITION BY room_id ORDER BY seq)
            - row_number() OVER (PARTITION BY room_id, sender_id ORDER BY seq) AS run
        FROM messages
    ) AS numbered
) AS runs WHERE runs.id = messages.id
"""


def upgrade() -> None:
    op.add_column("rooms", sa.Column("last_sender_id", BIG_ID, nullable=True))
    op.add_column("rooms", sa.Column("run_seq", BIG_ID, nullable=True))
    op.add_column("messages", sa.Column("run_seq", BIG_ID, nullable=True))
    op.execute(FIND_RUNS)
    op.create_index(
        "ix_messages_room_id_seq",
        "messages",
        ["room_id", "seq"],
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_messages_room_id_seq", "messages")
    op.drop_column("messages", "run_seq")
    op.drop_column("rooms", "run_seq")
    op.drop_column("rooms", "last_sender_id")
