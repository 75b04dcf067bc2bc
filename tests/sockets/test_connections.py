"""The order of things while a connection is let in, one step at a time: no event may slip through."""

from __future__ import annotations

import pytest

from app.services.actor import Actor
from app.snapshots import UserSnapshot
from app.sockets import channels, connections

ROOM, OTHER = 5, 6


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The channels that the connection is in."""
    inside: set[str] = set()
    monkeypatch.setattr(channels, "enter", lambda _sid, channel: inside.add(channel))
    monkeypatch.setattr(channels, "leave", lambda _sid, channel: inside.discard(channel))
    connections.clear()
    return inside


ANA = Actor(1, "ana", "Ana", "user", "session-1")
OWN = {"everyone", "user:1", "session:session-1"}


def renamed(name: str, role: str = "user") -> UserSnapshot:
    return UserSnapshot(1, "ana", name, None, role=role, is_online=True)


def test_nothing_is_heard_before_it_is_open(heard: set[str]) -> None:
    connection = connections.add("sid", ANA)
    assert connections.joined(1, ROOM) == []
    assert heard == set()
    assert connections.open_(connection) is None
    assert heard == OWN


def test_a_room_left_after_the_list_was_read_is_not_entered(heard: set[str]) -> None:
    connection = connections.add("sid", ANA)
    connections.open_(connection)
    listed = [ROOM, OTHER]
    connections.left(1, ROOM)
    connections.enter_rooms(connection, listed)
    assert heard - OWN == {"room:6"}


def test_left_and_joined_again_is_entered(heard: set[str]) -> None:
    connection = connections.add("sid", ANA)
    connections.open_(connection)
    connections.left(1, ROOM)
    assert connections.joined(1, ROOM) == [connection]
    connections.enter_rooms(connection, [])
    assert heard - OWN == {"room:5"}


def test_a_session_that_ends_while_it_is_let_in_never_opens(heard: set[str]) -> None:
    connection = connections.add("sid", ANA)
    assert not connections.end(connection, "revoked"), "there is nobody to tell yet"
    assert connections.open_(connection) == "revoked"
    assert heard == set()


def test_a_session_that_ends_later_is_to_be_closed(heard: set[str]) -> None:
    connection = connections.add("sid", ANA)
    connections.open_(connection)
    assert connections.end(connection, "logout")


def test_the_newest_names_win_whatever_was_read_when(heard: set[str]) -> None:
    connection = connections.add("sid", ANA)
    connections.confirm(connection, ANA, Actor(1, "ana", "Changed before", "user", "session-1"))
    assert connection.actor.display_name == "Changed before"
    read_before = connection.actor
    connections.renew(renamed("Changed meanwhile", role="admin"))
    connections.confirm(connection, read_before, Actor(1, "ana", "An old reading", "user", "session-1"))
    assert (connection.actor.display_name, connection.actor.is_admin) == ("Changed meanwhile", True)


def test_what_is_removed_leaves_nothing_behind(heard: set[str]) -> None:
    one, two = connections.add("one", ANA), connections.add("two", ANA)
    assert connections.session_ids() == ["session-1"]
    assert connections.remove("one") is one
    assert connections.remove("one") is None
    assert connections.of_user(1) == [two]
    connections.remove("two")
    assert connections.of_user(1) == connections.session_ids() == connections.sids_of(1) == []
    assert connections.get("two") is None
