"""Whatever comes through the default namespace gets a clear answer, and the connection lives on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import websocket

from tests.contracts.people import Circle
from tests.support.server import RunningServer

HUGE = 2**63
SURROGATE = "\ud800"
DEEP = "[" * 20_000
NO_ID = [None, 0, -1, "1", 1.5, True, HUGE, -HUGE, 10**99, [], {}, "'; --", float("nan")]
NO_TEXT = [None, 7, True, [], {}, "", "  \n ", "a\0b", SURROGATE, "a" * 4001]
NO_NAME = [7, True, [], {}]
NO_OBJECT = ["text", "", 7, 1.5, True, [], [{}], 0, False]


class Wire:
    """The default namespace by hand: text packets over a WebSocket."""

    def __init__(self, server: RunningServer, token: str | None = None) -> None:
        address = server.url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
        self.io = websocket.create_connection(address, timeout=15)
        self.packet()
        self.io.send("40" + (json.dumps({"token": token}) if token else ""))
        assert self.packet().startswith("40{")

    def packet(self) -> str:
        """The next packet that is no ping."""
        while (packet := self.io.recv()) == "2":
            self.io.send("3")
        return str(packet)

    def ask(self, number: int, *event: Any) -> Any:
        """The acknowledgement of an event; frames in between are skipped."""
        self.io.send(f"42{number}{json.dumps(event)}")
        return self.answer(number)

    def answer(self, number: int) -> Any:
        head = f"43{number}["
        while not (packet := self.packet()).startswith(head):
            pass
        return json.loads(packet[len(head) - 1 :])[0]

    def error(self) -> Any:
        """The next `error`."""
        while not (packet := self.packet()).startswith('42["error",'):
            pass
        return json.loads(packet[2:])[1]

    def close(self) -> None:
        self.io.shutdown()


MakeWire = Callable[..., Wire]


@pytest.fixture
def wire() -> Iterator[MakeWire]:
    """`wire(server, token)`: a connection that ends with the test."""
    made: list[Wire] = []

    def make(server: RunningServer, token: str | None = None) -> Wire:
        made.append(Wire(server, token))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def events(circle: Circle) -> dict[str, dict[str, tuple[Any, list[Any]]]]:
    """Event → field → a good value and values that it can't have."""
    token, name = circle.ana.token, circle.ana.name
    inside = {"token": (token, []), "username": (name, NO_NAME)}
    return {
        "join": inside,
        "leave": inside,
        "new_message": inside | {"content": ("halo", NO_TEXT)},
        "edit_message": inside | {"message_id": (1, NO_ID), "content": ("halo", NO_TEXT)},
        "delete_message": inside | {"id": (1, NO_ID)},
        "send_message": {"receiver_id": (circle.bo.id, NO_ID), "content": ("halo", NO_TEXT)},
        "mark_as_read": {"message_id": (1, NO_ID)},
    }


def test_fields_that_cannot_be(
    circle: Circle, events: dict[str, dict[str, tuple[Any, list[Any]]]], wire: MakeWire
) -> None:
    ana, bo = wire(circle.server, circle.ana.token), circle.bo.lobby()
    number = 0
    for event, fields in events.items():
        good = {name: value for name, (value, _) in fields.items()}
        for name, (_, bad) in fields.items():
            for value in bad:
                number += 1
                error = ana.ask(number, event, good | {name: value})["error"]
                assert error["code"] == "invalid", (event, name, value, error)
                assert list(error["fields"]) == [name], (event, name, value, error)
        for missing in good.keys() - {"token", "username", "id"}:
            rest = {name: value for name, value in good.items() if name != missing}
            if event != "send_message" or missing != "receiver_id":
                assert ana.ask(0, event, rest)["error"]["fields"], (event, missing)
    assert ana.ask(1, "join", {"username": circle.ana.name})["ok"]
    bo.assert_silence("new_message", "message_edited", "message_deleted", "receive_message")


def test_payloads_that_are_no_objects(circle: Circle, events: dict[str, Any], wire: MakeWire) -> None:
    for token in (None, circle.ana.token):
        one = wire(circle.server, token)
        for event in events:
            for payload in NO_OBJECT:
                assert one.ask(1, event, payload)["error"]["code"] == "bad_request", (event, payload)
            assert one.ask(2, event)["ok"] is (event == "leave" and token is not None)
        # What stands behind the payload is nobody's business.
        assert one.ask(3, "join", {"username": circle.ana.name}, {"username": "x"}, 7)["ok"]


NO_EVENTS = [
    *("{}", "[]", "null", '"x"', "[null]", "[7]", "[[]]", "[", "]", "nonsense", '[""]', '["*"]', '["nope"]'),
    *('["connect"]', '["connect",{"token":"x"}]', '["disconnect"]', '["Join",{}]', '["join ",{}]', DEEP),
    *('["error",{}]', '["new_message_",{}]', '["__init__"]', '["join",' + DEEP, '["join",{"username":'),
]


@pytest.mark.parametrize("kind", ["2", "51-", "59999999999-"])
def test_what_is_no_event(plain_circle: Circle, kind: str, wire: MakeWire) -> None:
    for token in (None, plain_circle.ana.token):
        one = wire(plain_circle.server, token)
        for text in NO_EVENTS:
            one.io.send(f"4{kind}7{text}")
            assert one.answer(7)["error"]["code"] == "bad_request", text
            one.io.send(f"4{kind}{text}")
            assert one.error()["code"] == "bad_request", text
        assert one.ask(8, "join", {"username": plain_circle.ana.name})["ok"]


@pytest.mark.parametrize("name", ["a\0b", SURROGATE, "x" * 60_000, "a" + "\u0301" * 5_000, "'; --"])
def test_names_that_are_none(plain_circle: Circle, wire: MakeWire, name: str) -> None:
    for token in (None, plain_circle.ana.token):
        error = wire(plain_circle.server, token).ask(1, "join", {"username": name})["error"]
        assert error["code"] in {"invalid", "forbidden", "user_not_found"}, error


def test_without_a_callback_the_error_comes_as_an_event(circle: Circle) -> None:
    with circle.ana.contract() as ana:
        ana.emit("send_message", {"receiver_id": circle.bo.id, "content": " "})
        error = ana.wait_for("error")
        assert error == {  # to the letter: what our own wire adds is not the contracts'
            "code": "invalid",
            "type": "ValidationError",
            "message": "Some fields are not valid.",
            "fields": {"content": "Please write something."},
        }
        ana.call("send_message", {"receiver_id": circle.bo.id, "content": " "})
        ana.assert_silence()


def test_fields_that_nobody_documented_are_nobodys_business(circle: Circle) -> None:
    with circle.ana.contract() as ana:
        ana.send("send_message", receiver_id=circle.bo.id, content="x", client_time=1, __class__="x")
        ana.send("new_message", token=circle.ana.token, username=circle.ana.name, content="x", extra={})
