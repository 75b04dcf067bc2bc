"""The support desk: how far it has read, its openings and its assignments"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("support_rooms", sa.Column("read_seq", BIG_ID, server_default=sa.text("0"), nullable=False))
    op.create_index("ix_support_rooms_status_updated_at", "support_rooms", ["status", "updated_at"])
    op.create_table(
        "support_openings",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("room_id", BIG_ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=True),
        sa.Column("first_response_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["support_rooms.room_id"], name="fk_support_openings_room_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_openings"),
    )
    op.create_index("ix_support_openings_room_id_closed_at", "support_openings", ["room_id", "closed_at"])
    op.create_table(
        "support_assignments",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("room_id", BIG_ID, nullable=False),
        sa.Column("admin_id", BIG_ID, nullable=True),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["users.id"], name="fk_support_assignments_admin_id"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name="fk_support_assignments_by_id"),
        sa.ForeignKeyConstraint(
            ["room_id"], ["support_rooms.room_id"], name="fk_support_assignments_room_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_support_assignments"),
    )
    op.create_index("ix_support_assignments_admin_id_id", "support_assignments", ["admin_id", "id"])
    op.create_index("ix_support_assignments_room_id", "support_assignments", ["room_id"])


def downgrade() -> None:
    op.drop_table("support_assignments")
    op.drop_table("support_openings")
    op.drop_index("ix_support_rooms_status_updated_at", "support_rooms")
    op.drop_column("support_rooms", "read_seq")
