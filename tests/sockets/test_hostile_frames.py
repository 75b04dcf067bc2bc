"""Anything at all on a WebSocket, on many at once: the others notice nothing, and nothing of it stays."""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.sockets.talk import Talk
from tests.sockets.wire import BINARY, CLOSE, CONT, PING, PONG, Wire, frame
from tests.support.faulty import FaultyServer
from tests.support.people import unique
from tests.support.processes import wait_until

AT_ONCE = 25
SECONDS = 7.0
FEWEST = 200
"""Connections in all."""
RESET = struct.pack("ii", 1, 0)  # closing tells the peer by RST, and what was sent may never arrive


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyServer]:
    """It logs whatever is logged anywhere in it."""
    with FaultyServer(tmp_path_factory.mktemp("watched"), LOG_LEVEL="DEBUG") as server:
        yield server


def seeds(room: int) -> list[bytes]:
    """Frames that are in order."""
    post = json.dumps(["send_message", {"room_id": room, "content": "x" * 300, "client_id": "f"}])
    texts = [
        f"42/chat,7{post}",
        '42/chat,8["history",{"room_id":1}]',
        "40/chat,{}",
        "41/chat,",
        "2",
        "3",
        "5",
    ]
    texts += ["6", "1", '451-/chat,1["x",{"_placeholder":true,"num":0}]', "2probe", '42["x",{}]', "40"]
    frames = [frame(text) for text in texts]
    frames += [
        frame(b"\0\xff" * 30, BINARY),
        frame("ping", PING),
        frame("pong", PONG),
        frame(b"\x03\xe8", CLOSE),
    ]
    frames += [frame("42/chat,", fin=False), frame(post, CONT), frame("x" * 66_000), frame("4" * 60_000)]
    return frames


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Bits turned, bytes lost, repeated or made up; heads more often than bodies."""
    found = bytearray(data)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 8))):
        at = chance.randrange(min(len(found), 16 if chance.random() < 0.7 else 10**9) or 1)
        kind = chance.randrange(5)
        if kind == 0 and found:
            found[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del found[at : at + chance.choice((1, 1, 4, 100))]
        elif kind == 2:
            found[at:at] = chance.randbytes(chance.choice((1, 2, 8, 200)))
        elif kind == 3:
            found[at : at + 1] = chance.choice((b"\xff", b"\x7f\xff", b"\x80", b"\0", b"\x89", b"\xfe"))
        else:
            found += found[at : at + 50]
    return bytes(found)


def attack(chance: random.Random, server: FaultyServer, token: str, frames: list[bytes]) -> None:
    """One connection: past the handshake, perhaps let in, then noise, and some kind of end."""
    wire = Wire(server.url, token if chance.random() < 0.7 else None)
    with wire, suppress(OSError):
        wire.tcp.settimeout(0.2)
        for _ in range(chance.randrange(1, 12)):
            noise = b"".join(mutated(chance, chance.choice(frames)) for _ in range(chance.randrange(1, 5)))
            noise = chance.randbytes(chance.randrange(500)) if chance.random() < 0.1 else noise
            cut = chance.randrange(len(noise) + 1)
            wire.tcp.sendall(noise[:cut])
            wire.tcp.sendall(noise[cut:])
            if chance.random() < 0.3:
                wire.tcp.recv(chance.choice((1, 100, 65536)))
        if chance.random() < 0.3:
            wire.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        elif chance.random() < 0.3:
            wire.tcp.shutdown(socket.SHUT_WR)
            wire.tcp.recv(65536)


def test_noise_on_many_connections_at_once(watched: FaultyServer) -> None:
    with Talk(watched) as talk:
        before = watched.sockets()
        token = watched.register(unique("bising"))
        frames, until = seeds(talk.room), time.monotonic() + SECONDS
        attacks, broken = [0] * AT_ONCE, []

        def goes_on() -> bool:
            # On a slow machine it takes longer, but not for ever.
            enough = sum(attacks) > FEWEST or bool(broken) or time.monotonic() > until + 60
            return time.monotonic() < until or not enough

        def attacker(number: int) -> None:
            chance = random.Random(number)
            try:
                while goes_on():
                    attack(chance, watched, token, frames)
                    attacks[number] += 1
            except Exception as error:  # noqa: BLE001  a handshake that fails is the server's fault
                broken.append(error)

        threads = [threading.Thread(target=attacker, args=[number]) for number in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        said = 0
        while goes_on():
            talk.say(talk.ana, f"{said}")
            said += 1
        for thread in threads:
            thread.join(30)
        assert broken == []
        assert sum(attacks) > FEWEST

        # The pair lost nothing, and heard nobody else: the noisy one is no member.
        talk.bo.socket.settle()
        heard = talk.bo.socket.heard("message_created")
        assert [frame["change"] for frame in heard] == list(range(1, said + 1))
        assert [frame["message"]["content"] for frame in heard] == [str(number) for number in range(said)]
        # Nothing of it is left.
        wait_until(lambda: watched.sockets() == before, "all of them are forgotten", pause=0.2)
        wait_until(
            lambda: "ngobrol_connections 3.0" in watched.request("GET", "/metrics").text, "the three are left"
        )
        assert watched.get("/healthz") == {"status": "ok"}
        talk.ana.socket.wait_for("presence", lambda frame: not frame["is_online"])
    assert "Traceback" not in watched.log
    assert " ERROR " not in watched.log
