"""The library's table of connections and channels, and the ways to send to a channel."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any

import socketio
from engineio import packet as engine_packets
from socketio import packet as packets

from app.engine.send_queue import Burst, send_burst


def alone(name: str) -> Callable[..., Any]:
    """The library's method of that name, one call at a time."""

    def method(self: Manager, *args: Any, **kwargs: Any) -> Any:
        with self.lock:
            return getattr(socketio.Manager, name)(self, *args, **kwargs)

    return method


def message(text: str) -> Any:
    """A Socket.IO packet as an Engine.IO message."""
    return engine_packets.Packet(engine_packets.MESSAGE, text)


class Manager(socketio.Manager):  # type: ignore[misc]
    """Nothing is lost when a channel's last listener leaves while another enters.

    The library's own steps ("is it empty? delete it") interleave in `threading` mode.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lock = RLock()
        self._entered: dict[tuple[str, str], set[Any]] = {}
        """What each connection hears; the library would look through all channels for whoever goes."""

    pre_connect = alone("pre_connect")
    connect = alone("connect")
    is_connected = alone("is_connected")
    pre_disconnect = alone("pre_disconnect")

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        """As the library's, but a connection that is gone enters nothing."""
        with self.lock:
            if eio_sid is not None or sid in self.rooms.get(namespace, {}).get(None, {}):
                super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
                self._entered.setdefault((namespace, sid), set()).add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        """As the library's."""
        with self.lock:
            super().basic_leave_room(sid, namespace, room)
            self._entered.get((namespace, sid), set()).discard(room)

    def basic_disconnect(self, sid: str, namespace: str, **_: Any) -> None:
        """As the library's: it hears nothing any more and is neither coming nor going."""
        with self.lock:
            for room in list(self._entered.get((namespace, sid), ())):
                self.basic_leave_room(sid, namespace, room)
            self._entered.pop((namespace, sid), None)
            for pending in (self.pending_connect, self.pending_disconnect):
                if sid in pending.get(namespace, ()):
                    pending[namespace].remove(sid)
                    if not pending[namespace]:
                        del pending[namespace]

    def emit_joined(self, event: str, data: Any, namespace: str, channel: str) -> None:
        """As `emit`; a manager that can may send it together with what follows to the channel."""
        self.emit(event, data, namespace, channel)

    def emit_each(
        self, event: str, payloads: dict[int, Any], namespace: str, wanted: dict[str, list[int]]
    ) -> None:
        """Send each connection in `wanted` those of the payloads that it wants; each is encoded once."""
        made = {key: self._packet(event, payload, namespace) for key, payload in payloads.items()}
        for sid, keys in wanted.items():
            if engine := self.eio_sid_from_sid(sid, namespace):
                send_burst(self.server.eio, [engine], Burst([made[key] for key in keys]))

    def _packet(self, event: str, data: Any, namespace: str) -> Any:
        packet = self.server.packet_class(packets.EVENT, namespace=namespace, data=[event, data])
        return message(packet.encode())

    def answer(self, engine: str, text: str) -> None:
        """Send an acknowledgement (its packet) to one connection; it may be held back like `emit_joined`."""
        send_burst(self.server.eio, [engine], Burst([message(text)]))

    def flush(self) -> None:
        """Send what `emit_joined` and `answer` still hold back."""


class DirectManager(Manager):
    """Sends from the emitting greenlet: one encoding for all, one write for each recipient.

    What is `emit_joined` to one channel until `flush` (or until anything else is sent)
    leaves as one write, too, and whoever is answered meanwhile has the answer in it, before
    the others hear. Nothing here lets another greenlet run, so frames keep their order;
    threads would break that.
    """

    def __init__(self) -> None:
        super().__init__()
        self._joined: dict[tuple[str, str], list[Any]] = {}
        self._answers: dict[str, Any] = {}
        self._heard: dict[tuple[str, str], dict[str, None]] = {}

    def emit(
        self, event: str, data: Any, namespace: str, room: Any = None, skip_sid: Any = (), **how: Any
    ) -> None:
        """As the library's, without callbacks, which we never ask for."""
        self.flush()
        if hearing := self._hearing(namespace, how.get("to") or room, skip_sid):
            send_burst(self.server.eio, hearing, Burst([self._packet(event, data, namespace)]))

    def basic_enter_room(self, sid: str, namespace: str, room: Any, eio_sid: str | None = None) -> None:
        """As above; who enters hears nothing of what was said before."""
        self.flush()
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        self._heard.pop((namespace, room), None)

    def basic_leave_room(self, sid: str, namespace: str, room: Any) -> None:
        """As above; who leaves hears all that was said before."""
        self.flush()
        super().basic_leave_room(sid, namespace, room)
        self._heard.pop((namespace, room), None)

    def emit_joined(self, event: str, data: Any, namespace: str, channel: str) -> None:
        packet = self._packet(event, data, namespace)
        self._joined.setdefault((namespace, channel), []).append(packet)

    def answer(self, engine: str, text: str) -> None:
        # There will be a `flush`. One answer each: what is not written yet slows no hasty asker down.
        if self._joined and engine not in self._answers:
            self._answers[engine] = message(text)
        else:
            self.flush()
            super().answer(engine, text)

    def flush(self) -> None:
        joined, self._joined = self._joined, {}
        answers, self._answers = self._answers, {}
        bursts = [(self._everyone(*place), Burst(together)) for place, together in joined.items()]
        for engine, own in answers.items():
            heard = [packet for hearing, burst in bursts if engine in hearing for packet in burst.packets]
            send_burst(self.server.eio, [engine], Burst([*heard, own]))
        for hearing, burst in bursts:
            others = [engine for engine in hearing if engine not in answers] if answers else hearing
            send_burst(self.server.eio, others, burst)

    def _everyone(self, namespace: str, room: str) -> dict[str, None]:
        """As `_hearing`, of one room; worked out anew when somebody came or went."""
        heard = self._heard.get((namespace, room))
        if heard is None:
            heard = self._hearing(namespace, room)
            if heard:
                self._heard[namespace, room] = heard
        return heard

    def _hearing(self, namespace: str, room: Any, skip: Any = ()) -> dict[str, None]:
        """The Engine.IO connections in a room, but for some, in order and each once."""
        heard = self.get_participants(namespace, room)
        return dict.fromkeys(engine for sid, engine in heard if sid not in skip)
