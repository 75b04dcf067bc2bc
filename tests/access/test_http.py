"""Every HTTP route × everybody × what is theirs, what is others' and what isn't there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Response

from app.extensions import db
from app.factory import create_app
from app.http.tokens import COOKIE
from app.storage.writer import writer
from config import load_settings
from tests.access.http_rows import DONE, EXPECTED, PAGES, REST, TO_LANDING, Row
from tests.access.world import MISSING, ROLES, ROOMS, SECRET, Restorable, build
from tests.support.databases import migrate, sqlite_url
from tests.support.images import plain

ROWS = REST | PAGES
TARGETS = {"room": ROOMS, "message": ROOMS, "desk": ROOMS, "user": ("here", "missing")}
TARGETS["share"] = ("link", *ROOMS)
TARGETS["session"] = ("mine", "others", "registering", "later", "missing")
PARAMETER = re.compile(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
OF_THIS_ONE = re.compile(r'nonce[-="]*[\w-]+|(?<=/)\d+|\d{9,}')
OPENS_SOMETHING = {
    "/api/chat/room",  # one's own support room, made when it is first needed
    "/api/rooms/<id:room_id>",  # an admin comes into a support room
    "/room/<int:room_id>",  # what is shown is read
    "/logout",  # of who came by themselves
}
"""What is asked for by GET although it changes something."""


class House:
    """The world, and who asks it."""

    def __init__(self, folder: Path) -> None:
        migrate(sqlite_url(folder))
        given = {
            "DATA_DIR": str(folder),
            "ASYNC_MODE": "threading",
            "LOG_LEVEL": "ERROR",
            "RATE_LIMITS": "off",
        }
        self.app = create_app(load_settings(given))
        self.world = build(self.app)
        self.file = Restorable(folder / "ngobrol.db")
        self._client = self.app.test_client(use_cookies=False)
        self._missing: dict[tuple[str, str, str], tuple[int, str]] = {}

    def ask(self, method: str, rule: str, role: str, target: str) -> Response:
        """The answer to `role` that asks for `target`."""
        row, headers = ROWS[method, rule], {}
        if (token := self.world.tokens[role]) is not None:
            by_token = rule.startswith("/api/")
            headers = {"Authorization": f"Bearer {token}"} if by_token else {"Cookie": f"{COOKIE}={token}"}
        return self._client.open(
            PARAMETER.sub(lambda part: str(self._value(part["name"], role, target)), rule),
            method=method,
            headers=headers,
            query_string=row.query,
            **self._body(row, method, role),
        )

    def missing(self, method: str, rule: str, role: str) -> tuple[int, str]:
        """How `role` is refused what doesn't exist."""
        asked = method, rule, role
        if asked not in self._missing:
            with self.ask(*asked, "missing") as answer:
                self._missing[asked] = comparable(answer)
        return self._missing[asked]

    def _body(self, row: Row, method: str, role: str) -> dict[str, Any]:
        actor = self.world.actors.get(role)
        known = {"username": actor.username if actor else "nobody"}

        def filled(values: dict[str, Any]) -> dict[str, Any]:
            return {k: v.format(**known) if isinstance(v, str) else v for k, v in values.items()}

        if row.json is not None:
            return {"json": filled(row.json)}
        if row.picture == "body":
            return {"data": plain()}
        if row.picture == "form":
            return {"data": {"picture": (io.BytesIO(plain()), "ana.png")}}
        return {"data": filled(row.form)} if row.form and method == "POST" else {}

    def _value(self, name: str, role: str, target: str) -> Any:
        world = self.world
        creator, me = world.actors["creator"], world.actors.get(role)
        missing = target == "missing"
        others = world.actors["member"] if role == "creator" else creator
        of = {"registering": world.actors["name"], "later": world.actors["guest"], "mine": me}
        session = of.get(target) or others
        return {
            "room_id": world.rooms.get(target, 1),
            "message_id": world.messages.get(target, 1),
            "user_id": MISSING if missing else creator.user_id,
            "session_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12 if missing else session.session_id,
            "filename": "css/base.css",
            "share_id": world.link if target == "link" else world.rooms.get(target),
            "digest": "0" * 16,
        }[name]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("access"))
    yield made
    made.file.close()
    writer().stop()
    with made.app.app_context():
        db.engine.dispose()


def plain_rule(rule: str) -> str:
    """A rule without the bounds of its converters."""
    return PARAMETER.sub(lambda part: f"<{part['kind']}:{part['name']}>" if part["kind"] else part[0], rule)


def test_every_route_has_a_row(house: House) -> None:
    routes = {
        (method, plain_rule(route.rule))
        for route in house.app.url_map.iter_rules()
        for method in route.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }
    assert routes == ROWS.keys()


def comparable(answer: Response) -> tuple[int, str]:
    """What tells two refusals apart; pages have a nonce and name their own address."""
    return answer.status_code, OF_THIS_ONE.sub("", answer.get_data(as_text=True))


def faults(house: House, method: str, rule: str, target: str, role: str) -> Iterator[str]:
    """Whatever is answered otherwise than its row says, changed what it may not, or told a secret."""
    row = ROWS[method, rule]
    expected = row.status(role, target)
    with house.ask(method, rule, role, target) as answer:
        status, away = answer.status_code, answer.headers.get("Location", "").startswith("/?next=")
        done = status < 400 and not away
        right = done if expected == DONE else away if expected == TO_LANDING else status == expected
        if not right:
            yield f"{expected} expected, {status} came"
        if not done and SECRET in answer.get_data(as_text=True):
            yield "a secret is told"
        alike = status != 404 or comparable(answer) == house.missing(method, rule, role)
        if row.hides(role, target) and not alike:
            yield "not refused like what doesn't exist"
    if not (done and (method != "GET" or rule in OPENS_SOMETHING)) and not house.file.unchanged():
        yield "something was changed"
    house.file.restore()


@pytest.mark.parametrize("who", EXPECTED)
def test_everybody_is_answered_as_the_table_says(house: House, who: str) -> None:
    found = [
        f"{method} {rule}, {target or 'no target'}, {role}: {fault}"
        for (method, rule), row in ROWS.items()
        if row.who == who
        for target in TARGETS.get(who, ("",))
        for role in ROLES
        for fault in faults(house, method, rule, target, role)
    ]
    assert not found, "\n".join(found)
