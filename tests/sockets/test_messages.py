"""Messages over `/chat`: who hears what, in which order, and what is answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sockets.talk import Talk
from tests.support.people import unique
from tests.support.sockets import SocketRefused


def test_a_message_reaches_every_connection_of_every_member(talk: Talk) -> None:
    second_tab = talk.bo.chat()
    message = talk.say(talk.ana, "Halo **semua**")
    for socket in (talk.ana.socket, talk.bo.socket, second_tab):
        frame = socket.wait_for("message_created")
        assert frame == {"room_id": talk.room, "change": 1, "message": message}
        assert socket.heard("message_created") == []
    talk.eve.socket.assert_silence("message_created")
    assert message["content"] == "Halo **semua**"
    assert message["html"] == "<p>Halo <strong>semua</strong></p>"
    assert message["sender"]["id"] == talk.ana.id


@pytest.mark.every_stack
def test_a_retry_is_the_same_message(talk: Talk) -> None:
    first = talk.say(talk.ana, "sekali", client_id="once")
    again = talk.say(talk.ana, "sekali", client_id="once")
    assert again == first | {"duplicate": True}
    talk.ana.socket.send("edit_message", message_id=first["id"], content="diubah")
    assert talk.say(talk.ana, "sekali", client_id="once")["content"] == "diubah"
    with pytest.raises(SocketRefused) as refused:
        talk.say(talk.ana, "lain", client_id="once")
    assert refused.value.code == "conflict"
    talk.bo.socket.settle()
    assert len(talk.bo.socket.heard("message_created")) == 1
    # The same id in somebody else's hands is another message.
    assert "duplicate" not in talk.say(talk.bo, "sekali", client_id="once")


def test_edit_react_delete(talk: Talk) -> None:
    message = talk.say(talk.ana, "satu")
    edited = talk.ana.socket.send("edit_message", message_id=message["id"], content="dua")
    assert (edited["content"], edited["seq"], edited["changed"]) == ("dua", 1, 2)
    assert edited["edited_at"]
    reacted = talk.bo.socket.send("react", message_id=message["id"], emoji="👍", on=True)
    assert reacted["reactions"] == [{"emoji": "👍", "count": 1, "user_ids": [talk.bo.id]}]
    same = talk.bo.socket.send("react", message_id=message["id"], emoji="👍", on=True)
    assert same["changed"] == 3
    talk.bo.socket.send("react", message_id=message["id"], emoji="👍", on=False)
    deleted = talk.ana.socket.send("delete_message", message_id=message["id"])
    assert (deleted["content"], deleted["deleted"], deleted["changed"]) == ("", True, 5)

    changed = [talk.bo.socket.wait_for("message_changed") for _ in range(3)]
    assert [(frame["change"], frame["message"]["changed"]) for frame in changed] == [(2, 2), (3, 3), (4, 4)]
    assert changed[0]["message"] == edited
    assert changed[2]["message"]["reactions"] == []
    gone = talk.bo.socket.wait_for("message_deleted")
    assert gone == {"room_id": talk.room, "change": 5, "id": message["id"], "seq": 1}
    assert talk.bo.socket.heard("message_changed") == []
    talk.eve.socket.assert_silence("message_changed", "message_deleted")


def test_only_the_author_changes_a_message(talk: Talk) -> None:
    message = talk.say(talk.ana, "milik ana")
    commands: list[tuple[str, dict[str, Any]]] = [
        ("edit_message", {"content": "milik bo"}),
        ("delete_message", {}),
    ]
    for command, fields in commands:
        with pytest.raises(SocketRefused) as refused:
            talk.bo.socket.send(command, message_id=message["id"], **fields)
        assert refused.value.code == "forbidden"
    commands.append(("react", {"emoji": "👍", "on": True}))
    for command, fields in commands:
        for number in (message["id"], message["id"] + 10_000):
            with pytest.raises(SocketRefused) as refused:
                talk.eve.socket.send(command, message_id=number, **fields)
            assert refused.value.code == "message_not_found"


def test_an_outsider_can_do_nothing_in_a_room(talk: Talk) -> None:
    commands: list[tuple[str, dict[str, Any]]] = [
        ("send_message", {"content": "halo?", "client_id": "x"}),
        ("mark_read", {"seq": 1}),
        ("typing", {"is_typing": True}),
        ("changes", {"after": 0}),
        ("history", {}),
    ]
    for command, fields in commands:
        answers = [talk.eve.socket.call(command, fields | {"room_id": room}) for room in (talk.room, 4711)]
        assert answers[0] == answers[1], command
        assert answers[0]["error"]["code"] == "room_not_found"
    talk.bo.socket.assert_silence()


def test_replies_stay_in_their_room(talk: Talk) -> None:
    message = talk.say(talk.ana, "tanya")
    assert talk.say(talk.bo, "jawab", reply_to=message["id"])["reply_to"] == message["id"]
    with pytest.raises(SocketRefused) as refused:
        talk.say(talk.bo, "jawab", room_id=talk.dm(), reply_to=message["id"])
    assert refused.value.code == "message_not_found"


def test_nobody_writes_to_an_account_that_was_deleted(talk: Talk) -> None:
    room = talk.dm()
    talk.say(talk.ana, "sampai jumpa", room_id=room)
    talk.server.delete("/api/me", talk.bo.token, username=talk.bo.name)
    talk.ana.socket.settle()
    talk.ana.socket.clear()
    with pytest.raises(SocketRefused) as refused:
        talk.say(talk.ana, "halo?", room_id=room)
    assert refused.value.code == "forbidden"
    talk.ana.socket.assert_silence("message_created")


@pytest.mark.every_stack
def test_pipelined_messages_keep_their_order(talk: Talk) -> None:
    texts = [f"pesan {number}" for number in range(200)]
    for text in texts:
        talk.ana.socket.emit(
            "send_message", {"room_id": talk.room, "content": text, "client_id": unique("p")}
        )
    for socket in (talk.ana.socket, talk.bo.socket):
        socket.wait_for("message_created", lambda frame: frame["change"] == 200)
        frames = socket.heard("message_created")
        assert [frame["message"]["content"] for frame in frames] == texts[:199]
        assert [frame["change"] for frame in frames] == list(range(1, 200))
        assert [frame["message"]["seq"] for frame in frames] == list(range(1, 200))


@pytest.mark.every_stack
def test_the_frame_comes_before_the_acknowledgement(talk: Talk) -> None:
    talk.say(talk.ana, "halo")
    assert [frame.name for frame in talk.ana.socket.frames] == ["message_created"]


def test_without_a_callback_an_error_is_a_frame(talk: Talk) -> None:
    talk.ana.socket.emit("send_message", {"room_id": talk.room, "content": " ", "client_id": "x"})
    error = talk.ana.socket.wait_for("error")
    assert (error["code"], list(error["fields"])) == ("invalid", ["content"])
    talk.ana.socket.call("send_message", {"room_id": talk.room, "content": " ", "client_id": "x"})
    talk.ana.socket.assert_silence()
    talk.bo.socket.assert_silence()
