"""The commands: read the line, call one service, answer one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app import limits
from app.concurrency import breathe
from app.exceptions import BadRequest, DomainError, Unauthenticated
from app.services import inbox, people, rooms, sessions, signing_in
from app.services.actor import Actor, Device
from app.terminal import lines, rendering, seats
from app.terminal.seats import Seat
from app.wire.errors import describe

ROOMS_AT_ONCE = 500
"""Listened to between two turns of others."""
USAGES = {
    "auth": "auth USER [PASSWORD]",
    "send": "send USER[,USER...] TEXT",
    "inbox": "inbox",
    "show": "show",
    "listen": "listen [off]",
    "logout": "logout",
    "help": "help",
    "quit": "quit",
}


class Terminal(Protocol):
    """What a command may know of the connection it came on."""

    address: str
    leaving: bool
    doubtful: bool
    """Something came on it that nobody types."""

    @property
    def seat(self) -> Seat | None:
        """Who is signed in on it."""

    def sit_down(self, actor: Actor) -> Seat:
        """Sign somebody in on it; whoever was there before leaves."""


def answer(terminal: Terminal, line: bytes | None) -> str | None:
    """The one line that answers `line`; null for an empty one."""
    try:
        text = lines.decoded(line).lstrip(" ")
        name, _, rest = text.partition(" ")
        if not name:
            return None
        command = COMMANDS.get(name)
        if command is None:
            raise BadRequest("line_unknown")
        return command(terminal, rest.lstrip(" "))
    except Exception as error:  # noqa: BLE001  one line's fault must not end the connection
        described, status = describe(error)
        if isinstance(error, DomainError) and status < 500:
            return rendering.refusal(error)
        return f"Error, {described['message']} (id {described['id']})"


def auth(terminal: Terminal, rest: str) -> str:
    username, _, password = rest.partition(" ")
    if not username:
        raise _usage("auth")
    if terminal.doubtful:
        raise BadRequest("line_doubtful")
    try:
        account = signing_in.log_in(username, password, Device("terminal", terminal.address))
    except Unauthenticated:
        return rendering.WRONG_PASSWORD if people.exists(username) else rendering.NO_SUCH_USER
    seat = terminal.sit_down(sessions.authenticate(account.id, account.session_id))
    try:
        # Whatever ended it before it was seated was heard by nobody here: look once more.
        sessions.authenticate(account.id, account.session_id)
    except Unauthenticated:
        seats.leave(seat)
        raise
    return f"username {account.username} logged in, token {account.session_id}"


def send(terminal: Terminal, rest: str) -> str:
    actor = _seat(terminal).actor
    to, _, text = rest.partition(" ")
    if not text.strip():
        raise _usage("send")
    inbox.post_to_all(actor, to.split(","), text)
    return f"message sent to {rendering.harmless(to)}"


def show_inbox(terminal: Terminal, rest: str) -> str:
    actor = _reader(terminal, "inbox", rest)
    return rendering.inbox(inbox.open_inbox(actor), actor.display_name)


def show(terminal: Terminal, rest: str) -> str:
    return rendering.online(people.online(_reader(terminal, "show", rest)))


def listen(terminal: Terminal, rest: str) -> str:
    seat = _seat(terminal)
    if rest.strip() == "off":
        seats.stop(seat)
        return "not listening"
    actor = _reader(terminal, "listen", rest)
    seats.listen(seat)
    room_ids = rooms.ids(actor.user_id)
    for begin in range(0, len(room_ids), ROOMS_AT_ONCE):
        seats.hear(seat, room_ids[begin : begin + ROOMS_AT_ONCE])
        breathe()
    seats.hears_all(seat)
    return "listening"


def logout(terminal: Terminal, rest: str) -> str:
    seat = _seat(terminal)
    if rest.strip():
        raise _usage("logout")
    log_out(seat)
    return seat.actor.session_id


def log_out(seat: Seat) -> None:
    """End a seat's session by its own wish: nobody tells it."""
    seat.closing = True
    try:
        sessions.log_out(seat.actor)
    finally:
        seat.closing = False
    seats.leave(seat)


def help_(_terminal: Terminal, _rest: str) -> str:
    return "Commands: " + " | ".join(USAGES.values())


def quit_(terminal: Terminal, _rest: str) -> str:
    terminal.leaving = True
    return "bye"


def _seat(terminal: Terminal) -> Seat:
    if terminal.seat is None:
        raise Unauthenticated
    return terminal.seat


def _reader(terminal: Terminal, command: str, rest: str) -> Actor:
    """Who asks to read something, counted against the limit; the command takes nothing more."""
    actor = _seat(terminal).actor
    if rest.strip():
        raise _usage(command)
    limits.reading(actor.user_id)
    return actor


def _usage(command: str) -> BadRequest:
    return BadRequest("line_usage", usage=USAGES[command])


COMMANDS: dict[str, Callable[[Terminal, str], str]] = {
    "auth": auth,
    "send": send,
    "inbox": show_inbox,
    "show": show,
    "listen": listen,
    "logout": logout,
    "help": help_,
    "quit": quit_,
}
