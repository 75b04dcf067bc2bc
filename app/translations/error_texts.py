"""The catalogue of errors: what each key says in English, with `%(name)s` where a value comes.

The server writes these texts beside their keys, for programs that know no keys. Whoever shows an error to
people looks its key up here and translates the text: the pages and the terminal client with gettext, the
web app in the texts that its page brings along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def N_(text: str) -> str:  # noqa: N802  gettext's own name for "to be translated elsewhere"
    """Mark a text for extraction."""
    return text


def english(key: str, values: Mapping[str, Any]) -> str:
    """What `key` says in English with its `values`. Raises `KeyError` for what is not in the catalogue."""
    text = TEXTS[key]
    return text % values if values else text


TEXTS: dict[str, str] = {
    # -- what a class of errors says by itself -------------------------------------------------
    "internal": N_("Something went wrong."),
    "bad_request": N_("The request could not be read."),
    "unauthenticated": N_("Please sign in."),
    "forbidden": N_("You are not allowed to do that."),
    "not_found": N_("There is nothing here."),
    "user_not_found": N_("There is no such user."),
    "message_not_found": N_("There is no such message."),
    "room_not_found": N_("There is no such room."),
    "conflict": N_("That is already taken."),
    "username_taken": N_("That username is taken."),
    "too_large": N_("That is too large."),
    "invalid": N_("Some fields are not valid."),
    "rate_limited": N_("Too many attempts. Please wait a moment."),
    "not_saved": N_("It could not be saved. Please try again."),
    # -- names, passwords, accounts ------------------------------------------------------------
    "username_length": N_("A username has 3 to 32 characters."),
    "username_characters": N_("A username has only letters, digits, _ . and -"),
    "username_reserved": N_("That username is reserved."),
    "name_reserved": N_("That name is reserved."),
    "name_similar": N_("That name looks like somebody else's."),
    "name_mixed": N_("A name mixes no alphabets."),
    "name_marked": N_("A name has no stars or check marks: they stand for admins and protected names."),
    "password_length": N_("A password has 8 to 256 characters."),
    "password_needed": N_("A password is needed here."),
    "password_wrong": N_("That is not your present password."),
    "password_changed": N_("The password was changed elsewhere just now."),
    "sign_in_wrong": N_("The username or the password is wrong."),
    "username_unconfirmed": N_("Type your username to confirm."),
    "not_an_address": N_("This is not an e-mail address."),
    "owner_only": N_("Only the device that registered this name may do that."),
    "owner_session": N_("Only the device that registered this name can sign that device out."),
    "session_not_found": N_("There is no such session."),
    "admin_without_password": N_("An admin needs a password, and this account has none."),
    "last_admin": N_("There must be an admin."),
    # -- pictures ------------------------------------------------------------------------------
    "picture_too_large": N_("A picture has at most 5 MB."),
    "picture_too_many_pixels": N_("This picture has too many pixels."),
    "picture_unreadable": N_("This is not a picture that we can read."),
    "picture_missing": N_("Please choose a picture."),
    # -- rooms and messages --------------------------------------------------------------------
    "creator_only": N_("Only its creator can change a group."),
    "everyone_stays": N_("Everyone is in this room."),
    "peer_deleted": N_("This account was deleted: nobody would read what you write."),
    "receiver_only": N_("Only its receiver can mark a message as read."),
    "client_id_used": N_("This client_id was used for a different message."),
    "too_many_emoji": N_("At most %(num)s different reactions."),
    "too_many_reactions": N_("At most %(num)s reactions to one message."),
    "too_many_people": N_("At most %(num)s people at once."),
    "not_an_emoji": N_("This is not an emoji."),
    "admin_has_no_support": N_("Admins answer in support rooms, they have none."),
    "support_closed": N_("This room is closed; the user's next message opens it again."),
    "admin_unfit": N_("This must be an admin, and not the user themselves."),
    # -- fields --------------------------------------------------------------------------------
    "text_missing": N_("Please write something."),
    "text_too_long": N_("At most %(num)s characters."),
    "not_one_line": N_("This must be one line of text."),
    "not_text": N_("This has characters that are not text."),
    "not_a_choice": N_("Choose one of: %(choices)s"),
    "not_a_time": N_("A time like 22:00."),
    "limit_out_of_range": N_("From 1 to %(num)s."),
    "negative": N_("This can't be negative."),
    "before_or_after": N_("Either before or after, not both."),
    "around_or_side": N_("Either around, or before or after."),
    "field_missing": N_("Field required"),
    "field_unreadable": N_("%(reason)s"),
    # -- requests and commands as such ---------------------------------------------------------
    "http_refused": N_("%(reason)s."),
    "not_json": N_("The body is not valid JSON."),
    "not_an_object": N_("A JSON object is expected."),
    "from_another_site": N_("This came from another site."),
    "host_unknown": N_(
        "This server is not known by that name; the setting PUBLIC_URL says which one it has."
    ),
    "namespace_not_found": N_("There is no such namespace."),
    "namespace_entered": N_("This connection is in that namespace already."),
    "not_a_command": N_("This is not a command; text and one JSON object are expected."),
    "command_not_found": N_("There is no such command."),
    "event_not_found": N_("There is no such event."),
    "contract_excluded": N_("This connection speaks the contract '%(contract)s'; use another one."),
    "connection_of_another": N_("This connection has shown that it is somebody else's."),
    "name_of_another": N_("That is not the name of this token's user."),
    "room_not_joined": N_("Join a room first."),
    # -- lines of the plain terminal -----------------------------------------------------------
    "line_unknown": N_("unknown command, try help"),
    "line_usage": N_("usage: %(usage)s"),
    "line_too_long": N_("a line has at most %(num)s bytes"),
    "line_utf16": N_("that is UTF-16; UTF-8 is expected"),
    "line_not_utf8": N_("that is not UTF-8"),
    "line_control": N_("a line can't have control characters"),
    "line_doubtful": N_("connect again to sign in"),
}
