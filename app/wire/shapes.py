"""Snapshots as our own JSON, the same on `/chat` and in REST (docs/protocol.md)."""

from __future__ import annotations

from typing import Any

from app.clock import iso
from app.services import rights, room_types
from app.snapshots import (
    AccountSnapshot,
    Changes,
    MessageSnapshot,
    Page,
    Person,
    Posted,
    QuietHours,
    ReadMark,
    RoomSnapshot,
    SessionSnapshot,
    SupportSnapshot,
    UserSnapshot,
)

Json = dict[str, Any]


def avatar(who: Person) -> str:
    """The URL of a user's picture: what is at it never changes, but for the initials of who has none."""
    return f"/avatar/{who.id}-{who.picture}.webp" if who.picture else f"/avatar/{who.id}.svg"


def person(who: Person) -> Json:
    return {
        "id": who.id,
        "username": who.username,
        "display_name": who.display_name,
        "avatar": avatar(who),
        "role": who.role,
        "verified": who.verified,
    }


def user(who: UserSnapshot) -> Json:
    return person(who) | {
        "country": who.country,
        "is_online": who.is_online,
    }


def account(who: AccountSnapshot) -> Json:
    """Oneself."""
    return user(who) | {
        "is_owner": who.is_owner,
        "email": who.email,
        "language": who.language,
        "theme": who.theme,
        "has_password": who.verified,
        "session_id": who.session_id,
        "created_at": iso(who.created_at),
        "quiet_hours": quiet_hours(who.quiet_hours),
    }


def quiet_hours(one: QuietHours) -> Json:
    return {"on": one.on, "from": one.begin, "until": one.end}


def signed_in(who: AccountSnapshot) -> Json:
    """Who just signed in, as contract C1 has it."""
    return {
        "id": who.id,
        "username": who.username,
        "display_name": who.display_name,
        "avatar": avatar(who),
        "role": who.role,
        "is_online": who.is_online,
        "country": who.country,
    }


def availability(username: str, suggestions: list[str]) -> Json:
    """Whether a username is free, as contract C1 has it; a taken one comes with `suggestions`."""
    shape: Json = {"username": username, "available": not suggestions}
    return shape | {"suggestions": suggestions} if suggestions else shape


def support_room(one: SupportSnapshot) -> Json:
    """A support room as the desk sees it."""
    return {
        "id": one.id,
        "user": person(one.user),
        "admin": person(one.admin) if one.admin else None,
        "status": one.status,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "waiting_since": iso(one.waiting_since),
        "unread": one.unread,
        "last_message": message(one.last_message) if one.last_message else None,
    }


def session(one: SessionSnapshot, present: str) -> Json:
    return {
        "id": one.id,
        "created_at": iso(one.created_at),
        "last_used_at": iso(one.last_used_at),
        "user_agent": one.user_agent,
        "address": one.address,
        "current": one.id == present,
        "registered": one.registered,
        "can_end": one.can_end,
    }


def message(one: MessageSnapshot) -> Json:
    return {
        "id": one.id,
        "room_id": one.room_id,
        "seq": one.seq,
        "changed": one.changed,
        "client_id": one.client_id,
        "sender": person(one.sender),
        "content": one.content,
        "html": one.html,
        "mentions": list(one.mentions),
        "message_type": one.message_type,
        "reply_to": one.reply_to,
        "reactions": [
            {"emoji": r.emoji, "count": len(r.user_ids), "user_ids": list(r.user_ids)} for r in one.reactions
        ],
        "attachments": [],
        "created_at": iso(one.created_at),
        "edited_at": iso(one.edited_at),
        "deleted": one.deleted,
    }


def posted(outcome: Posted) -> Json:
    """The message, marked when it had been sent before."""
    shape = message(outcome.message)
    return shape | {"duplicate": True} if outcome.duplicate else shape


def room(one: RoomSnapshot) -> Json:
    return {
        "id": one.id,
        "type": one.type,
        "name": one.name,
        "head": one.head,
        "member_count": one.member_count,
        "invite_only": one.invite_code is not None,
        "share_id": share_id(one),
        "peer": user(one.peer) if one.peer else None,
        "created_by": one.created_by,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
        "unread": one.unread,
        "last_read_seq": one.last_read_seq,
        "mention_seq": one.mention_seq,
        "peer_read_seq": one.peer_read_seq,
        "notifications": one.notifications,
        "closed": one.closed,
        "request": one.request,
        "role": one.role,
        "can": one.can,
        "last_message": message(one.last_message) if one.last_message else None,
    }


def rooms(found: list[RoomSnapshot], has_more: bool) -> Json:
    """A page of somebody's rooms."""
    return {"rooms": [room(one) for one in found], "has_more": has_more}


def renamed_room(room_id: int, name: str | None, invite_code: str | None) -> Json:
    """What of a group its creator can change."""
    return {
        "id": room_id,
        "name": name,
        "invite_only": invite_code is not None,
        "share_id": group_share_id(room_id, invite_code),
    }


def share_id(one: RoomSnapshot) -> str | None:
    """What to tell others so that they can join, or null where nobody can."""
    if rights.INVITE not in one.can or room_types.of(one.type).for_everyone:
        return None
    return group_share_id(one.id, one.invite_code)


def group_share_id(room_id: int, invite_code: str | None) -> str:
    return f"{room_id}-{invite_code}" if invite_code else str(room_id)


def page(one: Page) -> Json:
    newer = {} if one.has_newer is None else {"has_newer": one.has_newer}
    shown = [message(m) for m in one.messages]
    return {"messages": shown, "head": one.head, "has_more": one.has_more, **newer}


def changes(one: Changes) -> Json:
    if one.reload:
        return {"reload": True, "head": one.head}
    return {
        "messages": [message(m) for m in one.messages],
        "head": one.head,
        "has_more": one.next is not None,
        "next": {"after": one.next[0], "after_id": one.next[1]} if one.next else None,
    }


def read_mark(one: ReadMark) -> Json:
    return {"room_id": one.room_id, "seq": one.seq, "unread": one.unread}
