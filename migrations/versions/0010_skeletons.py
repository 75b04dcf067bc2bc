"""What each username is read as, so that no other one can be mistaken for it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.services.lookalikes import skeleton

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AT_ONCE = 500
users = sa.table(
    "users", sa.column("id"), sa.column("username"), sa.column("username_key"), sa.column("skeleton")
)


def upgrade() -> None:
    op.add_column("users", sa.Column("skeleton", sa.String(128)))
    fill()
    op.create_index("ix_users_skeleton", "users", ["skeleton"])


def fill() -> None:
    connection = op.get_bind()
    page = sa.select(users.c.id, users.c.username).where(users.c.username_key.is_not(None)).limit(AT_ONCE)
    store = (
        sa.update(users).where(users.c.id == sa.bindparam("user")).values(skeleton=sa.bindparam("read_as"))
    )
    last = 0
    while found := connection.execute(page.where(users.c.id > last).order_by(users.c.id)).all():
        connection.execute(store, [{"user": row.id, "read_as": skeleton(row.username)} for row in found])
        last = found[-1].id


def downgrade() -> None:
    op.drop_index("ix_users_skeleton", "users")
    op.drop_column("users", "skeleton")
