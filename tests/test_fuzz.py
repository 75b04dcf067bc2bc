"""Noise in both protocols: others are served meanwhile, nothing of it stays, the log has no traceback.

The same seeds each time; `make soak` goes on for minutes, in every mode.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.sockets.test_hostile_frames import attack, mutated, seeds
from tests.support.faulty import FaultyServer
from tests.support.people import unique
from tests.support.processes import free_port, wait_until
from tests.support.sockets import LOBBY, ChatClient
from tests.support.terminal import Terminal

AT_ONCE = 4  # of each kind
PATIENCE = 0.2  # seconds
POLLS = "/socket.io/?EIO=4&transport=polling"
PACKETS = [
    '42/chat,1["history",{"room_id":1}]',
    '42/chat,["typing",{"room_id":1,"is_typing":true}]',
    '42["new_message",{"content":"x"}]',
    "40",
    "40/chat,{}",
    "41/chat,",
    "1",
    "2",
    "3",
    "5",
    "6",
    "bAAAA",
    "b\xff",
    '451-/chat,1["x",{"_placeholder":true,"num":0}]',
    "4" * 300,
    "d=42%1e41",
    "",
]
QUERIES = ["", "&j=0", "&j=x", "&transport=websocket", "&EIO=3", "&sid=nobody", "&b64=1", "&t=1"]
UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}


def polls(chance: random.Random, server: FaultyServer, token: str) -> None:
    """A connection that polls: packets joined and broken, overlapping requests, upgrades that don't come."""
    lines = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE) for _ in range(2)]
    try:
        lines[0].request("GET", POLLS)
        sid = json.loads(lines[0].getresponse().read()[1:])["sid"]
        if chance.random() < 0.7:
            lines[0].request("POST", f"{POLLS}&sid={sid}", "40/chat," + json.dumps({"token": token}))
            lines[0].getresponse().read()
        for _ in range(chance.randrange(1, 10)):
            query = f"{POLLS}&sid={sid}{chance.choice(QUERIES) if chance.random() < 0.3 else ''}"
            line = chance.choice(lines)
            with suppress(OSError, http.client.HTTPException):
                if chance.random() < 0.4:
                    line.request("GET", query, headers=UPGRADE if chance.random() < 0.3 else {})
                else:
                    packets = [chance.choice(PACKETS) for _ in range(chance.choice((1, 1, 2, 40)))]
                    body = "\x1e".join(packets).encode("latin-1")
                    line.request("POST", query, mutated(chance, body) if chance.random() < 0.5 else body)
                line.getresponse().read()
                continue
            line.close()
    finally:
        for line in lines:
            line.close()


def lines(chance: random.Random, server: FaultyServer, name: str) -> None:
    """A terminal: commands, broken ones, bytes, and an end in the middle."""
    known = [
        f"auth {name}",
        f"send {name} halo",
        "inbox",
        "show",
        "listen",
        "help",
        "quit",
        "logout",
        "",
        "auth",
    ]
    with Terminal(server) as terminal, suppress(OSError, EOFError):
        terminal.sock.settimeout(PATIENCE)
        for _ in range(chance.randrange(1, 12)):
            line = chance.choice(known).encode() + chance.choice((b"\n", b"\r\n", b"", b"\0", b"x" * 9000))
            terminal.send(mutated(chance, line) if chance.random() < 0.4 else line)
            if chance.random() < 0.4:
                terminal.sock.recv(chance.choice((1, 65536)))


def held(server: FaultyServer) -> tuple[int, int]:
    """How many sockets the process has, and how many threads."""
    own = Path(f"/proc/{server.pid}")
    found = 0
    for one in (own / "fd").iterdir():
        with suppress(OSError):
            found += str(one.readlink()).startswith("socket:")
    return found, len(list((own / "task").iterdir()))


def noise(server: FaultyServer, token: str, name: str, seconds: float) -> dict[str, int]:
    """Run all kinds of noise at once; how many times each."""
    frames, until = seeds(LOBBY), time.monotonic() + seconds
    kinds: dict[str, Callable[[random.Random], None]] = {
        "frames": lambda chance: attack(chance, server, token, frames),
        "polls": lambda chance: polls(chance, server, token),
        "lines": lambda chance: lines(chance, server, name),
    }
    done, broken = dict.fromkeys(kinds, 0), []

    def run(kind: str, number: int) -> None:
        chance = random.Random(f"{kind}{number}")
        while time.monotonic() < until:
            try:
                kinds[kind](chance)
                done[kind] += 1
            except (TimeoutError, http.client.HTTPException):
                continue
            except Exception as error:  # noqa: BLE001  told by the test
                broken.append((kind, error))
                return

    threads = [threading.Thread(target=run, args=(kind, n)) for kind in kinds for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return done


def endure(folder: Path, seconds: float, **settings: str) -> None:
    """Noise for so long, while two people talk; then the server is as it was."""
    settings |= {"TERMINAL_PORT": str(free_port()), "FAULT_PING": "2,1.5"}
    with FaultyServer(folder, **settings) as server:
        noisy = unique("bising")
        token = server.register(noisy)
        noise(server, token, noisy, 0.5)  # so that whatever is kept for later is there
        wait_until(lambda: server.sockets() == 0, "all of them are forgotten", pause=0.2, timeout=30)
        before = held(server)
        with (
            ChatClient(server.url, server.register(unique("ana"))) as ana,
            ChatClient(server.url, server.register(unique("bo"))) as bo,
        ):
            talk = threading.Event()
            said: list[str] = []

            def speak() -> None:
                while not talk.wait(0.05):
                    said.append(f"m{len(said)}")
                    ana.send("send_message", room_id=LOBBY, content=said[-1], client_id=said[-1])

            speaker = threading.Thread(target=speak)
            speaker.start()
            done = noise(server, token, noisy, seconds)
            talk.set()
            speaker.join()
            assert min(done.values()) > 0, done
            bo.settle()
            heard = [frame["message"] for frame in bo.heard("message_created")]
            assert [one["content"] for one in heard if one["content"].startswith("m")] == said
            with Terminal(server) as terminal:
                assert terminal.ask("help").startswith("Commands: ")
        wait_until(lambda: server.sockets() == 0, "all of them are forgotten", pause=0.2, timeout=30)
        wait_until(
            lambda: held(server)[0] <= before[0] and held(server)[1] <= before[1] + 2,
            f"it holds what it held before: {before}",
            timeout=30,
            pause=0.2,
        )
        assert "could not be handled" not in server.log
        assert "Traceback" not in server.log


def test_noise(tmp_path: Path) -> None:
    endure(tmp_path, seconds=2)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("settings", [{}, {"ASYNC_MODE": "threading"}], ids=str)
def test_noise_for_minutes(tmp_path: Path, settings: dict[str, str]) -> None:
    endure(tmp_path, seconds=180, **settings)
