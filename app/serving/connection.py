"""One connection: request after request, until either side ends it or what comes is none."""

from __future__ import annotations

import io
import logging
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from app.concurrency import yield_to_others
from app.serving import head
from app.serving.answer import Answer
from app.serving.body import Body
from app.serving.head import Head
from app.serving.refusals import Refused
from app.serving.stream import Gone, Stream

if TYPE_CHECKING:
    from app.serving.server import Server

FRESH = 30.0  # seconds without a first byte: browsers open connections that they may never use
SILENCE = 75.0  # seconds between requests; longer than proxies keep theirs, or they would meet closed ones
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
ANY_TARGET = (
    b"HTTP/1.1 200 OK\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\nContent-Length: 0\r\n"
)
FAILED = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

log = logging.getLogger(__name__)


class Connection:
    """A socket that was let in; `serve` lives as long as it does."""

    def __init__(self, server: Server, sock: socket.socket, peer: tuple[Any, ...]) -> None:
        self.peer = peer
        self.network = ""
        """What counts as one address."""
        self.upgraded = False
        """Whether it speaks another protocol now, and is not waited for."""
        self._server = server
        self._stream = Stream(sock)
        self._current: Answer | None = None

    def serve(self) -> None:
        """Answer requests until the connection is over; gives its descriptor back, whatever happens."""
        try:
            idle = FRESH
            while self._serve_one(idle):
                idle = SILENCE
                if self._stream.held:
                    yield_to_others()  # who sends many requests at once takes turns with the others
        except (Gone, OSError):
            pass
        except Exception:
            log.exception("a connection failed")
        finally:
            self._server.connections.forget(self)
            self._stream.close()

    def cut(self) -> None:
        """End it at once."""
        self._stream.cut()

    def _serve_one(self, idle: float) -> bool:
        """Take in a request and answer it; whether another may follow."""
        method = b""
        try:
            raw = head.read(self._stream, idle)
            if raw is None:
                return False
            method = raw[:5]
            request = head.parse(raw)
            body = Body(self._stream, request.length, self._server.largest_body, self._ask_for(request))
            ahead = body.read_ahead()
        except Refused as refusal:
            return self._refuse(refusal, with_body=method != b"HEAD ")
        return self._answer(request, body, ahead)

    def _ask_for(self, request: Head) -> Any:
        """What tells the client that its body is wanted, when it waits for that."""
        return (lambda: self._stream.send(CONTINUE)) if request.expects_continue else None

    def _answer(self, request: Head, body: Body, ahead: bytes | None) -> bool:
        if not self._server.connections.busy(self):
            return False
        if request.path == "*":
            going_on = request.persistent and body.ended
            self._stream.send(ANY_TARGET + (b"\r\n" if going_on else b"Connection: close\r\n\r\n"))
            return going_on and self._server.connections.waiting(self)
        self.upgraded = request.fields.get("upgrade", "").lower() == "websocket"
        if self.upgraded:
            self._stream.sock.settimeout(SILENCE)
        answer = self._current = Answer(
            self._stream, request, lambda: self._server.stopping or not body.ended
        )
        self._run(answer, self._environ(request, body, ahead), body)
        self.upgraded = False
        if not self._server.connections.waiting(self):
            return False
        if not (answer.persistent and body.ended and body.refusal is None):
            self._stream.linger()
            return False
        return True

    def _run(self, answer: Answer, environ: dict[str, Any], body: Body) -> None:
        """Have the app answer, unless what it reads turns out to be no request. Raises `Gone`."""
        try:
            answer.run(self._server.app, environ, body)
        except Refused as refusal:
            self._stream.send(refusal.answer(environ["REQUEST_METHOD"] != "HEAD"))
        except Gone:
            raise
        except Exception as error:
            answer.persistent = False
            if self.upgraded and isinstance(error, OSError if answer.taken else ConnectionError):
                return  # how the WebSocket libraries say that one ended, or said nothing for too long
            log.exception("a request failed")
            if answer.begun:
                raise Gone from None
            if not answer.taken:
                self._stream.send(FAILED)

    def _refuse(self, refusal: Refused, with_body: bool) -> bool:
        with suppress(Gone):
            self._stream.send(refusal.answer(with_body))
            self._stream.linger()
        return False

    def _environ(self, request: Head, body: Body, ahead: bytes | None) -> dict[str, Any]:
        fields = request.fields
        environ: dict[str, Any] = {
            "HTTP_" + name.upper().replace("-", "_"): value for name, value in fields.items()
        }
        environ.pop("HTTP_CONTENT_LENGTH", None)
        if (kind := environ.pop("HTTP_CONTENT_TYPE", None)) is not None:
            environ["CONTENT_TYPE"] = kind
        if ahead is not None:
            environ.pop("HTTP_TRANSFER_ENCODING", None)
        if request.length is None and ahead is None:
            environ["wsgi.input_terminated"] = True  # werkzeug's word for a body that ends by itself
        elif request.length != 0:
            environ["CONTENT_LENGTH"] = str(len(ahead) if ahead is not None else request.length)
        return environ | {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(request.path, "latin-1"),
            "QUERY_STRING": request.query,
            "SERVER_PROTOCOL": request.version,
            "SERVER_NAME": self._server.address[0],
            "SERVER_PORT": str(self._server.address[1]),
            "REMOTE_ADDR": self.peer[0],
            "REMOTE_PORT": str(self.peer[1]),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(ahead) if ahead is not None else io.BufferedReader(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            # Where the WebSocket libraries for greenlets and for threads look for the socket.
            "eventlet.input": self,
            "werkzeug.socket": self._stream.sock,
        }

    def get_socket(self) -> socket.socket:
        """The socket, for a WebSocket that takes it over."""
        return self._stream.sock

    def hand_over(self) -> None:
        """That WebSocket's handshake is done: whatever the app answers afterwards is not sent."""
        if self._current is not None:
            self._current.taken = True
