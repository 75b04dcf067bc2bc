"""Whom each message names is stored with it, and no text is searched when it is read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.services.mentions import called

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

AT_ONCE = 200
BEFORE = sa.text("deleted_at IS NULL AND content LIKE '%@%'")
NAMES = sa.text("deleted_at IS NULL AND mentions IS NOT NULL")
messages = sa.table("messages", *map(sa.column, ("id", "content", "html", "mentions", "deleted_at")))
users = sa.table("users", sa.column("id"), sa.column("username_key"))


def upgrade() -> None:
    op.add_column("messages", sa.Column("mentions", sa.Text()))
    fill()
    op.drop_index("ix_messages_room_id_seq_at", "messages")
    create_index("ix_messages_room_id_seq_mentions", NAMES)


def fill() -> None:
    connection = op.get_bind()
    page = (
        sa.select(messages.c.id, messages.c.content, messages.c.html)
        .where(messages.c.content.like("%@%"), messages.c.deleted_at.is_(None))
        .order_by(messages.c.id)
        .limit(AT_ONCE)
    )
    store = (
        sa.update(messages)
        .where(messages.c.id == sa.bindparam("message"))
        .values(mentions=sa.bindparam("ids"))
    )
    last = 0
    while found := connection.execute(page.where(messages.c.id > last)).all():
        for row in found:
            keys = called(row.content, row.html)
            named = sa.select(users.c.id).where(users.c.username_key.in_(keys)).order_by(users.c.id)
            ids = connection.execute(named).scalars().all() if keys else []
            if ids:
                connection.execute(store, {"message": row.id, "ids": " ".join(map(str, ids))})
        last = found[-1].id


def downgrade() -> None:
    op.drop_index("ix_messages_room_id_seq_mentions", "messages")
    op.drop_column("messages", "mentions")
    create_index("ix_messages_room_id_seq_at", BEFORE)


def create_index(name: str, where: sa.TextClause) -> None:
    """Last: of two indexes that would do equally well SQLite takes the newest, and this one is smaller."""
    op.create_index(name, "messages", ["room_id", "seq"], sqlite_where=where, postgresql_where=where)
