"""Connections in no namespace, polls, upgrades and handshakes without end: what a stranger may hold."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import socketio

from app.engine.polling import MOST_PACKETS
from app.engine.server import HANDSHAKES
from tests.sockets.raw import RawSocket
from tests.sockets.talk import Talk
from tests.sockets.wire import BINARY, NoWebSocket, Wire, frame
from tests.support.processes import wait_until
from tests.support.server import RunningServer

pytestmark = pytest.mark.every_mode

NO_SOCKET_IO: list[str | bytes] = [
    b"\x84\xa4type\x00\xa4data\xc0\xa3nsp\xa1/",  # CONNECT as socket.io-msgpack-parser writes it
    b"",
    "4garbage",
    "49",
    "44{}",
    '451-["a",{"_placeholder":true,"num":0}]',
    "GET / HTTP/1.1",
    "",
]


@pytest.mark.parametrize("data", NO_SOCKET_IO, ids=repr)
def test_what_is_no_socket_io_ends_a_connection_that_is_in_no_namespace(
    server: RunningServer, data: str | bytes
) -> None:
    with Wire(server.url) as wire:
        wire.tcp.settimeout(5)
        wire.tcp.sendall(frame(data, BINARY) if isinstance(data, bytes) else frame(data))
        wire.ended()
    # By polling too, whose bytes are written in base64.
    if data[:1] not in ("", b"", "G"):
        address = server.url + "/socket.io/?EIO=4&transport=polling"
        address += "&sid=" + json.loads(requests.get(address, timeout=10).text[1:])["sid"]
        body = data if isinstance(data, str) else "bhKR5cGUApGRhdGHAo25zcKEv"
        requests.post(address, body, timeout=5)
        assert requests.get(address, timeout=5).text == "1"
        assert requests.get(address, timeout=5).status_code == 400


def test_an_unknown_namespace_is_refused_in_words(server: RunningServer) -> None:
    client = socketio.Client(reconnection=False)
    told: list[Any] = []
    client.on("connect_error", told.append, namespace="/nope")
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(server.url, namespaces=["/nope"])
    message = "There is no such namespace."
    assert told == [
        {"message": message, "data": {"code": "not_found", "type": "NotFoundException", "message": message}}
    ]


def test_handshakes_without_end(server: RunningServer) -> None:
    with RawSocket(server.url) as socket:
        for _ in range(HANDSHAKES):
            socket.send("40/nope,")
            assert socket.packet().startswith("44/nope,")
        socket.send("40/nope,")
        with pytest.raises(ConnectionError):
            socket.packet()


class Poller:
    """A connection to `/chat` that polls."""

    def __init__(self, server: RunningServer, token: str) -> None:
        self.url = server.url
        self.address = server.url + "/socket.io/?EIO=4&transport=polling"
        self.sid = json.loads(requests.get(self.address, timeout=10).text[1:])["sid"]
        self.address += f"&sid={self.sid}"
        self.post("40/chat," + json.dumps({"token": token}))

    def post(self, body: str) -> int:
        return requests.post(self.address, body, timeout=10).status_code

    def poll(self) -> list[str]:
        """The packets of one answer; none when it is refused."""
        answer = requests.get(self.address, timeout=30)
        return answer.text.split("\x1e") if answer.status_code == 200 else []

    def until(self, name: str) -> None:
        """Poll until that frame has come."""
        while not any(packet.startswith(f'42/chat,["{name}"') for packet in self.poll()):
            pass


@pytest.fixture
def poller(talk: Talk) -> Iterator[Poller]:
    poller = Poller(talk.server, talk.bo.token)
    poller.until("ready")
    yield poller
    poller.post("1")


def test_an_answer_has_no_more_than_a_stock_client_takes(talk: Talk, poller: Poller) -> None:
    for number in range(3 * MOST_PACKETS):
        talk.say(talk.ana, str(number))
    found: list[str] = []
    while len(found) < 3 * MOST_PACKETS:
        answer = poller.poll()
        assert 0 < len(answer) <= MOST_PACKETS
        found += [packet for packet in answer if "message_created" in packet]
    changes = [json.loads(packet[8:])[1]["change"] for packet in found]
    assert changes == sorted(set(changes)), "each once, in order"


def test_what_was_said_before_the_end_still_comes(talk: Talk, poller: Poller) -> None:
    for number in range(MOST_PACKETS + 3):
        talk.say(talk.ana, str(number))
    talk.server.post("/api/logout", talk.bo.token)
    found: list[str] = []
    while answer := poller.poll():
        assert len(answer) <= MOST_PACKETS
        found += answer
        if found[-1] == "41/chat,":
            poller.post("40/nowhere,")  # answered although it belongs to nothing, and then it may go
            break
    assert sum("message_created" in packet for packet in found) == MOST_PACKETS + 3


def test_a_second_poll_at_the_same_time_ends_both(talk: Talk, poller: Poller) -> None:
    first: list[list[str]] = []
    talk.say(talk.ana, "the last for now")
    poller.until("message_created")
    thread = threading.Thread(target=lambda: first.append(poller.poll()))
    thread.start()
    answers = [poller.poll() for _ in range(2)]
    thread.join()
    assert [] in [*answers, *first]
    assert poller.post("3") == 400
    talk.ana.socket.settle()


def probing(url: str, query: str) -> Any:
    """An attempt to upgrade, null while another one is under way."""
    try:
        return Wire(url, query=query)
    except NoWebSocket:
        return None


def test_one_probe_at_a_time(talk: Talk, poller: Poller) -> None:
    query = f"&sid={poller.sid}"
    with Wire(poller.url, query=query) as probe:
        probe.say("2probe")
        assert probe.text() == "3probe"
        asked = poller.address.replace("polling", "websocket")
        headers = {"Connection": "Upgrade", "Upgrade": "websocket"}
        assert requests.get(asked, headers=headers, timeout=10).status_code == 400
    # It broke: polling goes on, and so may another attempt, once the server has come to know.
    with wait_until(lambda: probing(poller.url, query), "another attempt is let in") as probe:
        probe.say("2probe")
        assert probe.text() == "3probe"
        probe.say("5")
        probe.ask(1, "history", room_id=1, limit=1)
        assert probe.answer(1)["ok"]
