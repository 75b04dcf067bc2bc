"""Which dms a stranger opened, that their receiver has neither accepted nor answered"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    request = sa.Column("request", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("memberships", request)


def downgrade() -> None:
    op.drop_column("memberships", "request")
