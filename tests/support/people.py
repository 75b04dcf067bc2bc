"""People with connections, for tests of what one does and the others hear."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.support.closing import Closing
from tests.support.server import RunningServer
from tests.support.sockets import ChatClient, Frame

Socket = TypeVar("Socket", bound=ChatClient)
_numbers = itertools.count(1)


def unique(name: str) -> str:
    """A username that nobody on any server of this run has yet."""
    return f"{name}-{next(_numbers)}"


class Person(Closing):
    """Somebody registered; `sockets` are their connections, the first is `socket`."""

    def __init__(self, server: RunningServer, name: str, **fields: Any) -> None:
        self.server = server
        self.name = unique(name)
        account = server.post("/api/register", username=self.name, **fields)
        self.token: str = account["token"]
        self.id: int = account["user"]["id"]
        self.sockets: list[ChatClient] = []
        self.strangers: Callable[[Frame], bool] = lambda _frame: False
        """The frames that this person's connections pass by."""

    @property
    def socket(self) -> ChatClient:
        """The first connection."""
        return self.sockets[0]

    def chat(self, **options: Any) -> ChatClient:
        """One more connection to `/chat`, which has heard `ready`; it is in `socket.welcome`."""
        socket = self.keep(ChatClient(self.server.url, self.token, **options))
        socket.welcome = socket.wait_for("ready")  # type: ignore[attr-defined]
        return socket

    def keep(self, socket: Socket) -> Socket:
        """Have a connection end with this person."""
        socket.pass_by(self.strangers)
        self.sockets.append(socket)
        return socket

    def get(self, path: str, **query: Any) -> Any:
        """What REST answers to this person."""
        return self.server.get(path, self.token, **query)

    def post(self, path: str, **body: Any) -> Any:
        """What REST answers to this person."""
        return self.server.post(path, self.token, **body)

    def dm(self, other: Person) -> int:
        """The id of the dm with somebody."""
        room_id: int = self.post("/api/rooms", type="dm", username=other.name)["id"]
        return room_id

    def close(self) -> None:
        for socket in self.sockets:
            socket.close()


def strangers_to(people: Sequence[Person]) -> Callable[[Frame], bool]:
    """Whether a frame says that somebody of an earlier test came or went, which may be told at any moment.

    `people` are those of this test, the first registered before all others.
    """

    def stranger(frame: Frame) -> bool:
        if frame.name == "presence":
            return bool(frame.payload["user_id"] < people[0].id)
        if frame.name == "user_left" and "username" in frame.payload:
            return frame.payload["username"] not in {person.name for person in people}
        return False

    return stranger
