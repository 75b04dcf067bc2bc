"""The services' English error texts in the reader's language.

A text with a value in it is found by its pattern. A test holds this list against the
services' source: a text that is missing here would be shown in English.
"""

from __future__ import annotations

import re
from functools import cache

from flask_babel import gettext


def N_(text: str) -> str:  # noqa: N802  gettext's own name for "to be translated elsewhere"
    """Mark a text for extraction."""
    return text


TEXTS = (
    N_("Something went wrong."),
    N_("The request could not be read."),
    N_("Please sign in."),
    N_("You are not allowed to do that."),
    N_("There is nothing here."),
    N_("There is no such user."),
    N_("There is no such message."),
    N_("There is no such room."),
    N_("There is no such session."),
    N_("That is already taken."),
    N_("That username is taken."),
    N_("That is too large."),
    N_("Some fields are not valid."),
    N_("Too many attempts. Please wait a moment."),
    N_("It could not be saved. Please try again."),
    N_("This came from another site."),
    N_("Only its creator can change a group."),
    N_("Only the device that registered this name may do that."),
    N_("Only the device that registered this name can sign that device out."),
    N_("Everyone is in this room."),
    N_("This account was deleted: nobody would read what you write."),
    N_("An admin needs a password, and this account has none."),
    N_("There must be an admin."),
    N_("Admins answer in support rooms, they have none."),
    N_("This room is closed; the user's next message opens it again."),
    N_("This must be an admin, and not the user themselves."),
    N_("This client_id was used for a different message."),
    N_("A username has 3 to 32 characters."),
    N_("A username has only letters, digits, _ . and -"),
    N_("That username is reserved."),
    N_("That name is reserved."),
    N_("That name looks like somebody else's."),
    N_("A name mixes no alphabets."),
    N_("A name has no stars or check marks: they stand for admins and protected names."),
    N_("A password has 8 to 256 characters."),
    N_("A password is needed here."),
    N_("The username or the password is wrong."),
    N_("That is not your present password."),
    N_("The password was changed elsewhere just now."),
    N_("Type your username to confirm."),
    N_("This is not an e-mail address."),
    N_("Choose one of: %(choices)s"),
    N_("This has characters that are not text."),
    N_("Please write something."),
    N_("At most %(num)s characters."),
    N_("At most %(num)s different reactions."),
    N_("At most %(num)s reactions to one message."),
    N_("At most %(num)s people at once."),
    N_("Only its receiver can mark a message as read."),
    N_("This must be one line of text."),
    N_("This is not an emoji."),
    N_("This picture has too many pixels."),
    N_("This is not a picture that we can read."),
    N_("A picture has at most 5 MB."),
    N_("Please choose a picture."),
    N_("Either before or after, not both."),
    N_("Either around, or before or after."),
    N_("From 1 to %(num)s."),
    N_("This can't be negative."),
    N_("A time like 22:00."),
)


def said(text: str) -> str:
    """`text` in the reader's language, or as it is when it is not known."""
    for known, pattern in _patterns():
        if match := pattern.fullmatch(text):
            return str(gettext(known, **match.groupdict()))
    return text


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(text, _pattern(text)) for text in TEXTS]


def _pattern(text: str) -> re.Pattern[str]:
    parts, end = [], 0
    for value in re.finditer(r"%\((\w+)\)s", text):
        parts += [re.escape(text[end : value.start()]), f"(?P<{value[1]}>.+)"]
        end = value.end()
    return re.compile("".join(parts) + re.escape(text[end:]))
