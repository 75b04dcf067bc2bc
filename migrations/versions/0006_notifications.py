"""What members want to be told of a room, and when users want to be told nothing"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("memberships") as memberships:
        memberships.add_column(sa.Column("notifications", sa.String(8), nullable=True))
        memberships.create_check_constraint(
            op.f("ck_memberships_notifications"), "notifications IN ('all', 'mentions', 'nothing')"
        )
    op.add_column("users", sa.Column("quiet_on", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("users", sa.Column("quiet_from", sa.String(5), server_default="22:00", nullable=False))
    op.add_column("users", sa.Column("quiet_until", sa.String(5), server_default="07:00", nullable=False))


def downgrade() -> None:
    for column in ("quiet_until", "quiet_from", "quiet_on"):
        op.drop_column("users", column)
    with op.batch_alter_table("memberships") as memberships:
        memberships.drop_constraint(op.f("ck_memberships_notifications"), type_="check")
        memberships.drop_column("notifications")
