"""One terminal: lines in, lines out, and the session that it holds."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from threading import Thread
from time import sleep

from app import limits
from app.concurrency import breathe
from app.services import sessions
from app.services.actor import Actor
from app.terminal import commands, foreign, seats
from app.terminal.lines import Splitter
from app.terminal.outgoing import Outgoing
from app.terminal.seats import Seat

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
        self._seat: Seat | None = None

    @property
    def seat(self) -> Seat | None:
        """Who is signed in on it; null also once their session ended elsewhere."""
        return self._seat if self._seat is not None and not self._seat.ended else None

    def sit_down(self, actor: Actor) -> Seat:
        """Sign somebody in on it; the session that it held before ends."""
        before, self._seat = self.seat, seats.take(actor, self.outgoing)
        if before is not None:
            commands.log_out(before)
        return self._seat

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
        breathe()
        if wait := limits.line(self._number):
            sleep(wait)
        self.outgoing.wait_until_read()
        if self.seat is None and self._is_foreign(line):
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
        seat = self.seat
        if seat is None:
            return
        seats.leave(seat)
        try:
            sessions.log_out(seat.actor)
        except Exception:
            log.exception("the session of a terminal that is gone could not be ended")
