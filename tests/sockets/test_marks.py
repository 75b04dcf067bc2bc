"""Whom a message comes from, in marks that nobody can give themselves."""

from __future__ import annotations

from typing import Any

from tests.sockets.talk import Talk
from tests.support.server import ADMIN_PASSWORD


def marks(person: dict[str, Any]) -> tuple[str, bool]:
    """What may stand beside a name."""
    return person["role"], person["verified"]


def test_a_password_shows_beside_the_next_message(talk: Talk) -> None:
    told = talk.say(talk.ana, "sebelum")
    heard = talk.bo.socket.wait_for("message_created")["message"]["sender"]
    assert marks(told["sender"]) == marks(heard) == ("user", False)
    talk.server.put("/api/me/password", talk.ana.token, password="rahasia sekali")
    changed = talk.bo.socket.wait_for("user_updated")["user"]
    told = talk.say(talk.ana, "sesudah")
    heard = talk.bo.socket.wait_for("message_created")["message"]["sender"]
    assert marks(changed) == marks(told["sender"]) == marks(heard) == ("user", True)
    page = talk.bo.get(f"/api/rooms/{talk.room}/messages")
    assert {marks(one["sender"]) for one in page} == {("user", True)}
    last = talk.bo.get(f"/api/rooms/{talk.room}")["last_message"]
    assert marks(last["sender"]) == ("user", True)


def test_who_is_made_an_admin_is_one_at_once(talk: Talk) -> None:
    admin = talk.server.login("admin", password=ADMIN_PASSWORD)
    talk.server.put("/api/me/password", talk.ana.token, password="rahasia sekali")
    talk.bo.socket.wait_for("user_updated")
    for role in ("admin", "user"):
        talk.server.patch(f"/api/users/{talk.ana.id}", admin, role=role)
        assert marks(talk.bo.socket.wait_for("user_updated")["user"]) == (role, True)
        talk.say(talk.ana, role)
        heard = talk.bo.socket.wait_for("message_created")["message"]["sender"]
        assert marks(heard) == (role, True)


def test_a_deleted_account_has_no_mark(talk: Talk) -> None:
    talk.server.put("/api/me/password", talk.ana.token, password="rahasia sekali")
    talk.say(talk.ana, "sampai jumpa")
    talk.server.delete("/api/me", talk.ana.token, username=talk.ana.name, password="rahasia sekali")
    page = talk.bo.get(f"/api/rooms/{talk.room}/messages")
    assert {marks(one["sender"]) for one in page} == {("user", False)}
