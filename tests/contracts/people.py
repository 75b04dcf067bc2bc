"""People on the default namespace, over real WebSockets."""

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


class Client(ChatClient):
    """One connection to the default namespace; anonymous without a token."""

    def __init__(self, url: str, token: str | None = None, **options: Any) -> None:
        super().__init__(url, token, **({"namespace": "/"} | options))

    def settle(self) -> None:
        """As in `ChatClient`: an event that nobody has is answered too."""
        self.call("nothing")

    def refused(self, event: str, data: Any = None) -> Any:
        """The error object of an event that must be refused."""
        answer = self.call(event, data)
        assert answer["ok"] is False, answer
        return answer["error"]


class Person:
    """Somebody registered; `contract` and `chat` open connections that end with the test."""

    def __init__(self, server: RunningServer, name: str, **fields: Any) -> None:
        self.server = server
        self.name = unique(name)
        account = server.post("/api/register", username=self.name, **fields)
        self.token: str = account["token"]
        self.id: int = account["user"]["id"]
        self.opened: list[ChatClient] = []

    def contract(self, token: str | None = None, **options: Any) -> Client:
        """A connection with this person's token in the handshake."""
        return self._keep(Client(self.server.url, token or self.token, **options))

    def anonymous(self) -> Client:
        """A connection without a token."""
        return self._keep(Client(self.server.url))

    def lobby(self) -> Client:
        """A connection as the lobby's documented clients make it, joined and with nothing heard yet."""
        socket = self.anonymous()
        socket.send("join", username=self.name, token=self.token)
        socket.wait_for("online_users")
        socket.clear()
        return socket

    def chat(self) -> ChatClient:
        """A connection to `/chat`, welcomed."""
        socket = ChatClient(self.server.url, self.token)
        self.opened.append(socket)
        socket.wait_for("ready")
        return socket

    def say(self, socket: Client, content: str) -> Any:
        """A message in the lobby, as its contract has it."""
        return socket.send("new_message", token=self.token, username=self.name, content=content)

    def get(self, path: str, **query: Any) -> Any:
        return self.server.get(path, self.token, **query)

    def post(self, path: str, **body: Any) -> Any:
        return self.server.post(path, self.token, **body)

    def dm(self, other: Person) -> int:
        """The id of the dm with somebody."""
        room_id: int = self.post("/api/rooms", type="dm", username=other.name)["id"]
        return room_id

    def _keep(self, socket: Client) -> Client:
        self.opened.append(socket)
        return socket

    def close(self) -> None:
        for socket in self.opened:
            socket.close()


class Circle:
    """Ana and Bo who write to each other, and Eve who must hear nothing of it."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.people: list[Person] = []
        self.ana, self.bo, self.eve = (self.person(name) for name in ("ana", "bo", "eve"))

    def person(self, name: str, **fields: Any) -> Person:
        """One more person."""
        self.people.append(Person(self.server, name, **fields))
        return self.people[-1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for person in self.people:
            person.close()
