"""One terminal: lines in, lines out, and the session that it holds."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from threading import Thread
from time import sleep

from app import limits
from app.concurrency import yield_to_others
from app.services import sessions
from app.services.actor import Actor
from app.terminal import commands, foreign, terminal_sessions
from app.terminal.lines import Splitter
from app.terminal.outgoing import Outgoing
from app.terminal.terminal_sessions import TerminalSession

log = logging.getLogger(__name__)

CHUNK = 16 * 1024


class Connection:
    """A socket that was accepted; `serve` lives as long as it does."""

    def __init__(self, sock: socket.socket, address: str, number: int) -> None:
        self.address = address
        self.outgoing = Outgoing(sock)
        self.leaving = False
        self.doubtful = False
        self._sock = sock
        self._number = number
        self._session: TerminalSession | None = None

    @property
    def session(self) -> TerminalSession | None:
        """Who is signed in on it; null also once their session ended elsewhere."""
        return self._session if self._session is not None and not self._session.ended else None

    def begin_session(self, actor: Actor) -> TerminalSession:
        """Sign somebody in on it; the session that it held before ends."""
        before, self._session = self.session, terminal_sessions.begin(actor, self.outgoing)
        if before is not None:
            commands.log_out(before)
        return self._session

    def close(self, line: str) -> None:
        """Say why and end it; never waits."""
        self.leaving = True
        self.outgoing.stream(line)
        self.outgoing.end()
        with suppress(OSError):  # gone already
            self._sock.shutdown(socket.SHUT_RD)

    def serve(self) -> None:
        """Answer until either side ends it; then what was held is let go."""
        writer = Thread(target=self.outgoing.run, daemon=True)
        writer.start()
        try:
            self._talk()
        except OSError:  # it broke, or we cut it off
            pass
        except Exception:
            log.exception("a terminal's connection failed")
        self._stand_up()
        self.outgoing.end()
        writer.join()
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        self._sock.close()

    def _talk(self) -> None:
        splitter, first = Splitter(), True
        while data := self._sock.recv(CHUNK):
            if first and data.startswith(foreign.TLS):
                return
            first = False
            for line in splitter.feed(data):
                self._answer(line)
                if self.leaving:
                    return

    def _answer(self, line: bytes | None) -> None:
        # Neither one that sends without end nor one that doesn't read may take the time of the others.
        yield_to_others()
        if wait := limits.line(self._number):
            sleep(wait)
        self.outgoing.wait_until_read()
        if self.session is None and self._is_foreign(line):
            return
        if (answer := commands.answer(self, line)) is not None:
            self.outgoing.answer(answer)

    def _is_foreign(self, line: bytes | None) -> bool:
        """Whether this is no terminal, which ends the connection; notes what makes one doubtful."""
        if foreign.begins_another(line):
            self.leaving = True
            self.outgoing.answer("Error, this is a terminal gateway, and that is another protocol")
        elif not foreign.can_be_typed(line):
            self.doubtful = True
        return self.leaving

    def _stand_up(self) -> None:
        session = self.session
        if session is None:
            return
        terminal_sessions.end(session)
        try:
            sessions.log_out(session.actor)
        except Exception:
            log.exception("the session of a terminal that is gone could not be ended")
