"""People on the default namespace, over real WebSockets."""

from __future__ import annotations

from typing import Any

from tests.support import people
from tests.support.closing import Closing
from tests.support.server import RunningServer
from tests.support.sockets import ChatClient


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


class Person(people.Person):
    """Somebody who speaks contracts, too; every connection ends with the test."""

    def contract(self, token: str | None = None, **options: Any) -> Client:
        """A connection with this person's token in the handshake."""
        return self.keep(Client(self.server.url, token or self.token, **options))

    def anonymous(self) -> Client:
        """A connection without a token."""
        return self.keep(Client(self.server.url))

    def lobby(self) -> Client:
        """A connection as the lobby's documented clients make it, joined and with nothing heard yet."""
        socket = self.anonymous()
        socket.send("join", username=self.name, token=self.token)
        socket.wait_for("online_users")
        socket.clear()
        return socket

    def say(self, socket: Client, content: str) -> Any:
        """A message in the lobby, as its contract has it."""
        return socket.send("new_message", token=self.token, username=self.name, content=content)


class Circle(Closing):
    """Ana and Bo who write to each other, and Eve who must hear nothing of it."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.people: list[Person] = []
        self._strangers = people.strangers_to(self.people)
        self.ana, self.bo, self.eve = (self.person(name) for name in ("ana", "bo", "eve"))

    def person(self, name: str, **fields: Any) -> Person:
        """One more person."""
        self.people.append(Person(self.server, name, **fields))
        self.people[-1].strangers = self._strangers
        return self.people[-1]

    def close(self) -> None:
        for person in self.people:
            person.close()
