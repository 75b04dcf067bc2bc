"""What a terminal is sent: one line, in which nothing of somebody else's commands the terminal.

Escape sequences could move the cursor, fake other people's lines, or write to the
clipboard. They are replaced before anything is encoded as JSON, so that they are not
in the decoded JSON either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from app.exceptions import DomainError, Invalid, RateLimited, Unauthenticated, UserNotFound
from app.services.inbox import Correspondence
from app.snapshots import MessageSnapshot, RoomRef, UserSnapshot

NOT_AUTHORIZED = "Error, not authorized"
NO_SUCH_USER = "Error, User Tidak Ada"
NO_SUCH_RECIPIENT = "Error, User Tidak Ditemukan"
WRONG_PASSWORD = "Error, password salah"  # noqa: S105  what the contract answers to one
SESSION_ENDED = "Error, session ended"

BREAKS = re.compile("\r\n|[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
# C0, DEL, C1, and what turns the direction of text around, so that it reads as something else.
COMMANDING = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
REPLACEMENT = "\ufffd"


def harmless(text: str) -> str:
    """`text` as one line that no terminal takes for a command."""
    return COMMANDING.sub(REPLACEMENT, BREAKS.sub(" ", text))


def inbox(found: Iterable[Correspondence], reader: str) -> str:
    """One JSON object: what came from each username, in the contract's own shape."""
    mine = harmless(reader)
    shaped = {}
    for one in found:
        theirs = harmless(one.sender.display_name)
        shaped[harmless(one.sender.username)] = [
            {"msg_from": theirs, "msg_to": mine, "msg": harmless(letter.content)} for letter in one.letters
        ]
    return json.dumps(shaped, ensure_ascii=False)


def online(users: Iterable[UserSnapshot]) -> str:
    """A JSON list of people; a country not given is ""."""
    shaped = [
        {
            "username": harmless(user.username),
            "nama": harmless(user.display_name),
            "negara": harmless(user.country or ""),
        }
        for user in users
    ]
    return json.dumps(shaped, ensure_ascii=False)


def heard(room: RoomRef, message: MessageSnapshot) -> str:
    """A message as `listen` shows it; by username and id, for other names could be mistaken."""
    place = room.type if room.type != "group" else f"group {room.id}"
    return f"[{place}] {harmless(message.sender.username)}: {harmless(message.content)}"


def refusal(error: DomainError) -> str:
    """The one line that says why not."""
    match error:
        case Unauthenticated():
            return NOT_AUTHORIZED
        case UserNotFound():
            return NO_SUCH_RECIPIENT
        case Invalid() if error.fields:
            return f"Error, {next(iter(error.fields.values()))}"
        case RateLimited():
            return f"Error, {error.message} ({error.retry_after} s)"
        case _:
            return f"Error, {error.message}"
