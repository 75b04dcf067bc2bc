"""Support rooms and their messages in the shape of the contract."""

from __future__ import annotations

from typing import Any

from app.clock import iso
from app.snapshots import MessageSnapshot, SupportSnapshot, SupportStats

Json = dict[str, Any]
USER, ADMIN = "user", "admin"


def message(snapshot: MessageSnapshot, where: SupportSnapshot) -> Json:
    """A message of the support room `where`."""
    return {
        "id": snapshot.id,
        "room_id": snapshot.room_id,
        "sender_id": snapshot.sender.id,
        "sender_type": side(snapshot.sender.id, where),
        "sender_name": snapshot.sender.display_name,
        "message": snapshot.content,
        "message_type": snapshot.message_type,
        "is_read": where.is_read(snapshot),
        "created_at": iso(snapshot.created_at),
    }


def room(snapshot: SupportSnapshot, viewer_id: int) -> Json:
    """A support room; `unread_count` is the viewer's side's."""
    return {
        "id": snapshot.id,
        "user_id": snapshot.user.id,
        "admin_id": snapshot.admin.id if snapshot.admin else None,
        "status": snapshot.status,
        "created_at": iso(snapshot.created_at),
        "updated_at": iso(snapshot.updated_at),
        "user_name": snapshot.user.display_name,
        "user_email": snapshot.user_email,
        "last_message": snapshot.last_message.content if snapshot.last_message else None,
        "unread_count": snapshot.user_unread if viewer_id == snapshot.user.id else snapshot.unread,
    }


def side(user_id: int, where: SupportSnapshot) -> str:
    """`user` for whose room it is; whoever else is in it is an `admin`."""
    return USER if user_id == where.user.id else ADMIN


def stats(figures: SupportStats) -> Json:
    return {
        "total_rooms": figures.total_rooms,
        "active_rooms": figures.active_rooms,
        "closed_rooms": figures.closed_rooms,
        "unassigned_rooms": figures.unassigned_rooms,
        "total_messages": figures.total_messages,
        "unread_messages": figures.unread_messages,
        "average_first_response_seconds": figures.first_response,
        "average_wait_seconds": figures.wait,
        "average_resolution_seconds": figures.resolution,
    }
