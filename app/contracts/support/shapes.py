"""Support rooms and their messages in the shape of the contract."""

from __future__ import annotations

from typing import Any

from app.clock import iso
from app.snapshots import MessageSnapshot, SupportSnapshot, SupportStats

Json = dict[str, Any]
USER, ADMIN = "user", "admin"


def message(one: MessageSnapshot, where: SupportSnapshot) -> Json:
    """A message of the support room `where`."""
    return {
        "id": one.id,
        "room_id": one.room_id,
        "sender_id": one.sender.id,
        "sender_type": side(one.sender.id, where),
        "sender_name": one.sender.display_name,
        "message": one.content,
        "message_type": one.message_type,
        "is_read": where.is_read(one),
        "created_at": iso(one.created_at),
    }


def room(one: SupportSnapshot, viewer_id: int) -> Json:
    """A support room; `unread_count` is the viewer's side's."""
    return {
        "id": one.id,
        "user_id": one.user.id,
        "admin_id": one.admin.id if one.admin else None,
        "status": one.status,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "user_name": one.user.display_name,
        "user_email": one.user_email,
        "last_message": one.last_message.content if one.last_message else None,
        "unread_count": one.user_unread if viewer_id == one.user.id else one.unread,
    }


def side(user_id: int, where: SupportSnapshot) -> str:
    """`user` for whose room it is; whoever else is in it is an `admin`."""
    return USER if user_id == where.user.id else ADMIN


def stats(one: SupportStats) -> Json:
    return {
        "total_rooms": one.total_rooms,
        "active_rooms": one.active_rooms,
        "closed_rooms": one.closed_rooms,
        "unassigned_rooms": one.unassigned_rooms,
        "total_messages": one.total_messages,
        "unread_messages": one.unread_messages,
        "average_first_response_seconds": one.first_response,
        "average_wait_seconds": one.wait,
        "average_resolution_seconds": one.resolution,
    }
