"""What changes messages counts as one, whichever door it comes by, before anything is looked up or stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app import limits
from app.exceptions import Conflict, Invalid, RateLimited
from app.limits.windows import Window
from app.models import LOBBY_ID
from app.services import (
    chats,
    history,
    inbox,
    lobby,
    message_requests,
    messages,
    pictures,
    reactions,
    typing_indicator,
)
from app.services.actor import Actor
from app.services.support import conversations
from app.services.writing import Draft
from tests.services.conftest import House

HALO = Draft(content="halo", client_id="c1")
NOWHERE = 999_999_999
COUNTED: dict[str, Callable[[Actor, int], Any]] = {
    "post": lambda actor, _: messages.post(actor, LOBBY_ID, HALO),
    "post in any case": lambda actor, _: messages.post_in_any_case(actor, LOBBY_ID, HALO),
    "edit": lambda actor, message: messages.edit(actor, message, "lain"),
    "delete": messages.delete,
    "react": lambda actor, message: reactions.react(actor, message, "👍", True),
    "toggle": lambda actor, message: reactions.toggle(actor, message, "👍"),
    "typing": lambda actor, _: typing_indicator.show(actor, LOBBY_ID, True),
    "accept": lambda actor, _: message_requests.accept(actor, LOBBY_ID),
    "lobby, post": lambda actor, _: lobby.post(actor, "halo"),
    "lobby, edit": lambda actor, message: lobby.edit(actor, message, "lain"),
    "lobby, delete": lobby.delete,
    "chats": lambda actor, _: chats.post(actor, actor.user_id, "halo"),
    "inbox": lambda actor, _: inbox.post_to_all(actor, [actor.username], "halo"),
    "support": lambda actor, _: conversations.post(actor, None, HALO),
}


def reached(_user_id: int) -> None:
    raise RateLimited(1)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Whom a message was counted for."""
    found: list[int] = []
    monkeypatch.setattr(limits, "message", found.append)
    return found


@pytest.mark.parametrize("way", COUNTED)
def test_each_way_counts_once(house: House, counted: list[int], way: str) -> None:
    ana = house.person("ana")
    said = messages.post(ana, LOBBY_ID, Draft(content="satu")).message.id
    counted.clear()
    COUNTED[way](ana, said)
    assert counted == [ana.user_id]


@pytest.mark.parametrize("way", COUNTED)
def test_beyond_the_limit_nothing_happens(house: House, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    ana = house.person("ana")
    said = messages.post(ana, LOBBY_ID, Draft(content="satu")).message
    published = len(house.events)
    monkeypatch.setattr(limits, "message", reached)
    for message_id in (said.id, NOWHERE):
        with pytest.raises(RateLimited):
            COUNTED[way](ana, message_id)
    assert len(house.events) == published
    assert [one.content for one in history.page(ana, LOBBY_ID).messages] == ["satu"]


def test_the_same_again_waits_as_well(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana")
    first = messages.post(ana, LOBBY_ID, HALO)
    with monkeypatch.context() as beyond:
        beyond.setattr(limits, "message", reached)
        with pytest.raises(RateLimited):
            messages.post(ana, LOBBY_ID, HALO)
    again = messages.post(ana, LOBBY_ID, HALO)
    assert (again.duplicate, again.message.id) == (True, first.message.id)


def test_each_receiver_counts(house: House, counted: list[int]) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    inbox.post_to_all(ana, ["ana", "bo_"], "halo")
    assert counted == [ana.user_id] * 2
    with pytest.raises(Invalid):
        inbox.post_to_all(bo, ["ana"] * (inbox.MOST_RECIPIENTS + 5), "halo")
    assert counted[2:] == [bo.user_id] * inbox.MOST_RECIPIENTS


def test_a_client_that_tells_each_key_uses_up_no_messages(house: House, counted: list[int]) -> None:
    typing_indicator.show_unlimited(house.person("ana"), LOBBY_ID, True)
    assert counted == []


def test_a_picture_beyond_the_limit_is_not_even_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana")

    def refused(window: Window, *_key: str) -> None:
        assert window is limits.PICTURES
        raise RateLimited(1)

    monkeypatch.setattr(limits, "hit", refused)
    with pytest.raises(RateLimited):
        pictures.replace(ana, lambda: pytest.fail("it was read"))


def test_a_form_counts_once_however_often_it_is_tried(house: House, counted: list[int]) -> None:
    ana = house.person("ana")
    original = messages.post(ana, LOBBY_ID, Draft(content="satu")).message.id
    first = messages.post_in_any_case(ana, LOBBY_ID, HALO).message
    messages.delete(ana, original)
    counted.clear()
    other = Draft(content="lain", client_id="c1", reply_to=original)
    said = messages.post_in_any_case(ana, LOBBY_ID, other)
    assert (said.duplicate, said.message.reply_to, said.message.client_id) == (False, None, None)
    assert said.message.id != first.id
    assert counted == [ana.user_id]
    with pytest.raises(Conflict):
        messages.post(ana, LOBBY_ID, other)
