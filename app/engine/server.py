"""The Socket.IO server: its options, and what the library itself doesn't offer.

Its handling of incoming packets is replaced by `Receiver`, because it would
gather binary attachments without limit, run `connect` handlers for events that
are merely called so, tell no handler whether an answer is wanted, and log a
traceback for whatever a stranger types. Besides that only public calls are used.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import Any

from engineio.payload import Payload
from flask import Flask
from socketio import packet as packets

from app.engine import admission, incoming, send_queue
from app.engine.admission import Admission
from app.engine.encoding import Json, TextPacket
from app.engine.handshake import refusal
from app.engine.manager import DirectManager, Manager
from app.engine.origins import Origins
from app.engine.pings import Pings
from app.exceptions import Conflict, DomainError, NotFound
from app.extensions import socketio
from config import Settings

MAX_MESSAGE = 64 * 1024  # bytes of one packet, and of one POST of the polling transport
PING_EVERY, PING_WITHIN = (
    25,
    20,
)  # seconds: proxies cut what is silent for a minute, phones wake for each ping

HANDSHAKES = 60  # of one connection in a minute, whatever becomes of them

UNREADABLE = ""
"""The event that stands for whatever was no event."""
RESERVED = {"connect", "disconnect", "*", UNREADABLE}
HEAD = re.compile(r"[25](?:\d{1,10}-)?(?:(/[^,]*),)?(\d{1,100})?")

Handler = Callable[..., Any]
log = logging.getLogger(__name__)

_wanted: ContextVar[bool] = ContextVar("acknowledgement_wanted", default=False)
_welcomes: dict[str, Callable[[str], None]] = {}


def acknowledgement_wanted() -> bool:
    """Whether the client of the event now being handled asked for an acknowledgement."""
    return _wanted.get()


def start(app: Flask, settings: Settings) -> list[Callable[[], None]]:
    """Make the app's Socket.IO server; returns what is to be done for it every second."""
    quiet = logging.getLogger("socketio")
    quiet.setLevel(logging.ERROR)  # below that it logs payloads
    # A POST is bounded by its bytes; beyond the library's 16 packets it would drop them all and answer 200.
    Payload.max_decode_packets = MAX_MESSAGE
    socketio.init_app(
        app,
        async_mode=settings.async_mode,
        async_handlers=False,  # or one sender's messages would overtake one another
        client_manager=DirectManager() if settings.direct else Manager(),
        manage_session=False,
        cors_allowed_origins=Origins(settings.client_url).allow,
        cors_credentials=False,
        json=Json,
        serializer=TextPacket,
        max_http_buffer_size=MAX_MESSAGE,
        ping_interval=PING_EVERY,
        ping_timeout=PING_WITHIN,
        monitor_clients=False,  # `pings` does
        logger=quiet,
        engineio_logger=quiet,
    )
    socketio.server.namespaces = []  # those that the doors open, and no other
    _welcomes.clear()
    of_file = settings.database.startswith("sqlite")
    socketio.server.admission = Admission(admission.OF_FILE if of_file else admission.AT_ONCE)
    Receiver()
    send_queue.bound(socketio.server.eio)
    tasks = incoming.bound(socketio.server.eio, MAX_MESSAGE, socketio.server.admission.has)
    app.wsgi_app = incoming.tidy(app.wsgi_app, MAX_MESSAGE)  # type: ignore[method-assign]
    return [Pings(socketio.server.eio).send_due, *tasks]


def open_namespace(name: str, connect: Handler, disconnect: Handler, welcome: Callable[[str], None]) -> None:
    """Let connections in to a namespace.

    `connect(sid, environ, auth)` may refuse them (see `handshake`), `welcome(sid)` is called
    once the client knows that it is in, and `disconnect(sid, reason)` however it ended.
    """
    socketio.server.on("connect", connect, namespace=name)
    socketio.server.on("disconnect", disconnect, namespace=name)
    _welcomes[name] = welcome


class Receiver:
    """Takes every packet that comes in, whatever it is."""

    def __init__(self) -> None:
        self._server = socketio.server
        self._admission = socketio.server.admission
        self._server.eio.on("message", self.receive)

    def receive(self, eio_sid: str, data: Any) -> None:
        """Handle one packet; whatever it says, nothing raises."""
        try:
            self._handle(eio_sid, data)
        except Exception:
            log.exception("a packet could not be handled")
        send_queue.wait_for_room(self._server.eio, eio_sid)

    def _handle(self, eio_sid: str, data: Any) -> None:
        packet = read(data)
        if packet is not None and packet.packet_type == packets.CONNECT:
            self._connect(eio_sid, packet)
        elif packet is None and not self._inside(eio_sid):
            self._end(eio_sid)  # it speaks another protocol, and would wait for an answer, or ask for ever
        elif packet is None:
            self._refuse(eio_sid, data)
        elif packet.packet_type == packets.DISCONNECT:
            self._server._handle_disconnect(eio_sid, packet.namespace)
        elif packet.packet_type == packets.EVENT and is_event(packet.data):
            self._event(eio_sid, packet.namespace, packet.id, packet.data)
        elif packet.packet_type != packets.ACK and self._inside(eio_sid):  # of which we never ask for any
            self._refuse(eio_sid, data)

    def _connect(self, eio_sid: str, packet: Any) -> None:
        sockets = self._server.eio.sockets
        with self._admission.turn(eio_sid):
            # Who went while waiting costs no more.
            if admission.is_there(sockets.get(eio_sid)):
                self._let_in(eio_sid, packet)

    def _let_in(self, eio_sid: str, packet: Any) -> None:
        namespace = packet.namespace or "/"
        engine = self._server.eio.sockets.get(eio_sid)
        if engine is None or too_many_handshakes(engine):
            self._end(eio_sid)
            return
        if (fault := self._fault(eio_sid, namespace)) is not None:
            told = TextPacket(packets.CONNECT_ERROR, refusal(fault).error_args, namespace)
            self._server.manager.answer(eio_sid, told.encode())
            return
        self._server._handle_connect(eio_sid, namespace, packet.data)
        sid = self._server.manager.sid_from_eio_sid(eio_sid, namespace)
        if sid is None or not self._server.manager.is_connected(sid, namespace):
            return
        if not admission.is_there(engine):
            # It broke while it was let in, when nobody would have been told.
            self._server.disconnect(sid, namespace=namespace)
        else:
            _welcomes[namespace](sid)

    def _fault(self, eio_sid: str, namespace: str) -> DomainError | None:
        """Why nobody is even asked whether it may connect to that namespace."""
        if namespace not in _welcomes:
            return NotFound("namespace_not_found")
        if self._server.manager.sid_from_eio_sid(eio_sid, namespace):
            return Conflict("namespace_entered")
        return None

    def _end(self, eio_sid: str) -> None:
        """Close a connection once it has heard what was said to it."""
        engine = self._server.eio.sockets.get(eio_sid)
        if engine is not None:
            engine.close(wait=False)

    def _event(self, eio_sid: str, namespace: str | None, number: int | None, data: list[Any]) -> None:
        """Call the handler of an event; what it returns is the acknowledgement, if one is wanted."""
        namespace = namespace or "/"
        sid = self._server.manager.sid_from_eio_sid(eio_sid, namespace)
        if sid is None or not self._server.manager.is_connected(sid, namespace):
            return
        _wanted.set(number is not None)
        name, *arguments = data
        handlers = self._server.handlers[namespace]
        known = name in handlers
        answer = handlers[name](sid, *arguments) if known else handlers["*"](name, sid, *arguments)
        if number is not None:
            packet = TextPacket(packets.ACK, [] if answer is None else [answer], namespace, number)
            self._server.manager.answer(eio_sid, packet.encode())

    def _refuse(self, eio_sid: str, data: Any) -> None:
        """Answer what can't be read, where it can be told who asks for an answer."""
        if not isinstance(data, str):
            return  # Bytes are the attachments of a binary event that was refused already.
        head = HEAD.match(data)
        named = (head[1] or "/") if head is not None else None
        inside = self._inside(eio_sid)
        namespace = named if named in inside else inside[0]
        number = int(head[2]) if head is not None and head[2] and namespace == named else None
        self._event(eio_sid, namespace, number, [UNREADABLE])

    def _inside(self, eio_sid: str) -> list[str]:
        """The namespaces that it is in, or is just being let in to."""
        sid_from_eio_sid = self._server.manager.sid_from_eio_sid
        return [name for name in _welcomes if sid_from_eio_sid(eio_sid, name)]


def too_many_handshakes(engine: Any) -> bool:
    """Count a handshake of a connection; each costs us far more than it costs to ask for."""
    minute = int(monotonic() // 60)
    before, number = engine.session.get("handshakes", (minute, 0))
    number = number + 1 if before == minute else 1
    engine.session["handshakes"] = (minute, number)
    return number > HANDSHAKES


def read(data: Any) -> Any:
    """`data` as a packet without attachments, or null."""
    if not isinstance(data, str):
        return None
    try:
        packet = TextPacket(encoded_packet=data)
    except (ValueError, RecursionError):
        return None
    return packet if packet.packet_type < packets.CONNECT_ERROR else None


def is_event(data: Any) -> bool:
    """Whether it is a list that begins with the name of an event."""
    return bool(isinstance(data, list) and data and isinstance(data[0], str) and data[0] not in RESERVED)
