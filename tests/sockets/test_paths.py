"""Both ways of sending put the same bytes on the wire; what is joined is what is sent singly, at once."""

from __future__ import annotations

import re
import socket
import warnings
from collections.abc import Callable
from contextlib import closing, suppress
from types import SimpleNamespace
from typing import Any

import pytest
import socketio
from engineio.socket import Socket
from hypothesis import given, settings
from hypothesis import strategies as some
from socketio.packet import ACK

from app.engine import send_queue
from app.engine.encoding import Json, TextPacket, one_frame
from app.engine.manager import DirectManager, Manager
from app.engine.websocket import WebSocketConnection
from tests.sockets.wire import CLOSE, Wire, frame
from tests.support.people import unique
from tests.support.server import RunningServer

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from eventlet.websocket import RFC6455WebSocket

ROOM = "room:1"
# With half surrogate pairs, which are refused but come back in the names of fields.
texts = some.text(some.characters(exclude_categories=())) | some.text(min_size=120, max_size=70_000)
values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text() | texts,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=12,
)
payloads = values.filter(lambda payload: payload is not None)  # none of our frames is without one
frames = some.lists(some.tuples(some.text(min_size=1), payloads, some.booleans()), min_size=1, max_size=5)


def packed(text: str) -> bytes:
    """A message framed by eventlet."""
    plain = SimpleNamespace(_get_permessage_deflate_enc=lambda: None)
    whole: bytes = RFC6455WebSocket._pack_message(plain, text)
    return whole


class End:
    """A Socket.IO server with one connection, in a channel; what is sent to it is in `sent()`."""

    def __init__(self, manager: socketio.Manager) -> None:
        self.server = socketio.Server(
            async_mode="threading", client_manager=manager, json=Json, serializer=TextPacket
        )
        send_queue.bound(self.server.eio)
        self.manager = manager
        self.engine = Socket(self.server.eio, "one")
        self.server.eio.sockets["one"] = self.engine
        self.sid = manager.connect("one", "/chat")
        manager.enter_room(self.sid, "/chat", ROOM)

    def say(self, said: list[tuple[str, Any, bool]]) -> None:
        """Emit frames, of which some may be joined, as one publication; then an acknowledgement of each."""
        for name, payload, joined in said:
            if joined:
                self.manager.emit_joined(name, payload, "/chat", ROOM)
            else:
                self.manager.emit(name, payload, "/chat", to=[ROOM], skip_sid=[])
        self.manager.flush()
        for number, (_name, payload, _joined) in enumerate(said):
            answer = TextPacket(ACK, namespace="/chat", id=number, data=[payload])
            self.server._send_packet("one", answer)


class Stock(End):
    """The library's manager and queue, framed as eventlet does it."""

    def sent(self) -> bytes:
        waiting = self.engine.queue
        return b"".join(packed(waiting.get().encode()) for _ in range(waiting.qsize()))


class Direct(End):
    """Ours, written to a socket."""

    def __init__(self) -> None:
        super().__init__(DirectManager())
        self.near, self.far = socket.socketpair()
        for end in (self.near, self.far):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
            end.setblocking(False)
        self.server.eio.start_background_task = lambda task: None  # what waits is looked at by `sent`
        self.line = WebSocketConnection(SimpleNamespace(fd=self.near), self.engine, 1)
        self.engine.queue.attach(self.line)

    def sent(self) -> bytes:
        """What the kernel took, and then what waits for it."""
        found = b""
        with suppress(BlockingIOError):
            while True:
                found += self.far.recv(1 << 20)
        return found + b"".join(self.line._rest)

    def close(self) -> None:
        self.near.close()
        self.far.close()


def test_a_client_that_does_not_close_its_end_is_hung_up_on() -> None:
    """After our goodbye and a moment the reader wakes up, and with it the descriptor comes back."""
    direct = Direct()
    later: list[Callable[[], None]] = []
    direct.server.eio.start_background_task = later.append
    direct.server.eio.sleep = lambda seconds: None
    with closing(direct):
        direct.line._tcp = direct.near
        direct.line.end()
        assert direct.far.recv(100) == b"\x88\x02\x03\xe8"
        assert direct.far.recv(100) == b""
        with pytest.raises(BlockingIOError):
            direct.near.recv(1)  # it waits for the client's answer
        [hang_up] = later
        hang_up()
        assert direct.near.recv(1) == b""


@settings(max_examples=150, deadline=None)
@given(frames)
def test_both_managers_send_the_same_bytes(said: list[tuple[str, Any, bool]]) -> None:
    """Frames, joined or not, and acknowledgements: what the library's manager and eventlet make of them."""
    stock, direct = Stock(Manager()), Direct()
    with closing(direct):
        stock.say(said)
        direct.say(said)
        assert direct.sent() == stock.sent()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_sizes_at_which_the_frame_changes(size: int) -> None:
    assert one_frame("é" * (size // 2) + "x" * (size % 2)) == packed("é" * (size // 2) + "x" * (size % 2))


def test_what_is_joined_is_one_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Encoded once and written once for each recipient, in the order in which it was said."""
    direct = Direct()
    written: list[bytes] = []
    with closing(direct):
        monkeypatch.setattr(direct.line, "write", written.append)
        for number in range(3):
            direct.manager.emit_joined("a", {"n": number}, "/chat", ROOM)
        assert written == []
        direct.manager.flush()
        direct.manager.emit_joined("b", {"n": 3}, "/chat", ROOM)
        direct.manager.emit("c", {"n": 4}, "/chat", to=[ROOM])
        singles = [packed(f'42/chat,["{name}",{{"n":{n}}}]') for n, name in enumerate("aaabc")]
        assert written == [b"".join(singles[:3]), singles[3], singles[4]]


def test_an_answer_leaves_with_all_that_its_asker_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    """One write: first what was said, in every channel, then the answers. Nothing held back: at once."""
    direct = Direct()
    written: list[bytes] = []
    with closing(direct):
        monkeypatch.setattr(direct.line, "write", written.append)
        direct.manager.answer("one", '3/chat,1[{"ok":true}]')
        direct.manager.enter_room(direct.sid, "/chat", "other")
        direct.manager.emit_joined("a", {}, "/chat", ROOM)
        direct.manager.emit_joined("b", {}, "/chat", "other")
        direct.manager.answer("one", '3/chat,2[{"ok":true}]')
        direct.manager.answer("gone", '3/chat,1[{"ok":true}]')
        assert written == [packed('43/chat,1[{"ok":true}]')]
        direct.manager.flush()
        together = ['42/chat,["a",{}]', '42/chat,["b",{}]', '43/chat,2[{"ok":true}]']
        assert written[1:] == [b"".join(map(packed, together))]
        direct.manager.flush()
        assert len(written) == 2


def test_what_is_held_back_for_one_asker_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks again before a `flush` makes one: only what is written counts as waiting for a slow reader."""
    direct = Direct()
    written: list[bytes] = []
    with closing(direct):
        monkeypatch.setattr(direct.line, "write", written.append)
        direct.manager.emit_joined("a", {}, "/chat", ROOM)
        for number in range(3):
            direct.manager.answer("one", f"3/chat,{number}[]")
        assert written == [
            packed('42/chat,["a",{}]') + packed("43/chat,0[]"), packed("43/chat,1[]"), packed("43/chat,2[]"),
        ]  # fmt: skip


def test_what_is_held_back_is_for_those_who_were_there() -> None:
    """Who enters or leaves a channel in the midst of a publication hears what single frames would say."""
    direct = Direct()
    manager = direct.manager
    with closing(direct):
        manager.emit_joined("before", {}, "/chat", ROOM)
        manager.leave_room(direct.sid, "/chat", ROOM)
        manager.emit_joined("while away", {}, "/chat", ROOM)
        manager.enter_room(direct.sid, "/chat", ROOM)
        manager.emit_joined("after", {}, "/chat", ROOM)
        manager.flush()
        assert direct.sent() == packed('42/chat,["before",{}]') + packed('42/chat,["after",{}]')


TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
NAMES = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=\"sid\":\")[\w-]+|[a-z]+-\d+|\d{9}")


def stream(wire: Wire) -> list[str]:
    """All packets that came on a connection; their frames, and a goodbye, are the only bytes that did."""
    wire.tcp.sendall(frame("", CLOSE))
    *got, goodbye = wire.rest()
    assert goodbye.opcode == CLOSE
    packets = [one.data.decode() for one in got]
    whole = b"".join(map(packed, packets))
    assert wire.raw.startswith(whole)
    assert len(wire.raw) == len(whole) + 2 + len(goodbye.data)
    return packets


def plain(packets: list[str]) -> list[str]:
    """With what no two servers have in common replaced by the order in which it came.

    Without what a clock decides: pings, and who came and went, which is told once a second.
    """
    known: dict[str, str] = {}
    return [
        NAMES.sub(lambda name: known.setdefault(name[0], f"<{len(known)}>"), TIMES.sub("<time>", packet))
        for packet in packets
        if packet != "2" and not packet.startswith('42/chat,["presence"')
    ]


def conversation(server: RunningServer) -> list[list[str]]:
    """What three people hear of one another, each as a stream of packets."""
    ana, bo, eve = (server.post("/api/register", username=unique(name)) for name in ("ana", "bo", "eve"))
    room = server.post("/api/rooms", ana["token"], type="group", name="Kopi")["id"]
    server.post(f"/api/rooms/{room}/join", bo["token"])
    wires = [Wire(server.url, person["token"]) for person in (ana, bo, eve)]
    first, second, third = wires
    for number in range(30):
        text = ["halo", "**tebal** 中文 🏳️‍🌈", "x" * 4000, 'a\u2028b\\"</script>'][number % 4]
        first.ask(number, "send_message", room_id=room, content=text, client_id=str(number))
    sent = [first.answer(number)["data"] for number in range(30)]
    second.ask(1, "react", message_id=sent[0]["id"], emoji="👍", on=True)
    second.ask(2, "mark_read", room_id=room, seq=30)
    second.ask(3, "typing", room_id=room, is_typing=True)
    second.ask(4, "send_message", room_id=room, content="", client_id="none")
    second.answer(4)
    first.ask(40, "edit_message", message_id=sent[1]["id"], content="diubah")
    first.ask(41, "delete_message", message_id=sent[2]["id"])
    first.answer(41)
    server.post(f"/api/rooms/{room}/join", eve["token"])
    third.ask(1, "history", room_id=room, limit=3)
    third.answer(1)
    server.post(f"/api/rooms/{room}/leave", bo["token"])
    second.ask(5, "history", room_id=room)
    second.answer(5)
    for person, wire in zip((ana, bo, eve), wires, strict=True):
        wire.alive()
        server.post("/api/logout", person["token"])
        wire.event("session_ended")
        assert wire.text() == "41/chat,"
    found = [stream(wire) for wire in wires]
    for wire in wires:
        wire.close()
    return found


MODES = {"direct": "eventlet", "stock": "threading"}
"""Our own way of sending, and the libraries'."""


@pytest.fixture
def streams(start_server: Callable[..., RunningServer]) -> dict[str, list[list[str]]]:
    """The same conversation over each path."""
    return {path: conversation(start_server(ASYNC_MODE=mode)) for path, mode in MODES.items()}


def test_the_same_conversation_is_the_same_on_the_wire(streams: dict[str, list[list[str]]]) -> None:
    for direct, stock in zip(streams["direct"], streams["stock"], strict=True):
        assert plain(direct) == plain(stock)
        assert len(direct) > 5
