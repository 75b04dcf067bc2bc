"""Examples for the API document, by the name of the schema; a test holds each against it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
MOMENT = "2026-11-21T08:15:30.250Z"
SESSION = "3f1c2c6e-8a53-4f0b-9a39-5d1f0f6a7c21"
TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIyIn0.c2lnbmF0dXJl"  # noqa: S105  shown, never valid

NAMED: Json = {"id": 2, "username": "siti", "display_name": "Siti Rahma", "avatar": "/avatar/2.svg"}
PERSON: Json = NAMED | {"role": "user", "verified": True}
USER: Json = PERSON | {"country": "Indonesia", "is_online": True}
ME: Json = USER | {
    "is_owner": True,
    "email": "siti@example.org",
    "language": "id",
    "theme": "dark",
    "has_password": True,
    "session_id": SESSION,
    "created_at": MOMENT,
    "quiet_hours": {"on": True, "from": "22:00", "until": "07:00"},
}
MESSAGE: Json = {
    "id": 7,
    "room_id": 482915037,
    "seq": 3,
    "changed": 4,
    "client_id": "9b2f-1",
    "sender": PERSON,
    "content": "Kita ngobrol *besok* ya",
    "html": "<p>Kita ngobrol <em>besok</em> ya</p>",
    "mentions": [],
    "message_type": "text",
    "reply_to": None,
    "reactions": [{"emoji": "⭐", "count": 1, "user_ids": [3]}],
    "attachments": [],
    "created_at": MOMENT,
    "edited_at": None,
    "deleted": False,
}
ROOM: Json = {
    "id": 482915037,
    "type": "group",
    "name": "Warung Kopi",
    "head": 4,
    "member_count": 2,
    "invite_only": False,
    "share_id": "482915037",
    "peer": None,
    "created_by": 2,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "unread": 0,
    "last_read_seq": 4,
    "mention_seq": None,
    "peer_read_seq": None,
    "closed": False,
    "request": False,
    "notifications": "all",
    "role": "owner",
    "can": ["post", "invite", "change", "leave"],
    "last_message": MESSAGE,
}
SUPPORT_MESSAGE: Json = {
    "id": 31,
    "room_id": 730284116,
    "sender_id": 2,
    "sender_type": "user",
    "sender_name": "Siti Rahma",
    "message": "Pesanan saya belum sampai",
    "message_type": "text",
    "is_read": False,
    "created_at": MOMENT,
}
SUPPORT_ROOM: Json = {
    "id": 730284116,
    "user_id": 2,
    "admin_id": 1,
    "status": "active",
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "user_name": "Siti Rahma",
    "user_email": "siti@example.org",
    "last_message": "Pesanan saya belum sampai",
    "unread_count": 1,
}
SIGNED_IN: Json = NAMED | {"role": "user", "is_online": False, "country": "Indonesia"}

LETTER: Json = {"id": 15, "sender_id": 2, "receiver_id": 3, "content": "Jadi besok?", "created_at": MOMENT}

OF: dict[str, Json] = {
    # what comes in
    "Name": {"username": "siti"},
    "Login": {"username": "siti", "password": "kopi tubruk pagi"},
    "Register": {"username": "siti", "password": "kopi tubruk pagi", "display_name": "Siti Rahma"},
    "ProfileChange": {"display_name": "Siti R.", "language": "id"},
    "RoleChange": {"role": "admin"},
    "PasswordChange": {"password": "teh poci sore", "current_password": "kopi tubruk pagi"},
    "AccountDeletion": {"username": "siti", "erase": False},
    "QuietHoursChange": {"on": True, "from": "22:00", "until": "07:00"},
    "NewRoom": {"type": "group", "name": "Warung Kopi", "invite_only": False},
    "RoomChange": {"name": "Warung Teh"},
    "NotificationLevel": {"level": "mentions"},
    "Join": {},
    "Draft": {"content": "Kita ngobrol *besok* ya", "client_id": "9b2f-1"},
    "Edit": {"content": "Kita ngobrol lusa ya"},
    "Reaction": {"emoji": "⭐", "on": True},
    "Read": {"seq": 4},
    "Typing": {"is_typing": True},
    "SupportAssignment": {"admin_id": 5},
    # what comes out
    "User": USER,
    "Me": ME,
    "Token": {"token": TOKEN},
    "Registered": {"token": TOKEN, "user": ME},
    "LoggedIn": {"token": TOKEN, "user": SIGNED_IN},
    "Availability": {"username": "siti", "available": False, "suggestions": ["siti2", "siti3", "siti4"]},
    "Session": {
        "id": SESSION,
        "created_at": MOMENT,
        "last_used_at": MOMENT,
        "user_agent": "curl/8.5.0",
        "address": "127.0.0.1",
        "current": True,
        "registered": True,
        "can_end": True,
    },
    "Export": {
        "exported_at": MOMENT,
        "account": ME | {"picture": None},
        "sessions": [],
        "rooms": [
            {
                "id": 482915037,
                "type": "group",
                "name": "Warung Kopi",
                "peer": None,
                "mine": True,
                "joined_at": MOMENT,
                "last_read_seq": 4,
                "notifications": None,
            }
        ],
        "messages": [
            {
                "id": 7,
                "room_id": 482915037,
                "seq": 3,
                "content": "Kita ngobrol *besok* ya",
                "message_type": "text",
                "reply_to": None,
                "created_at": MOMENT,
                "edited_at": None,
            }
        ],
        "reactions": [{"message_id": 7, "room_id": 482915037, "emoji": "⭐", "created_at": MOMENT}],
    },
    "Message": MESSAGE,
    "PostedMessage": MESSAGE | {"duplicate": True},
    "Room": ROOM,
    "Invite": {"share_id": "482915037", "url": "https://chat.example.org/join/482915037?by=siti"},
    "RoomWithMembers": ROOM | {"members": [USER]},
    "Changes": {
        "messages": [MESSAGE],
        "head": 4,
        "has_more": False,
        "next": None,
    },
    "ReadMark": {"room_id": 482915037, "seq": 4, "unread": 0},
    "Chat": {
        "user_id": 2,
        "username": "siti",
        "avatar": "/avatar/2.svg",
        "last_message": "Jadi besok?",
        "last_message_time": MOMENT,
        "unread_count": 3,
    },
    "UnreadMessage": LETTER,
    "DirectMessage": LETTER | {"is_read": True},
    "LobbyMessage": {
        "id": 12,
        "user_id": 2,
        "username": "siti",
        "content": "Selamat pagi semua",
        "timestamp": MOMENT,
        "edited_at": None,
    },
    "SupportMessage": SUPPORT_MESSAGE,
    "SupportRoom": SUPPORT_ROOM,
    "SupportConversation": {"room": SUPPORT_ROOM, "messages": [SUPPORT_MESSAGE]},
    "SupportStats": {
        "total_rooms": 120,
        "active_rooms": 14,
        "closed_rooms": 106,
        "unassigned_rooms": 2,
        "total_messages": 1873,
        "unread_messages": 9,
        "average_first_response_seconds": 41.5,
        "average_wait_seconds": 3.25,
        "average_resolution_seconds": 1260.0,
    },
    "Status": {"status": "ok"},
    "Ready": {"status": "ok", "redis": None},
    "Paging": {"limit": 50, "has_more": False, "before": None, "after": None},
}
