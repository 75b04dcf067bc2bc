"""What people are found by: their names in the form in which texts are compared, from each word on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# The form is one for what is stored and what is asked for, so it isn't written down here once more.
from app.services.finding import keys

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
AT_ONCE = 1_000
PEOPLE = sa.text(
    "SELECT id, username, display_name FROM users "
    "WHERE deleted_at IS NULL AND id > :after ORDER BY id LIMIT :limit"
)


def upgrade() -> None:
    table = op.create_table(
        "name_keys",
        sa.Column("key", KEY, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_name_keys_user_id"),
        sa.PrimaryKeyConstraint("key", "user_id", name="pk_name_keys"),
    )
    op.create_index("ix_name_keys_user_id", "name_keys", ["user_id"])
    after = 0
    while people := op.get_bind().execute(PEOPLE, {"after": after, "limit": AT_ONCE}).all():
        after = people[-1].id
        found = [
            {"key": key, "user_id": one.id} for one in people for key in keys(one.username, one.display_name)
        ]
        op.bulk_insert(table, found)


def downgrade() -> None:
    op.drop_table("name_keys")
