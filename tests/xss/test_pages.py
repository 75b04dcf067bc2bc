"""Whatever is typed into a form or an address becomes no element of the page that answers.

The page must have the same elements and attributes as for a plain word, as Chromium reads it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, urljoin

import pytest
import requests
from playwright.sync_api import Page

from tests.pages.visitor import Visitor
from tests.support.server import RunningServer
from tests.xss.corpus import PAYLOADS, some
from tests.xss.watching import SHAPE

PLAIN = ("kata", "admin", "dua kata", "/kata", "x" * 5_000, "1", "kata@contoh.id")
"""A page for a payload looks like the one for one of these."""
LONG = "x" * 4_001
WELCOME = {"Accept": "text/html"}


class Ground(NamedTuple):
    """Who types, and where."""

    stranger: Visitor
    visitor: Visitor
    room: int
    message: int


Sink = Callable[[Ground, str], requests.Response]


def asked(path: str, signed_in: bool = True) -> Sink:
    """A page whose address has the payload in place of `{}`."""

    def get(on: Ground, payload: str) -> requests.Response:
        where = path.replace("{}", quote(payload, safe="")).replace("{room}", str(on.room))
        return (on.visitor if signed_in else on.stranger).raw("GET", where, headers=WELCOME)

    return get


def typed(path: str, field: str, before: str = "", after: str = "", **others: str) -> Sink:
    """A form with the payload in a field."""

    def send(on: Ground, payload: str) -> requests.Response:
        visitor = Visitor(on.visitor.url) if path in {"/register", "/login"} else on.visitor
        where = path.format(room=on.room, message=on.message)
        return visitor.raw("POST", where, data={**others, field: before + payload + after}, headers=WELCOME)

    return send


def made(kind: str, field: str) -> Sink:
    """A room made by somebody new, in whose list it is alone, or the form that refuses it."""

    def create(on: Ground, payload: str) -> requests.Response:
        newcomer = Visitor(on.visitor.url).register()
        fields = {"type": kind, field: payload}
        return newcomer.raw("POST", "/room/create", data=fields, headers=WELCOME, allow_redirects=True)

    return create


SINKS: dict[str, Sink] = {
    "a path": asked("/{}", signed_in=False),
    "a path, signed in": asked("/room/{}"),
    "a query": asked("/?next={}&done={}&login", signed_in=False),
    "a room's query": asked("/room/{room}?reply={}&edit={}&m={}"),
    "an invitation": asked("/join/{}", signed_in=False),
    "who invites": asked("/join/{room}?by={}", signed_in=False),
    "the dashboard's query": asked("/dashboard?done={}&q={}"),
    "the settings' query": asked("/settings?done={}&devices_after={}"),
    "the API's page": asked("/apidocs?url={}&configUrl={}", signed_in=False),
    "a new name": typed("/register", "username"),
    "a name signed in": typed("/login", "username", next="/dashboard"),
    "the way after it": typed("/login", "next", username="nihil"),
    "a display name": typed("/settings/profile", "display_name"),
    "a country": typed("/settings/profile", "country"),
    "an e-mail address": typed("/settings/profile", "email"),
    "the name typed again": typed("/account/delete", "username"),
    "a room's name": made("group", "name"),
    "a dm's other person": made("dm", "username"),
    "a share ID": typed("/room/join", "room_id"),
    "a room's new name": typed("/room/{room}/change", "name", after=LONG),
    "a text too long": typed("/room/{room}/send", "content", after=LONG),
    "a text changed, too long": typed("/room/{room}/message/{message}/edit", "content", after=LONG),
    "a reaction": typed("/room/{room}/message/{message}/react", "emoji", on="yes"),
    "quiet hours": typed("/settings/notifications", "from", on="yes", until="07:00"),
}


@pytest.fixture(scope="module")
def ground(default_server: RunningServer) -> Ground:
    visitor = Visitor(default_server.url).register("ana")
    room = int(visitor.post("/room/create", type="group", name="Kopi").path.removeprefix("room/"))
    visitor.post(f"/room/{room}/send", content="halo")
    message = visitor.raw("GET", f"/room/{room}/messages").json()["data"][-1]["id"]
    return Ground(Visitor(default_server.url), visitor, room, message)


@pytest.fixture
def read(browser: object, default_server: RunningServer) -> Callable[[str], str]:
    """A page's shape, as Chromium reads it."""
    page: Page = browser.person(default_server.url)  # type: ignore[attr-defined]
    return lambda html: page.evaluate(SHAPE, html)


def faults(on: Ground, read: Callable[[str], str], name: str, payloads: list[str]) -> Iterator[str]:
    """Answers to payloads that look otherwise than those to plain words, or lead away."""
    sink = SINKS[name]
    shapes = {read(followed(on, sink(on, word)).text) for word in PLAIN}
    for payload in payloads:
        answer = sink(on, payload)
        if not urljoin(on.visitor.url, answer.headers.get("Location", "")).startswith(on.visitor.url):
            yield f"{name}: {payload!r} leads to {answer.headers['Location']}"
            continue
        last = followed(on, answer)
        if last.status_code >= 500:
            yield f"{name}: {payload!r} is answered {last.status_code}"
        elif "html" in last.headers["Content-Type"] and read(last.text) not in shapes:
            yield f"{name}: {payload!r} becomes part of the page"


def followed(on: Ground, answer: requests.Response) -> requests.Response:
    """The page that a redirect leads to."""
    if "Location" not in answer.headers:
        return answer
    return on.visitor.raw("GET", urljoin("/", answer.headers["Location"]), headers=WELCOME)


def test_there_are_payloads_enough() -> None:
    assert len(PAYLOADS) >= 300


def test_what_is_typed_becomes_no_part_of_the_page(ground: Ground, read: Callable[[str], str]) -> None:
    chosen = itertools.cycle(some(6))
    found = [
        fault for name in SINKS for fault in faults(ground, read, name, list(itertools.islice(chosen, 4)))
    ]
    assert not found, "\n".join(found)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SINKS)
def test_nothing_that_is_typed_becomes_part_of_the_page(
    ground: Ground, read: Callable[[str], str], name: str
) -> None:
    found = list(faults(ground, read, name, PAYLOADS))
    assert not found, "\n".join(found)
