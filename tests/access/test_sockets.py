"""Every socket event on both namespaces × everybody × what is theirs, what is others' and what isn't there.

What is refused comes first, so that whatever changed or was heard meanwhile is a fault.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.contracts import CONTRACTS
from app.contracts.router import Router
from app.extensions import db
from app.factory import create_app
from app.sockets.commands import COMMANDS
from app.storage.writer import writer
from config import load_settings
from tests.access import socket_rows
from tests.access.socket_rows import CHAT, DONE, Code, Row
from tests.access.world import (
    AUTHORS,
    GONE,
    MISSING,
    RELATIONS,
    ROLES,
    SIGNED_IN_ROLES,
    Restorable,
    World,
    build,
)
from tests.contracts.people import Client
from tests.support.databases import migrate, sqlite_url
from tests.support.server import RunningServer
from tests.support.sockets import ChatClient, SocketRefused

COMING_AND_GOING = {"presence", "user_joined", "user_left", "online_users"}
ANONYMOUS = "anonymous"
_numbers = itertools.count(1)

Cell = tuple[Any, Row, str, str]
"""An event, its row, a role and a target."""


class House:
    """The world behind a real server, and everybody's connections to it."""

    def __init__(self, folder: Path) -> None:
        self.world = made(folder)
        self.server = RunningServer(folder / "running", DATA_DIR=str(folder))
        tokens, url = self.world.tokens, self.server.url
        self.chat = {role: ChatClient(url, tokens[role]) for role in SIGNED_IN_ROLES}
        self.contract = {("lobby", role): Client(url) for role in ROLES} | {
            (contract, role): Client(url, tokens[role])
            for contract in ("direct", "support")
            for role in SIGNED_IN_ROLES
        }
        for contract, role in itertools.product(("direct", "support"), GONE):
            self.contract[contract, role] = self.contract["lobby", ANONYMOUS]
        # An admin who comes is given the room that waits, and is in it from then on.
        self.chat["admin"].wait_for("support_updated")
        self.quiet()
        self.file = Restorable(folder / "ngobrol.db")

    def ask(self, event: Any, row: Row, role: str, target: str, message: int | None = None) -> Any:
        """The refusal, or null when it is done."""
        known = self._values(role, target) | ({"message": message} if message else {})
        payload = filled(row.payload, known)
        if isinstance(event, str):
            answer = self.chat[role].call(event, payload)
        else:
            contract, name = event
            if contract == "lobby" and self.world.tokens[role]:
                payload["token"] = self.world.tokens[role]
            answer = self.contract[contract, role].call(name, payload)
        return None if answer["ok"] else answer["error"]

    def _values(self, role: str, target: str) -> dict[str, Any]:
        world = self.world
        creator, deleted = world.actors["creator"], world.actors["deleted"]
        own = target == "oneself" and role not in GONE
        return {
            "room": world.rooms.get(target),
            "message": world.messages.get(target),
            "user": {"person": creator.user_id, "deleted": deleted.user_id}.get(target, MISSING),
            "client_id": f"own-{next(_numbers)}",
            "username": (world.actors[role] if own else creator).username,
        }

    def fresh(self, target: str) -> int | None:
        """A new message where it is asked for; its id."""
        if target not in AUTHORS:
            return None
        author, client_id = self.chat[AUTHORS[target]], f"new-{next(_numbers)}"
        posted: int = author.send(
            "send_message", room_id=self.world.rooms[target], content="baru", client_id=client_id
        )["id"]
        return posted

    def heard(self) -> dict[str, list[str]]:
        """By role what came to it since the last time, of both namespaces."""
        found: dict[str, list[str]] = {}
        everybody = [*self.chat.items(), *((role, one) for (_, role), one in self.contract.items())]
        for role, socket in everybody:
            socket.settle()
            names = [frame.name for frame in socket.frames if frame.name not in COMING_AND_GOING]
            socket.clear()
            if names:
                found.setdefault(role, []).extend(names)
        return found

    quiet = heard

    def close(self) -> None:
        for socket in (*self.chat.values(), *self.contract.values()):
            socket.close()
        self.file.close()
        self.server.kill()


def filled(given: Any, known: dict[str, Any]) -> Any:
    """What an event is sent with: `{name}` stands for what is known by that name."""
    if isinstance(given, dict):
        return {key: filled(value, known) for key, value in given.items()}
    if isinstance(given, list):
        return [filled(value, known) for value in given]
    return known.get(given.strip("{}"), given) if isinstance(given, str) else given


def made(folder: Path) -> World:
    """The world in a database of its own, with nobody left at work on it."""
    migrate(sqlite_url(folder))
    app = create_app(
        load_settings({"DATA_DIR": str(folder), "ASYNC_MODE": "threading", "RATE_LIMITS": "off"})
    )
    world = build(app)
    writer().stop()
    with app.app_context():
        db.engine.dispose()
    return world


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("access"))
    yield built
    built.close()


def test_every_event_has_a_row() -> None:
    assert CHAT.keys() == COMMANDS.keys()
    table = Router(CONTRACTS).table
    assert socket_rows.CONTRACTS.keys() == {(by, name) for name, claims in table.items() for by in claims}


@pytest.mark.parametrize(
    ("door", "role"),
    # Without a token a connection to the default namespace is what the lobby's clients make.
    [(ChatClient, role) for role in sorted(GONE)] + [(Client, role) for role in sorted(GONE - {ANONYMOUS})],
)
def test_who_is_nobody_is_refused_at_the_door(house: House, door: type[ChatClient], role: str) -> None:
    token = house.world.tokens[role]
    with pytest.raises(SocketRefused) as refused:
        door(house.server.url, token)
    assert refused.value.code == "unauthenticated"


def expected(event: Any, row: Row, role: str, target: str) -> Code:
    return "unauthenticated" if role in GONE else row.code(role, target)


def cells(refused: bool) -> dict[Any, list[Cell]]:
    """Event → its cells in which it is refused, or in which it is done."""
    rows: dict[Any, Row] = {**CHAT, **socket_rows.CONTRACTS}
    return {
        event: [
            (event, row, role, target)
            for target in row.targets
            for role in (SIGNED_IN_ROLES if isinstance(event, str) else ROLES)
            if (expected(event, row, role, target) is not DONE) is refused
        ]
        for event, row in rows.items()
    }


def test_what_is_refused_is_the_same_as_missing_and_nobody_hears_of_it(house: House) -> None:
    faults = []
    for event, refused in cells(refused=True).items():
        missing: dict[str, Any] = {}
        for _, row, role, target in reversed(refused):
            error = house.ask(event, row, role, target)
            if target in {"missing", "nobody"}:
                missing[role] = error
            code = expected(event, row, role, target)
            if error is None or error["code"] != code:
                faults.append(f"{event}, {target}, {role}: {code} expected, {error} came")
            elif row.hides(role, target) and error != missing.get(role, error):
                faults.append(f"{event}, {target}, {role}: not refused like what doesn't exist: {error}")
        if heard := house.heard():
            faults.append(f"{event}: refused, and yet heard: {heard}")
        if not house.file.unchanged():
            faults.append(f"{event}: refused, and yet something was changed")
            house.file.keep()
    assert not faults, "\n".join(faults)


def test_what_is_allowed_is_done_and_only_its_room_hears_of_it(house: House) -> None:
    faults = []
    for event, allowed in cells(refused=False).items():
        for target, group in itertools.groupby(allowed, key=lambda cell: cell[3]):
            for _, row, role, _ in group:
                error = house.ask(event, row, role, target, house.fresh(target))
                if error is not None:
                    faults.append(f"{event}, {target}, {role}: done expected, {error} came")
            heard = house.heard()
            inside = RELATIONS.get(target)
            if inside is not None and (strangers := heard.keys() - inside.keys() - {ANONYMOUS}):
                faults.append(f"{event}, {target}: heard by {strangers}: {heard}")
    assert not faults, "\n".join(faults)
