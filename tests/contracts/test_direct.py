"""Contract C2: direct messages, as its document's reader uses it."""

from __future__ import annotations

from typing import Any

from tests.contracts.people import Circle, Client, Person

RECEIVED = ["id", "sender_id", "receiver_id", "content", "created_at"]


def write(socket: Client, to: Person, content: str) -> Any:
    return socket.send("send_message", receiver_id=to.id, content=content)


def read_by_hand(socket: Client, message_id: int) -> Any:
    return socket.send("mark_as_read", message_id=message_id)


def test_one_message_to_every_socket_of_both_and_to_nobody_else(circle: Circle) -> None:
    phones, laptops = (
        [circle.ana.contract(), circle.ana.contract()],
        [circle.bo.contract(), circle.bo.contract()],
    )
    outsiders = [circle.eve.contract(), circle.eve.lobby(), circle.ana.anonymous()]
    sent = write(phones[0], circle.bo, " Halo! ")
    assert list(sent) == ["id", "receiver_id", "content", "created_at"]
    assert (sent["receiver_id"], sent["content"]) == (circle.bo.id, "Halo!")
    for socket in phones:
        socket.settle()
        assert socket.frames == [("message_sent", sent)]
    for socket in laptops:
        received = socket.wait_for("receive_message")
        assert list(received) == RECEIVED
        assert received == sent | {"sender_id": circle.ana.id}
        socket.assert_silence()
    for socket in outsiders:
        socket.assert_silence()


def test_reading_marks_all_before_it_and_tells_of_each_oldest_first(circle: Circle) -> None:
    ana, bo, eve = (person.contract() for person in (circle.ana, circle.bo, circle.eve))
    ids = [write(ana, circle.bo, str(number))["id"] for number in range(4)]
    reply = write(bo, circle.ana, "sebentar")["id"]
    for socket in (ana, bo):
        socket.settle()
        socket.clear()
    read_by_hand(bo, ids[2])
    ana.wait_for("message_read", lambda told: told["message_id"] == ids[2])
    assert [told["message_id"] for told in ana.heard("messege_read")] == ids[:3]
    assert ana.heard("messege_read")[0] == {"message_id": ids[0], "user_id": circle.bo.id}
    assert [told["message_id"] for told in ana.heard("message_read")] == ids[:2]
    ana.clear()
    # Again, or further back, is no news.
    read_by_hand(bo, ids[0])
    read_by_hand(bo, ids[3])
    ana.wait_for("message_read", lambda told: told["message_id"] == ids[3])
    assert [told["message_id"] for told in ana.heard("messege_read")] == [ids[3]]
    read_by_hand(ana, reply)
    assert bo.wait_for("messege_read") == {"message_id": reply, "user_id": circle.ana.id}
    eve.assert_silence()


def test_only_the_receiver_marks_a_message(circle: Circle) -> None:
    ana, eve = circle.ana.contract(), circle.eve.contract()
    sent = write(ana, circle.bo, "rahasia")
    error = ana.refused("mark_as_read", {"message_id": sent["id"]})
    assert (error["code"], error["type"]) == ("forbidden", "UnauthorizedAccessException")
    hidden = eve.refused("mark_as_read", {"message_id": sent["id"]})
    assert hidden == eve.refused("mark_as_read", {"message_id": 2**62})
    assert (hidden["code"], hidden["type"]) == ("message_not_found", "MessageNotFoundException")
    ana.assert_silence("messege_read", "message_read")


def test_a_message_of_the_lobby_is_no_direct_message(circle: Circle) -> None:
    ana = circle.ana.contract()
    said = circle.bo.post("/api/rooms/1/messages", content="untuk semua")
    assert ana.refused("mark_as_read", {"message_id": said["id"]})["code"] == "message_not_found"
    ana.assert_silence()


def test_notes_to_oneself(circle: Circle) -> None:
    ana, tab = circle.ana.contract(), circle.ana.contract()
    note = write(ana, circle.ana, "beli kopi")
    for socket in (ana, tab):
        assert socket.wait_for("message_sent") == note
        assert socket.wait_for("receive_message") == note | {"sender_id": circle.ana.id}
    read_by_hand(ana, note["id"])
    ana.assert_silence("messege_read")


def test_nobody_to_write_to(circle: Circle) -> None:
    ana = circle.ana.contract()
    gone = circle.person("hapus")
    circle.server.delete("/api/me", gone.token, username=gone.name)
    for receiver in (2**62, gone.id):
        error = ana.refused("send_message", {"receiver_id": receiver, "content": "halo"})
        assert (error["code"], error["type"]) == ("user_not_found", "UserNotFoundException")
    ana.assert_silence()


def test_every_door_of_the_dm_is_heard(circle: Circle) -> None:
    ana, bo = circle.ana.contract(), circle.bo.contract()
    room = circle.ana.dm(circle.bo)
    posted = circle.ana.post(f"/api/rooms/{room}/messages", content="lewat REST")
    assert ana.wait_for("message_sent")["id"] == posted["id"]
    assert bo.wait_for("receive_message")["content"] == "lewat REST"
    chat = circle.bo.chat()
    chat.send("mark_read", room_id=room, seq=posted["seq"])
    assert ana.wait_for("messege_read") == {"message_id": posted["id"], "user_id": circle.bo.id}
    answer = chat.send("send_message", room_id=room, content="lewat /chat", client_id="c-1")
    assert ana.wait_for("receive_message")["id"] == answer["id"]
    assert bo.wait_for("message_sent")["id"] == answer["id"]
    sent = write(ana, circle.bo, "lewat kontrak")
    created = chat.wait_for("message_created", lambda frame: frame["message"]["id"] == sent["id"])
    assert created["room_id"] == room
    # This contract has no frames for edits and deletions.
    chat.send("edit_message", message_id=answer["id"], content="diubah")
    chat.send("delete_message", message_id=answer["id"])
    for socket in (ana, bo):
        socket.settle()
        socket.clear()
        socket.assert_silence()


def test_who_left_the_dm_is_brought_back(circle: Circle) -> None:
    ana, bo = circle.ana.contract(), circle.bo.contract()
    write(ana, circle.bo, "satu")
    room = circle.ana.dm(circle.bo)
    for person in (circle.ana, circle.bo):
        person.post(f"/api/rooms/{room}/leave")
    write(ana, circle.bo, "dua")
    assert bo.wait_for("receive_message", lambda frame: frame["content"] == "dua")
    assert circle.bo.dm(circle.ana) == room


def test_many_messages_read_at_once(plain_circle: Circle) -> None:
    """Nobody is cut off for what the server had to tell."""
    ana, bo = plain_circle.ana.contract(), plain_circle.bo.contract()
    ids = [write(ana, plain_circle.bo, str(number))["id"] for number in range(450)]
    ana.clear()
    read_by_hand(bo, ids[-1])
    ana.wait_for("message_read", lambda told: told["message_id"] == ids[-1])
    assert [told["message_id"] for told in ana.heard("messege_read")] == ids
