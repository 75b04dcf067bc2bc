"""Three people for a socket test: two in a group, and one outside who must hear nothing of it."""

from __future__ import annotations

import itertools
from types import TracebackType
from typing import Any, Self

from tests.support.server import RunningServer
from tests.support.sockets import ChatClient

_numbers = itertools.count(1)


def unique(name: str) -> str:
    """A username that nobody on any server of this run has yet."""
    return f"{name}-{next(_numbers)}"


class Person:
    """Somebody registered; `sockets` are their connections, the first is `socket`."""

    def __init__(self, server: RunningServer, name: str) -> None:
        self._server = server
        self.name = unique(name)
        account = server.post("/api/register", username=self.name)
        self.token: str = account["token"]
        self.id: int = account["user"]["id"]
        self.sockets: list[ChatClient] = []

    @property
    def socket(self) -> ChatClient:
        """The first connection."""
        return self.sockets[0]

    def connect(self, **options: Any) -> ChatClient:
        """One more connection, which has heard `ready`; it is in `socket.welcome`."""
        socket = ChatClient(self._server.url, self.token, **options)
        self.sockets.append(socket)
        socket.welcome = socket.wait_for("ready")  # type: ignore[attr-defined]
        return socket

    def close(self) -> None:
        for socket in self.sockets:
            socket.close()


class Talk:
    """Ana and Bo in a group, Eve outside; everybody connected once, with nothing heard yet."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.people = [Person(server, name) for name in ("ana", "bo", "eve")]
        self.ana, self.bo, self.eve = self.people
        self.room: int = server.post("/api/rooms", self.ana.token, type="group", name="Kopi")["id"]
        server.post(f"/api/rooms/{self.room}/join", self.bo.token)
        for person in self.people:
            person.connect()
        self.forget()

    def dm(self) -> int:
        """The dm of Ana and Bo."""
        room: int = self.server.post("/api/rooms", self.ana.token, type="dm", username=self.bo.name)["id"]
        self.forget()
        return room

    def forget(self) -> None:
        """Let everything that is under way arrive, and forget it."""
        for socket in self.all():
            socket.settle()
        for socket in self.all():
            socket.clear()

    def all(self) -> list[ChatClient]:
        return [socket for person in self.people for socket in person.sockets]

    def say(self, person: Person, content: str, **fields: Any) -> Any:
        """A message in the group; the acknowledged message."""
        fields = {"room_id": self.room, "client_id": unique("c")} | fields
        return person.socket.send("send_message", content=content, **fields)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for person in self.people:
            person.close()
