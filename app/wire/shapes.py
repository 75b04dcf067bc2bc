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


def quiet_hours(hours: QuietHours) -> Json:
    return {"on": hours.on, "from": hours.begin, "until": hours.end}


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


def support_room(snapshot: SupportSnapshot) -> Json:
    """A support room as the desk sees it."""
    return {
        "id": snapshot.id,
        "user": person(snapshot.user),
        "admin": person(snapshot.admin) if snapshot.admin else None,
        "status": snapshot.status,
        "created_at": iso(snapshot.created_at),
        "updated_at": iso(snapshot.updated_at),
        "waiting_since": iso(snapshot.waiting_since),
        "unread": snapshot.unread,
        "last_message": message(snapshot.last_message) if snapshot.last_message else None,
    }


def session(snapshot: SessionSnapshot, present: str) -> Json:
    return {
        "id": snapshot.id,
        "created_at": iso(snapshot.created_at),
        "last_used_at": iso(snapshot.last_used_at),
        "user_agent": snapshot.user_agent,
        "address": snapshot.address,
        "current": snapshot.id == present,
        "registered": snapshot.registered,
        "can_end": snapshot.can_end,
    }


def message(snapshot: MessageSnapshot) -> Json:
    return {
        "id": snapshot.id,
        "room_id": snapshot.room_id,
        "seq": snapshot.seq,
        "changed": snapshot.changed,
        "client_id": snapshot.client_id,
        "sender": person(snapshot.sender),
        "content": snapshot.content,
        "html": snapshot.html,
        "mentions": list(snapshot.mentions),
        "message_type": snapshot.message_type,
        "reply_to": snapshot.reply_to,
        "reactions": [
            {"emoji": r.emoji, "count": len(r.user_ids), "user_ids": list(r.user_ids)}
            for r in snapshot.reactions
        ],
        "attachments": [],
        "created_at": iso(snapshot.created_at),
        "edited_at": iso(snapshot.edited_at),
        "deleted": snapshot.deleted,
    }


def posted(outcome: Posted) -> Json:
    """The message, marked when it had been sent before."""
    shape = message(outcome.message)
    return shape | {"duplicate": True} if outcome.duplicate else shape


def room(snapshot: RoomSnapshot) -> Json:
    return {
        "id": snapshot.id,
        "type": snapshot.type,
        "name": snapshot.name,
        "head": snapshot.head,
        "member_count": snapshot.member_count,
        "invite_only": snapshot.invite_code is not None,
        "share_id": share_id(snapshot),
        "peer": user(snapshot.peer) if snapshot.peer else None,
        "created_by": snapshot.created_by,
        "created_at": iso(snapshot.created_at),
        "updated_at": iso(snapshot.updated_at),
        "unread": snapshot.unread,
        "last_read_seq": snapshot.last_read_seq,
        "mention_seq": snapshot.mention_seq,
        "peer_read_seq": snapshot.peer_read_seq,
        "notifications": snapshot.notifications,
        "closed": snapshot.closed,
        "request": snapshot.request,
        "role": snapshot.role,
        "can": snapshot.can,
        "last_message": message(snapshot.last_message) if snapshot.last_message else None,
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


def share_id(snapshot: RoomSnapshot) -> str | None:
    """What to tell others so that they can join, or null where nobody can."""
    if rights.INVITE not in snapshot.can or room_types.of(snapshot.type).for_everyone:
        return None
    return group_share_id(snapshot.id, snapshot.invite_code)


def group_share_id(room_id: int, invite_code: str | None) -> str:
    return f"{room_id}-{invite_code}" if invite_code else str(room_id)


def page(found: Page) -> Json:
    newer = {} if found.has_newer is None else {"has_newer": found.has_newer}
    shown = [message(m) for m in found.messages]
    return {"messages": shown, "head": found.head, "has_more": found.has_more, **newer}


def changes(found: Changes) -> Json:
    if found.reload:
        return {"reload": True, "head": found.head}
    return {
        "messages": [message(m) for m in found.messages],
        "head": found.head,
        "has_more": found.next is not None,
        "next": {"after": found.next[0], "after_id": found.next[1]} if found.next else None,
    }


def read_mark(mark: ReadMark) -> Json:
    return {"room_id": mark.room_id, "seq": mark.seq, "unread": mark.unread}
