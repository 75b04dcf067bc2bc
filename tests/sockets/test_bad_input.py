"""Whatever comes through the socket door gets a clear answer, and the connection lives on."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from tests.sockets.raw import RawSocket
from tests.sockets.talk import Talk

HUGE = 2**63
SURROGATE = "\ud800"
DEEP = "[" * 20_000

COMMANDS: dict[str, dict[str, Any]] = {
    "send_message": {"room_id": 1, "content": "halo", "client_id": "c"},
    "edit_message": {"message_id": 1, "content": "halo"},
    "delete_message": {"message_id": 1},
    "react": {"message_id": 1, "emoji": "👍", "on": True},
    "mark_read": {"room_id": 1, "seq": 0},
    "typing": {"room_id": 1, "is_typing": True},
    "changes": {"room_id": 1, "after": 0},
    "history": {"room_id": 1},
}
"""Each with a payload that is in order."""

NO_OBJECT = [None, "text", "", 7, 1.5, True, [], [{}], ["room_id", 1]]
NO_ID = [None, 0, -1, "1", 1.0, True, HUGE, -HUGE, 10**99, [], {}, "'; --", float("nan"), float("inf")]
NO_TEXT = [None, 7, True, [], {}, "", "  \n ", "a\0b", SURROGATE, "a" * 4001, "\u3000"]
NO_SWITCH = [None, "on", 1, 0, [], "true"]
NO_NUMBER = [None, -1, "0", 0.5, HUGE, 10**99, True, []]

WRONG: dict[str, list[Any]] = {
    "room_id": NO_ID,
    "message_id": NO_ID,
    "content": NO_TEXT,
    "client_id": [*NO_TEXT, "x" * 65],
    "emoji": [*NO_TEXT, "x", "👍👍", "<b>", "👍" + SURROGATE],
    "on": NO_SWITCH,
    "is_typing": NO_SWITCH,
    "seq": NO_NUMBER,
    "after": NO_NUMBER,
}
OPTIONAL: list[tuple[str, str, list[Any]]] = [
    ("send_message", "reply_to", [0, -1, "1", HUGE, True, []]),
    ("changes", "after_id", ["1", -1, HUGE, []]),
    ("changes", "limit", [0, 101, "5", HUGE, True]),
    ("history", "before", [0, "1", HUGE, []]),
    ("history", "after", [0, "1", HUGE, []]),
    ("history", "limit", [0, 101, "5", None, 1.5]),
]


def cases() -> list[tuple[str, str, Any]]:
    """(command, field, a value that it can't have)."""
    found = [
        (name, field, bad) for name, fields in COMMANDS.items() for field in fields for bad in WRONG[field]
    ]
    return found + [(name, field, bad) for name, field, values in OPTIONAL for bad in values]


def test_fields_that_cannot_be(talk: Talk) -> None:
    message = talk.say(talk.ana, "sasaran")["id"]
    talk.forget()
    with RawSocket(talk.server.url, talk.ana.token) as socket:
        for number, (name, field, bad) in enumerate(cases()):
            good = COMMANDS[name] | ({"message_id": message} if "message_id" in COMMANDS[name] else {})
            socket.send(f"42/chat,{number}" + json.dumps([name, good | {field: bad}]))
            answer = socket.answer(number)
            assert answer["ok"] is False, (name, field, bad)
            assert answer["error"]["code"] == "invalid", (name, field, bad, answer)
            assert list(answer["error"]["fields"]) == [field], (name, field, bad)
        assert socket.alive()
    talk.bo.socket.assert_silence("message_created", "message_changed", "message_deleted", "typing")


def test_fields_missing_or_unknown(talk: Talk) -> None:
    with RawSocket(talk.server.url, talk.ana.token) as socket:
        for number, (name, fields) in enumerate(COMMANDS.items()):
            for missing in fields:
                rest = {key: value for key, value in fields.items() if key != missing}
                socket.send(f"42/chat,{number}" + json.dumps([name, rest]))
                assert list(socket.answer(number)["error"]["fields"]) == [missing]
            for extra in ("is_admin", "__class__", SURROGATE, "", "a" * 5000, "ключ", "sender_id"):
                socket.send(f"42/chat,{number}" + json.dumps([name, fields | {extra: 1}]))
                error = socket.answer(number)["error"]
                named = extra if extra not in ("", SURROGATE) else "body"
                assert (error["code"], list(error["fields"])) == ("invalid", [named])
        assert socket.alive()


def test_payloads_that_are_no_objects(talk: Talk) -> None:
    with RawSocket(talk.server.url, talk.ana.token) as socket:
        for number, name in enumerate(COMMANDS):
            for payload in NO_OBJECT:
                socket.send(f"42/chat,{number}" + json.dumps([name, payload]))
                assert socket.answer(number)["error"]["code"] == "bad_request", (name, payload)
            socket.send(f"42/chat,{number}" + json.dumps([name]))
            assert socket.answer(number)["error"]["code"] == "bad_request"
            # What stands behind the payload is nobody's business.
            socket.send(f"42/chat,{number}" + json.dumps([name, {}, {"room_id": 1}, 2, None]))
            assert socket.answer(number)["error"]["code"] == "invalid"
        assert socket.alive()


NO_EVENTS = [
    *(
        "{}",
        "[]",
        "null",
        '"x"',
        "[null]",
        "[7]",
        "[[]]",
        "[{}]",
        "[NaN]",
        "[",
        "]",
        "{",
        "\\",
        "''",
        "nonsense",
    ),
    *('[["send_message"],{}]', '[""]', '["*"]', '["connect"]', '["connect",{"token":"x"}]', '["disconnect"]'),
    *('["disconnect","x"]', '["nope",{}]', '["Send_Message",{}]', '["send_message ",{}]', '["__init__"]'),
    *('["\\ud800",{}]', '["ready",{}]', '["send_message",', '["send_message",{"room_id":1'),
    *(
        DEEP,
        '["send_message",' + DEEP,
        "[1" + "0" * 200 + "]",
        '["send_message",{"room_id":1' + "0" * 5000 + "}]",
    ),
]


@pytest.mark.parametrize("kind", ["2", "51-", "50-", "59999999999-", "21-"])
def test_what_is_no_command(plain_talk: Talk, kind: str) -> None:
    """Malformed, unknown, reserved, nested beyond reason, or said to have binary attachments."""
    with RawSocket(plain_talk.server.url, plain_talk.ana.token) as socket:
        for number, body in enumerate(NO_EVENTS):
            socket.send(f"4{kind}/chat,{number}{body}")
            assert socket.answer(number)["error"]["code"] == "bad_request", body[:60]
            socket.send(f"4{kind}/chat,{body}")
            assert socket.frame("error")["code"] == "bad_request", body[:60]
        assert socket.alive()


@pytest.mark.every_mode
def test_binary_data_is_refused(talk: Talk) -> None:
    with RawSocket(talk.server.url, talk.ana.token) as socket:
        placeholder = '{"_placeholder":true,"num":0}'
        socket.send(f'451-/chat,5["send_message",{placeholder}]')
        socket.send_bytes(b"\x00\x01\xff" * 1000)
        assert socket.answer(5)["error"]["code"] == "bad_request"
        socket.send(f'451-/chat,["send_message",{{"room_id":1,"content":{placeholder},"client_id":"b"}}]')
        socket.send_bytes(b"halo")
        assert socket.frame("error")["code"] == "bad_request"
        for _ in range(20):
            socket.send_bytes(b"nobody asked")
        assert socket.alive()
    with talk.ana.chat() as client:
        assert client.call("send_message", b"bytes")["error"]["code"] == "bad_request"
        assert client.call("history", {"room_id": 1, "limit": 1})["ok"]


@pytest.mark.every_stack
def test_typed_html_and_odd_characters_come_back_as_typed(talk: Talk) -> None:
    texts = [
        "<script>alert(1)</script>",
        "a\tb\r\nc",
        "\u202egnirts",
        "\x1b[31mred",
        "🏳️‍🌈 ok",
        '"]}]',
        "a\u2028b",
        "\x07",
    ]
    for text in texts:
        message = talk.say(talk.ana, text)
        assert message["content"] == text.strip()
        assert talk.bo.socket.wait_for("message_created")["message"] == message
        assert "<script" not in (message["html"] or "")


@pytest.mark.every_mode
def test_a_packet_beyond_the_limit_ends_only_its_own_connection(talk: Talk) -> None:
    with RawSocket(talk.server.url, talk.ana.token) as socket:
        socket.send("42/chat,1" + json.dumps(["history", {"room_id": 1, "x": "y" * 60_000}]))
        assert socket.answer(1)["error"]["code"] == "invalid"
        with pytest.raises((ConnectionError, OSError)):
            ask_too_much(socket)
    talk.ana.socket.settle()


def ask_too_much(socket: RawSocket) -> None:
    """Send a packet of 70 kB and listen to the end."""
    socket.send("42/chat,2" + json.dumps(["history", {"room_id": 1, "x": "y" * 70_000}]))
    while True:
        socket.packet()


@pytest.mark.every_mode
def test_hostile_packets_at_random(talk: Talk) -> None:
    """Thousands of mutilated packets on many connections; then everything is as before."""
    chance = random.Random(20261121)
    post = json.dumps(["send_message", {"room_id": talk.room, "content": "x", "client_id": "f"}])
    seeds = [
        *(
            f"42/chat,7{post}",
            '40/chat,{"token":"x"}',
            "41/chat,",
            "43/chat,1[]",
            "44/chat,{}",
            "46",
            "45",
            "40",
        ),
        *(
            '451-/chat,1["x",{}]',
            "461-/chat,1[]",
            "41",
            '42["x"]',
            "2probe",
            "5",
            "6",
            "3",
            "2",
            "4",
            "4{}",
            "x",
        ),
        *(
            "4[1]",
            "4null",
            '4"42/chat,[]"',
            "9",
            "4" + "9" * 200,
            "42" + "/" * 500,
            '42/chat,1["history"]' * 3,
        ),
        *('42/chat?a=b,1["history",{}]', "\x1e", "b", "bA"),
    ]
    for _ in range(30):
        with RawSocket(talk.server.url, talk.eve.token) as socket:
            try:
                for _ in range(60):
                    packet = mutilated(chance, chance.choice(seeds))
                    if packet and chance.random() < 0.9:
                        socket.send(packet)
                    else:
                        socket.send_bytes(chance.randbytes(chance.randrange(40)))
            except OSError:
                pass  # the server may close on what is no Engine.IO at all
    talk.ana.socket.settle()
    talk.say(talk.ana, "masih hidup")
    talk.bo.socket.wait_for("message_created")
    assert "Traceback" not in talk.server.log


def mutilated(chance: random.Random, packet: str) -> str:
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(packet) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            packet = packet[:at] + packet[at + 1 :]
        elif kind == 1:
            packet = packet[:at] + chance.choice('"[]{},:0129/-\x00é\u2028') + packet[at:]
        elif kind == 2:
            packet = packet[:at]
        else:
            packet += packet[at:]
    return packet
