"""What a session has spoken on the default namespace"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("contract", sa.String(length=16), nullable=True))
    op.add_column("sessions", sa.Column("support_room_id", BIG_ID, nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "support_room_id")
    op.drop_column("sessions", "contract")
