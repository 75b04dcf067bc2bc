"""Pictures of people, and the theme that they chose"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("users", sa.Column("theme", sa.String(length=8), nullable=True))
    op.add_column("users", sa.Column("picture", sa.String(length=16), nullable=True))
    op.create_table(
        "pictures",
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_pictures_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_pictures"),
    )


def downgrade() -> None:
    op.drop_table("pictures")
    op.drop_column("users", "picture")
    op.drop_column("users", "theme")
