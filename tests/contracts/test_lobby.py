"""Contract C1: the lobby, as its document's reader uses it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import requests

from app.contracts.lobby.presence import GRACE
from tests.contracts.people import Circle, Client
from tests.support.processes import wait_until
from tests.support.server import ADMIN_PASSWORD, RunningServer
from tests.support.sockets import LOBBY

WITHIN = 1.0
MESSAGE = ["id", "user_id", "username", "content", "timestamp", "edited_at"]


@pytest.mark.every_mode
def test_the_documents_own_client(server: RunningServer) -> None:
    """Check the name, log in, join, write; nothing but what the document shows."""
    api, name = server.url + "/api", "john_doe"
    free = requests.post(f"{api}/check-username", json={"username": name}, timeout=10).json()["data"]
    assert free == {"username": name, "available": True}
    token = requests.post(f"{api}/login", json={"username": name}, timeout=10).json()["data"]["token"]
    taken = requests.post(f"{api}/check-username", json={"username": name}, timeout=10).json()["data"]
    assert taken["available"] is False
    assert len(taken["suggestions"]) >= 3
    with Client(server.url) as john, Client(server.url) as other:
        john.emit("join", {"username": name})
        assert name in john.wait_for("online_users")
        server.register("jane_doe")
        other.emit("join", {"username": "jane_doe"})
        assert {name, "jane_doe"} <= set(other.wait_for("online_users"))
        assert john.wait_for("user_joined", lambda who: who["username"] == "jane_doe")
        john.emit("new_message", {"token": token, "username": name, "content": "Halo semua!"})
        for socket in (john, other):
            frame = socket.wait_for("new_message")
            assert list(frame) == MESSAGE
            assert (frame["username"], frame["content"]) == (name, "Halo semua!")
        history = requests.get(
            f"{api}/messages", headers={"Authorization": f"Bearer {token}"}, timeout=10
        ).json()
        assert history["data"] == [frame]


def test_a_message_its_edit_and_its_deletion_reach_everyone_who_joined_once(circle: Circle) -> None:
    ana, bo = circle.ana.lobby(), circle.bo.lobby()
    outsiders = [circle.eve.contract(), circle.eve.anonymous()]
    ana.wait_for("user_joined", lambda who: who == {"username": circle.bo.name})
    sent = circle.ana.say(ana, "  <b>Halo</b>  ")
    assert sent["content"] == "<b>Halo</b>"
    assert sent["user_id"] == circle.ana.id
    edited = ana.send("edit_message", token=circle.ana.token, message_id=sent["id"], content="Hai")
    assert edited["edited_at"] is not None
    assert ana.send("delete_message", token=circle.ana.token, id=sent["id"]) == {"id": sent["id"]}
    for socket in (ana, bo):
        socket.settle()
        assert socket.frames == [
            ("new_message", sent),
            ("message_edited", edited),
            ("message_deleted", {"id": sent["id"]}),
        ]
    for socket in outsiders:
        socket.assert_silence()


def test_id_is_as_good_as_message_id(circle: Circle) -> None:
    ana = circle.ana.lobby()
    sent = circle.ana.say(ana, "satu")
    for number, name in enumerate(("id", "message_id")):
        edit = {"token": circle.ana.token, name: sent["id"], "content": f"ke-{number}"}
        assert ana.send("edit_message", **edit)["content"] == f"ke-{number}"


def test_whoever_writes_hears_the_lobby_also_without_joining(circle: Circle) -> None:
    ana, bo = circle.ana.anonymous(), circle.bo.anonymous()
    sent = circle.ana.say(ana, "tanpa join")
    assert ana.wait_for("new_message") == sent
    bo.assert_silence()


def test_who_may_join_by_name_alone(plain_circle: Circle) -> None:
    closed = plain_circle.person("rina", password="kopi tubruk pagi")
    socket = plain_circle.ana.anonymous()
    error = socket.refused("join", {"username": "tak-ada-orangnya"})
    assert (error["code"], error["type"]) == ("user_not_found", "UserNotFoundException")
    error = socket.refused("join", {"username": closed.name})
    assert (error["code"], error["type"]) == ("unauthenticated", "UnauthorizedAccessException")
    for empty in ({}, {"username": ""}, {"username": 7}, None):
        assert socket.refused("join", empty)["type"] in {"ValidationError", "UserNotFoundException"}
    socket.send("join", username=plain_circle.ana.name.upper())
    own = plain_circle.person("siti", password="kopi tubruk pagi").contract()
    assert own.refused("join", {"username": closed.name})["code"] == "forbidden"
    second = closed.contract()
    assert second.send("join", username=closed.name) == {"username": closed.name}


def test_joining_by_name_makes_a_session_that_ends_with_the_connection(plain_circle: Circle) -> None:
    ana = plain_circle.ana
    socket = ana.anonymous()
    socket.send("join", username=ana.name)
    assert len(ana.get("/api/me/sessions")) == 2
    assert ana.get(f"/api/users/{ana.id}")["is_online"]
    socket.close()
    wait_until(lambda: len(ana.get("/api/me/sessions")) == 1, "the session is over", timeout=WITHIN)
    wait_until(lambda: not ana.get(f"/api/users/{ana.id}")["is_online"], "she is offline")


def test_a_first_password_ends_what_joined_by_name_alone(plain_circle: Circle) -> None:
    socket = plain_circle.eve.anonymous()
    socket.send("join", username=plain_circle.ana.name)
    body = {"password": "kopi tubruk pagi"}
    plain_circle.server.put("/api/me/password", plain_circle.ana.token, **body)
    socket.wait_closed(WITHIN)


def test_without_sign_in_by_name_alone_the_token_is_needed(
    start_server: Callable[..., RunningServer],
) -> None:
    server = start_server(PASSWORDLESS_LOGIN="off")
    token = server.register("ketat", password="kopi tubruk pagi")
    with Client(server.url) as socket:
        assert socket.refused("join", {"username": "ketat"})["code"] == "unauthenticated"
        socket.send("join", username="ketat", token=token)


@pytest.mark.parametrize("event", ["new_message", "edit_message", "delete_message"])
def test_each_event_wants_a_living_token(plain_circle: Circle, event: str) -> None:
    ana = plain_circle.ana.lobby()
    sent = plain_circle.ana.say(ana, "milik ana")
    ended = plain_circle.server.login(plain_circle.ana.name)
    plain_circle.server.post("/api/logout", ended)
    fields = {"username": plain_circle.ana.name, "content": "x", "message_id": sent["id"]}
    for token in ("", None, 7, [], "a.b.c", ended, plain_circle.ana.token + "A"):
        error = ana.refused(event, fields | {"token": token})
        assert (error["code"], error["type"]) == ("unauthenticated", "UnauthorizedAccessException")
    assert ana.refused(event, fields)["code"] == "unauthenticated"
    other = plain_circle.eve.anonymous()
    assert other.refused(event, fields | {"token": plain_circle.eve.token})["code"] == "forbidden"


def test_a_username_that_is_not_the_tokens(plain_circle: Circle) -> None:
    ana, bo = plain_circle.ana, plain_circle.bo
    socket = ana.lobby()
    for event in ("join", "leave", "new_message"):
        error = socket.refused(event, {"token": ana.token, "username": bo.name, "content": "x"})
        assert error["type"] == "UnauthorizedAccessException"
    assert socket.refused("leave", {"username": bo.name})["type"] == "UnauthorizedAccessException"
    # In other letters it is the same name.
    socket.send("new_message", token=ana.token, username=ana.name.upper(), content="x")


def test_only_the_author_or_a_moderator_changes_a_message(circle: Circle) -> None:
    ana, bo = circle.ana.lobby(), circle.bo.lobby()
    sent = circle.ana.say(ana, "milik ana")
    for event in ("edit_message", "delete_message"):
        change = {"token": circle.bo.token, "message_id": sent["id"], "content": "x"}
        assert bo.refused(event, change)["type"] == "UnauthorizedAccessException"
        change["message_id"] = 2**62
        error = bo.refused(event, change)
        assert (error["code"], error["type"]) == ("message_not_found", "MessageNotFoundException")
    admin = circle.server.login("admin", password=ADMIN_PASSWORD)
    with Client(circle.server.url) as moderator:
        moderator.send("edit_message", token=admin, message_id=sent["id"], content="rapi")
        assert bo.wait_for("message_edited")["content"] == "rapi"
        moderator.send("delete_message", token=admin, message_id=sent["id"])
        assert bo.wait_for("message_deleted") == {"id": sent["id"]}


def test_what_is_elsewhere_does_not_exist_here(circle: Circle) -> None:
    ana = circle.ana.lobby()
    room = circle.ana.dm(circle.bo)
    private = circle.ana.post(f"/api/rooms/{room}/messages", content="rahasia")
    for event in ("edit_message", "delete_message"):
        change = {"token": circle.ana.token, "message_id": private["id"], "content": "x"}
        assert ana.refused(event, change)["code"] == "message_not_found"
    ana.assert_silence()


def test_coming_and_leaving(circle: Circle) -> None:
    ana = circle.ana.lobby()
    name = {"username": circle.bo.name}
    bo, tab = circle.bo.anonymous(), circle.bo.anonymous()
    for socket in (bo, tab):
        socket.send("join", username=circle.bo.name, token=circle.bo.token)
        online = socket.wait_for("online_users")
        assert online == sorted(online)
        assert {circle.ana.name, circle.bo.name} <= set(online)
    ana.settle()
    assert ana.heard("user_joined") == [name]
    bo.send("leave", username=circle.bo.name)
    ana.settle()
    assert name not in ana.heard("user_left")
    tab.send("leave", username=circle.bo.name)
    ana.wait_for("user_left", lambda who: who == name)
    ana.send("join", username=circle.ana.name, token=circle.ana.token)
    assert circle.bo.name not in ana.wait_for("online_users")
    circle.ana.say(ana, "sudah pergi?")
    bo.assert_silence("new_message")
    circle.bo.say(bo, "kembali")
    ana.wait_for("user_joined", lambda who: who == name)


def test_a_connection_that_breaks_has_left(circle: Circle) -> None:
    ana, bo = circle.ana.lobby(), circle.bo.lobby()
    bo.close()
    ana.wait_for("user_left", lambda who: who["username"] == circle.bo.name)
    assert not circle.ana.get(f"/api/users/{circle.bo.id}")["is_online"]


def test_a_page_that_is_loaded_anew_has_not_left(circle: Circle) -> None:
    ana = circle.ana.lobby()
    took = GRACE
    while took >= GRACE:  # on a machine that is busy, the page may have taken too long
        bo = circle.bo.lobby()
        ana.settle()
        ana.clear()
        began = time.monotonic()
        bo.close()
        circle.bo.lobby()
        took = time.monotonic() - began
    circle.eve.lobby().close()
    # Eve went after Bo: when she has left, he would have too.
    ana.wait_for("user_left", lambda who: who["username"] == circle.eve.name)
    assert {"username": circle.bo.name} not in ana.heard("user_left")


def test_who_comes_and_goes_by_another_door(circle: Circle) -> None:
    ana = circle.ana.lobby()
    chat = circle.eve.chat()
    ana.wait_for("user_joined", lambda who: who["username"] == circle.eve.name)
    ana.send("join", username=circle.ana.name, token=circle.ana.token)
    assert circle.eve.name in ana.wait_for("online_users")
    chat.close()
    ana.wait_for("user_left", lambda who: who["username"] == circle.eve.name)


def test_an_erased_account_takes_its_messages_along(circle: Circle) -> None:
    ana, eve = circle.ana.lobby(), circle.eve.lobby()
    kept = circle.ana.say(ana, "tetap")["id"]
    gone = [circle.eve.say(eve, f"hilang {number}")["id"] for number in range(3)]
    circle.server.delete("/api/me", circle.eve.token, username=circle.eve.name, erase=True)
    assert [ana.wait_for("message_deleted")["id"] for _ in gone] == gone
    history = circle.ana.get("/api/messages", limit=4)
    assert kept in [one["id"] for one in history]
    assert not set(gone) & {one["id"] for one in history}


def test_the_lobby_is_live_over_the_doors(circle: Circle) -> None:
    ana, chat = circle.ana.lobby(), circle.bo.chat()
    ana.settle()
    ana.clear()
    posted = circle.bo.post(f"/api/rooms/{LOBBY}/messages", content="lewat REST")
    heard = ana.wait_for("new_message")
    assert (heard["id"], heard["username"]) == (posted["id"], circle.bo.name)
    chat.send("react", message_id=posted["id"], emoji="👍", on=True)
    chat.send("edit_message", message_id=posted["id"], content="diubah")
    assert ana.wait_for("message_edited")["content"] == "diubah"
    chat.send("delete_message", message_id=posted["id"])
    assert ana.wait_for("message_deleted") == {"id": posted["id"]}
    ana.assert_silence("message_edited")
    back = circle.ana.say(ana, "lewat kontrak")
    assert chat.wait_for("message_created", lambda f: f["message"]["id"] == back["id"])
