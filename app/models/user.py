"""People and their sessions."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Table, false
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import latest, now
from app.extensions import Base
from app.models.types import BigId, UtcDateTime


class User(Base):
    """An account. A deleted one keeps its row, so that its messages keep a sender."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('user', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    username: Mapped[str] = mapped_column(String(64))
    username_key: Mapped[str | None] = mapped_column(String(128), unique=True)
    """The name without regard to case and Unicode form; null once the account is deleted."""
    skeleton: Mapped[str | None] = mapped_column(String(128), index=True)
    """What the name is read as (UTS #39); null once the account is deleted."""
    display_name: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    country: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(8))
    theme: Mapped[str | None] = mapped_column(String(8))
    picture: Mapped[str | None] = mapped_column(String(16))
    """Which picture of theirs is shown: a digest, part of its address; null: initials."""
    role: Mapped[str] = mapped_column(String(16), default="user")
    password_hash: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    quiet_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether nothing is told between these two times of the day, wherever the user is then."""
    quiet_from: Mapped[str] = mapped_column(String(5), default="22:00", server_default="22:00")
    quiet_until: Mapped[str] = mapped_column(String(5), default="07:00", server_default="07:00")


KEY_LENGTH = 64


class NameKey(Base):
    """What a user is found by: the rest of a name, folded, from one of its words on."""

    __tablename__ = "name_keys"
    __table_args__ = (Index(None, "user_id"),)

    # In the order of its bytes, whatever language the database speaks: what begins alike stands together.
    key: Mapped[str] = mapped_column(
        String(KEY_LENGTH).with_variant(String(KEY_LENGTH, collation="C"), "postgresql"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)


class Picture(Base):
    """The bytes of a user's picture (WebP), apart from the user, who is read far more often."""

    __tablename__ = "pictures"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class UserSession(Base):
    """One signed-in device; a token lives exactly as long as its row."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "user_id"), Index(None, "last_used_at"))

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    registered: Mapped[bool]
    """Whether this session made the account: only it may claim a name without a password."""
    user_agent: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_used_at: Mapped[datetime] = mapped_column(UtcDateTime, default=latest)
    contract: Mapped[str | None] = mapped_column(String(16))
    """Which of the contracts that exclude each other it spoke last on the default namespace."""
    support_room_id: Mapped[int | None] = mapped_column(BigId)
    """The support room it had joined there; who may enter it is asked again each time."""


users = cast(Table, User.__table__)
sessions = cast(Table, UserSession.__table__)
