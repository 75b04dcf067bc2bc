"""Three people for a socket test: two in a group, and one outside who must hear nothing of it."""

from __future__ import annotations

from typing import Any

from tests.support.closing import Closing
from tests.support.people import Person, strangers_to, unique
from tests.support.server import RunningServer
from tests.support.sockets import ChatClient


class Talk(Closing):
    """Ana and Bo in a group, Eve outside; everybody connected once, with nothing heard yet."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.people = [Person(server, name) for name in ("ana", "bo", "eve")]
        for person in self.people:
            person.strangers = strangers_to(self.people)
        self.ana, self.bo, self.eve = self.people
        self.room: int = server.post("/api/rooms", self.ana.token, type="group", name="Kopi")["id"]
        server.post(f"/api/rooms/{self.room}/join", self.bo.token)
        for person in self.people:
            person.chat()
        # When many come and go, that is told a moment late, all at once.
        self.ana.socket.wait_for("presence", lambda told: told["user_id"] == self.eve.id)
        self.forget()

    def dm(self) -> int:
        """The dm of Ana and Bo."""
        room = self.ana.dm(self.bo)
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

    def online(self, person: Person) -> bool:
        """Whether somebody is online this moment; `presence` tells of who went a few seconds later."""
        shown: bool = self.server.get(f"/api/users/{person.id}", self.eve.token)["is_online"]
        return shown

    def say(self, person: Person, content: str, **fields: Any) -> Any:
        """A message in the group; the acknowledged message."""
        fields = {"room_id": self.room, "client_id": unique("c")} | fields
        return person.socket.send("send_message", content=content, **fields)

    def close(self) -> None:
        for person in self.people:
            person.close()
