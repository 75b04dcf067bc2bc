"""The server's REST calls that the client needs."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import aiohttp

from app.client.errors import NotSignedIn, Refused, ServerUnreachable

Json = dict[str, Any]

PAGE = 100
TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)


def address(typed: str) -> str:
    """A server's address as people type it, such as `chat.example.org/`, in the form that is used here."""
    return (typed if "://" in typed else f"http://{typed}").rstrip("/")


class Api:
    """One server as one user (or, without a token, a stranger) sees it; used with `async with`.

    Every call raises `NotSignedIn`, `Refused` or `ServerUnreachable`. Shapes are those of docs/protocol.md.
    """

    def __init__(self, server: str, token: str | None = None) -> None:
        self.server = server
        self.token = token
        self._http = aiohttp.ClientSession(timeout=TIMEOUT)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # -- who I am ----------------------------------------------------------------------------

    async def is_free(self, username: str) -> bool:
        """Whether this name can be registered: nobody has it, and it isn't reserved or malformed."""
        try:
            found: Json = await self._call("POST", "check-username", {"username": username})
        except Refused as refusal:
            if refusal.code == "invalid":
                return False
            raise
        return bool(found["available"])

    async def register(self, username: str, password: str | None = None) -> Json:
        """A new account, signed in: `{token, user}`; the token is used from now on."""
        return self._entered(await self._call("POST", "register", _named(username, password)))

    async def login(self, username: str, password: str | None = None) -> Json:
        """`{token, user}`; the token is used from now on. By name alone where that is possible."""
        return self._entered(await self._call("POST", "login", _named(username, password)))

    async def logout(self) -> None:
        """End the session."""
        await self._call("POST", "logout")

    async def me(self) -> Json:
        """Who is signed in."""
        mine: Json = await self._call("GET", "me")
        return mine

    # -- rooms and people --------------------------------------------------------------------

    async def rooms(self, before: int | None = None) -> list[Json]:
        """All my rooms, the most recently active first, or those that follow the room `before`."""
        mine: list[Json] = []
        while True:
            query = {"limit": str(PAGE)} | ({"before": str(before)} if before else {})
            page = await self._answer("GET", "rooms", query=query)
            mine += page["data"]
            if not page["paging"]["has_more"]:
                return mine
            before = page["paging"]["before"]

    async def room(self, room_id: int) -> Json:
        """One of my rooms, with its `members`."""
        room: Json = await self._call("GET", f"rooms/{room_id}")
        return room

    async def dm(self, username: str) -> Json:
        """The dm with somebody, made when there is none."""
        room: Json = await self._call("POST", "rooms", {"type": "dm", "username": username})
        return room

    async def join(self, share_id: str) -> Json:
        """Enter a room by its share id, "482913557" or "482913557-code"."""
        room_id, _, code = share_id.partition("-")
        room: Json = await self._call("POST", f"rooms/{room_id}/join", {"code": code} if code else None)
        return room

    async def people(self, beginning: str) -> list[Json]:
        """Users with a word in their username or display name that begins like this, 50 at most."""
        found: list[Json] = await self._call("GET", "users", query={"q": beginning})
        return found

    # -- messages ----------------------------------------------------------------------------

    async def send(self, room_id: int, content: str, client_id: str) -> Json:
        """Post a message; again under the same `client_id` it answers the first one."""
        draft = {"content": content, "client_id": client_id}
        message: Json = await self._call("POST", f"rooms/{room_id}/messages", draft)
        return message

    async def newest(self, room_id: int, limit: int) -> list[Json]:
        """The newest messages of a room, oldest first."""
        query = {"limit": str(limit)}
        page: list[Json] = await self._call("GET", f"rooms/{room_id}/messages", query=query)
        return page

    def _entered(self, data: Json) -> Json:
        self.token = data["token"]
        return data

    async def _call(
        self, method: str, path: str, body: Json | None = None, query: dict[str, str] | None = None
    ) -> Any:
        return (await self._answer(method, path, body, query)).get("data")

    async def _answer(
        self, method: str, path: str, body: Json | None = None, query: dict[str, str] | None = None
    ) -> Json:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            async with self._http.request(
                method, f"{self.server}/api/{path}", headers=headers, params=query, json=body
            ) as response:
                answer = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ServerUnreachable(self.server) from error
        if not isinstance(answer, dict) or "success" not in answer:
            raise ServerUnreachable(self.server)
        if answer["success"]:
            return answer
        refusal = Refused(answer["error"])
        if refusal.code == "unauthenticated" and self.token:
            raise NotSignedIn(refusal.message)
        raise refusal


def _named(username: str, password: str | None) -> Json:
    return {"username": username} | ({"password": password} if password else {})
