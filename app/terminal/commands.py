"""The commands: read the line, call one service, answer one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app import limits
from app.concurrency import yield_to_others
from app.exceptions import BadRequest, DomainError, Unauthenticated
from app.services import inbox, people, rooms, sessions, signing_in
from app.services.actor import Actor, Device
from app.terminal import lines, rendering, terminal_sessions
from app.terminal.terminal_sessions import TerminalSession
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
    def session(self) -> TerminalSession | None:
        """Who is signed in on it."""

    def begin_session(self, actor: Actor) -> TerminalSession:
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
    session = terminal.begin_session(sessions.authenticate(account.id, account.session_id))
    try:
        # Whatever ended it before it had a session was heard by nobody here: look once more.
        sessions.authenticate(account.id, account.session_id)
    except Unauthenticated:
        terminal_sessions.end(session)
        raise
    return f"username {account.username} logged in, token {account.session_id}"


def send(terminal: Terminal, rest: str) -> str:
    actor = _session(terminal).actor
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
    session = _session(terminal)
    if rest.strip() == "off":
        terminal_sessions.stop(session)
        return "not listening"
    actor = _reader(terminal, "listen", rest)
    terminal_sessions.listen(session)
    room_ids = rooms.ids(actor.user_id)
    for begin in range(0, len(room_ids), ROOMS_AT_ONCE):
        terminal_sessions.hear(session, room_ids[begin : begin + ROOMS_AT_ONCE])
        yield_to_others()
    terminal_sessions.hears_all(session)
    return "listening"


def logout(terminal: Terminal, rest: str) -> str:
    session = _session(terminal)
    if rest.strip():
        raise _usage("logout")
    log_out(session)
    return session.actor.session_id


def log_out(session: TerminalSession) -> None:
    """End a session's session by its own wish: nobody tells it."""
    session.closing = True
    try:
        sessions.log_out(session.actor)
    finally:
        session.closing = False
    terminal_sessions.end(session)


def help_(_terminal: Terminal, _rest: str) -> str:
    return "Commands: " + " | ".join(USAGES.values())


def quit_(terminal: Terminal, _rest: str) -> str:
    terminal.leaving = True
    return "bye"


def _session(terminal: Terminal) -> TerminalSession:
    if terminal.session is None:
        raise Unauthenticated
    return terminal.session


def _reader(terminal: Terminal, command: str, rest: str) -> Actor:
    """Who asks to read something, counted against the limit; the command takes nothing more."""
    actor = _session(terminal).actor
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
