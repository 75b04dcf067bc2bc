"""kill -9 in mid-conversation: nothing acknowledged is lost, nothing is there twice, cursors still hold."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest
from socketio.exceptions import SocketIOError

from tests.sockets.talk import Talk
from tests.support.people import Person, unique
from tests.support.processes import wait_until
from tests.support.sockets import ChatClient, SocketRefused

pytestmark = pytest.mark.every_stack


class Writer(threading.Thread):
    """Sends one message after the other and retries each under its `client_id` until it is acknowledged."""

    def __init__(self, talk: Talk, person: Person) -> None:
        super().__init__(daemon=True)
        self._talk = talk
        self._person = person
        self._enough = threading.Event()
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self._next = unique("k")

    def run(self) -> None:
        while not self._enough.is_set():
            with suppress(SocketIOError, SocketRefused, OSError):
                self._send_until_it_breaks()

    def _send_until_it_breaks(self) -> None:
        with ChatClient(self._talk.server.url, self._person.token) as socket:
            while not self._enough.is_set():
                self._send(socket)

    def _send(self, socket: ChatClient) -> None:
        fields = {"room_id": self._talk.room, "content": self._next, "client_id": self._next}
        answer = socket.call("send_message", fields, timeout=2)
        assert answer["ok"], answer
        answer["data"].pop("duplicate", None)
        self.acknowledged[self._next] = answer["data"]
        self._next = unique("k")

    def finish(self) -> None:
        self._enough.set()
        self.join(30)
        assert not self.is_alive()


def test_nothing_acknowledged_is_lost(talk: Talk) -> None:
    writers = [Writer(talk, person) for person in (talk.ana, talk.bo)]
    for writer in writers:
        writer.start()
    for _ in range(3):
        known = sum(len(writer.acknowledged) for writer in writers)
        wait_for_more(writers, known + 40)
        talk.server.kill()
        talk.server.start()
    wait_for_more(writers, sum(len(writer.acknowledged) for writer in writers) + 40)
    for writer in writers:
        writer.finish()

    acknowledged = {key: message for writer in writers for key, message in writer.acknowledged.items()}
    with ChatClient(talk.server.url, talk.ana.token) as socket:
        stored = everything(socket, talk.room)
        by_key = {message["client_id"]: message for message in stored}
        assert len(by_key) == len(stored), "a message is there twice"
        assert by_key | acknowledged == by_key, "an acknowledged message is lost or changed"
        # One order, without a hole, however often the server died.
        assert [message["seq"] for message in stored] == list(range(1, len(stored) + 1))
        assert fresh(socket, talk.room) == stored


def wait_for_more(writers: list[Writer], enough: int) -> None:
    wait_until(lambda: sum(len(writer.acknowledged) for writer in writers) >= enough, f"{enough} messages")


def everything(socket: ChatClient, room: int) -> list[dict[str, Any]]:
    """The room by cursor, from its beginning or, where that is too far, from as far as it goes."""
    found: dict[int, dict[str, Any]] = {}
    at: dict[str, int] | None = {"after": 0}
    while at:
        page = socket.send("changes", room_id=room, **at)
        if page.get("reload"):
            return fresh(socket, room)
        found |= {message["id"]: message for message in page["messages"]}
        at = page["next"]
    return sorted(found.values(), key=lambda message: int(message["seq"]))


def fresh(socket: ChatClient, room: int) -> list[dict[str, Any]]:
    """The room page by page, from its end to its beginning."""
    page = socket.send("history", room_id=room, limit=100)
    found: list[dict[str, Any]] = page["messages"]
    while page["has_more"]:
        page = socket.send("history", room_id=room, limit=100, before=found[0]["id"])
        found = page["messages"] + found
    return found


def test_a_client_catches_up_over_a_crash_by_its_cursor(talk: Talk) -> None:
    first = talk.say(talk.ana, "sebelum")
    gone = talk.say(talk.ana, "akan hilang")
    cursor = 2
    talk.bo.socket.close()
    talk.ana.socket.send("edit_message", message_id=first["id"], content="diubah")
    talk.ana.socket.send("delete_message", message_id=gone["id"])
    talk.server.kill()
    talk.server.start()
    with ChatClient(talk.server.url, talk.ana.token) as ana, ChatClient(talk.server.url, talk.bo.token) as bo:
        ana.send("send_message", room_id=talk.room, content="sesudah", client_id="later")
        page = bo.send("changes", room_id=talk.room, after=cursor)
        present = [message for message in page["messages"] if not message["deleted"]]
        assert present == bo.send("history", room_id=talk.room)["messages"]
        assert [message["content"] for message in present] == ["diubah", "sesudah"]
        assert page["head"] == 5
        # The connection made after the crash hears as before.
        last = ana.send("send_message", room_id=talk.room, content="lagi", client_id="last")
        assert bo.wait_for("message_created", lambda frame: frame["change"] == 6)["message"] == last
