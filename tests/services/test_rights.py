"""A verb stands in a room's `can` exactly when the service accepts it: all kinds of room and of member."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import get_args

import pytest
from flask import request
from sqlalchemy import select

from app.exceptions import DomainError, Forbidden
from app.http import invite_links
from app.models import Membership, Room
from app.services import (
    access,
    deletion,
    message_requests,
    messages,
    passwords,
    rights,
    roles,
    rooms,
    sessions,
    signing_in,
)
from app.services.actor import Actor
from app.services.support import conversations
from app.services.writing import Draft
from app.snapshots import MessageSnapshot
from app.storage.database import reading
from app.wire import schemas
from tests.services.conftest import DEVICE, House
from tests.support.processes import ROOT

Place = tuple[Actor, int]
"""Who looks at which room."""


@cache
def hashed() -> str:
    return passwords.hashed("rahasia sekali")


class Town:
    """A house in which everybody has another name, and a colleague at the desk."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.people: dict[int, Actor] = {}
        self.colleague = self.person("admin")

    def person(self, role: str = "user") -> Actor:
        name = f"orang{len(self.people)}"
        account = signing_in.create(name, hashed(), {}, DEVICE, role=role)
        actor = sessions.authenticate(account.id, account.session_id)
        self.people[actor.user_id] = actor
        return actor

    def admin(self) -> Actor:
        return self.person("admin")

    def promoted(self, user: Actor) -> Actor:
        roles.make_admin(user.username)
        return sessions.authenticate(user.user_id, user.session_id)

    def delete_other(self, member: Actor, room_id: int) -> None:
        other = self.other(member, room_id)
        deletion.delete(other, other.username, password="rahasia sekali", device=DEVICE)

    def other(self, member: Actor, room_id: int) -> Actor:
        """The other person of a dm."""
        peer = rooms.get(member, room_id).peer
        assert peer is not None
        return self.people[peer.id]


@pytest.fixture
def town(house: House) -> Town:
    return Town(house)


def lobby_member(town: Town) -> Place:
    return town.person(), 1


def lobby_admin(town: Town) -> Place:
    return town.admin(), 1


def group_owner(town: Town) -> Place:
    ana = town.person()
    group = rooms.create_group(ana, "Kopi", invite_only=True)
    rooms.join(town.person(), group.id, group.invite_code)
    return ana, group.id


def group_member(town: Town) -> Place:
    owner, group = group_owner(town)
    member = town.person()
    rooms.join(member, group, rooms.get(owner, group).invite_code)
    return member, group


def group_admin(town: Town) -> Place:
    admin = town.admin()
    group = rooms.create_group(town.person(), "Kopi")
    rooms.join(admin, group.id)
    return admin, group.id


def dm_opened(town: Town) -> Place:
    ana, budi = town.person(), town.person()
    return ana, rooms.open_dm(ana, budi.username).room.id


def dm_request(town: Town) -> Place:
    ana, budi = town.person(), town.person()
    room = rooms.open_dm(ana, budi.username).room
    messages.post(ana, room.id, Draft(content="halo"))
    return budi, room.id


def dm_accepted(town: Town) -> Place:
    budi, room = dm_request(town)
    message_requests.accept(budi, room)
    return budi, room


def dm_left_by_the_other(town: Town) -> Place:
    budi, room = dm_request(town)
    rooms.leave(town.other(budi, room), room)
    return budi, room


def dm_deserted(town: Town) -> Place:
    budi, room = dm_accepted(town)
    town.delete_other(budi, room)
    return budi, room


def dm_deserted_request(town: Town) -> Place:
    budi, room = dm_request(town)
    town.delete_other(budi, room)
    return budi, room


def dm_half_open(town: Town) -> Place:
    ana = town.person()
    return ana, rooms.open_dm(ana).room.id


def dm_notes(town: Town) -> Place:
    ana = town.person()
    return ana, rooms.open_dm(ana, ana.username).room.id


def support_user(town: Town) -> Place:
    user = town.person()
    return user, conversations.mine(user).id


def support_user_closed(town: Town) -> Place:
    user, room = support_user(town)
    conversations.close(town.colleague, room)
    return user, room


def support_visitor(town: Town) -> Place:
    admin = town.admin()
    return admin, rooms.get(admin, support_user(town)[1]).id


def support_answering(town: Town) -> Place:
    admin, room = support_visitor(town)
    conversations.assign(admin, room)
    return admin, room


def support_visitor_closed(town: Town) -> Place:
    admin, room = support_answering(town)
    conversations.close(admin, room)
    return admin, room


def support_visitor_of_a_taken_one(town: Town) -> Place:
    admin, room = support_visitor(town)
    conversations.assign(town.admin(), room)
    return admin, room


def support_user_promoted(town: Town) -> Place:
    user, room = support_user(town)
    return town.promoted(user), room


def support_user_promoted_closed(town: Town) -> Place:
    user, room = support_user_closed(town)
    return town.promoted(user), room


PLACES: dict[Callable[[Town], Place], tuple[str, str]] = {
    lobby_member: ("member", "post invite"),
    lobby_admin: ("admin", "post invite moderate"),
    group_owner: ("owner", "post invite change leave"),
    group_member: ("member", "post invite leave"),
    group_admin: ("member", "post invite leave"),
    dm_opened: ("member", "post leave"),
    dm_request: ("member", "post accept leave"),
    dm_accepted: ("member", "post leave"),
    dm_left_by_the_other: ("member", "post accept leave"),
    dm_deserted: ("member", "leave"),
    dm_deserted_request: ("member", "leave"),
    dm_half_open: ("member", "post invite leave"),
    dm_notes: ("member", "post leave"),
    support_user: ("member", "post"),
    support_user_closed: ("member", "post"),
    support_visitor: ("admin", "post take assign close leave"),
    support_answering: ("admin", "post assign close leave"),
    support_visitor_closed: ("admin", "post leave"),
    support_visitor_of_a_taken_one: ("admin", "post take assign close leave"),
    support_user_promoted: ("member", "post assign close"),
    support_user_promoted_closed: ("member", "post"),
}


def others_message(town: Town, actor: Actor, room_id: int) -> MessageSnapshot | None:
    """What somebody else wrote in the room; null where nobody else can."""
    with reading() as session:
        ids = set(session.scalars(select(Membership.user_id).where(Membership.room_id == room_id)))
    for user_id in ids - {actor.user_id}:
        if "post" in rooms.get(town.people[user_id], room_id).can:
            return messages.post(town.people[user_id], room_id, Draft(content="halo")).message
    return None


def invite(town: Town, actor: Actor, room_id: int) -> None:
    with town.house.app.test_request_context():
        assert invite_links.invite(request, actor, room_id)["url"]


def moderate(town: Town, actor: Actor, room_id: int, verb: Callable[[Actor, int], object]) -> None:
    theirs = others_message(town, actor, room_id)
    town.house.events.clear()
    if theirs is None:
        raise Forbidden
    verb(actor, theirs.id)


def assign(town: Town, actor: Actor, room_id: int) -> None:
    conversations.assign(actor, room_id, town.colleague.user_id)


Deed = Callable[[Town, Actor, int], object]
DEEDS: list[tuple[str, Deed]] = [
    ("post", lambda _, actor, room: messages.post(actor, room, Draft(content="halo"))),
    ("accept", lambda _, actor, room: message_requests.accept(actor, room)),
    ("invite", invite),
    ("change", lambda _, actor, room: rooms.update(actor, room, "Teh")),
    ("change", lambda _, actor, room: rooms.update(actor, room, invite_only=True)),
    ("moderate", lambda town, actor, room: moderate(town, actor, room, messages.delete)),
    (
        "moderate",
        lambda town, actor, room: moderate(town, actor, room, lambda who, i: messages.edit(who, i, "teh")),
    ),
    ("take", lambda _, actor, room: conversations.assign(actor, room)),
    ("assign", assign),
    ("close", lambda _, actor, room: conversations.close(actor, room)),
    ("leave", lambda _, actor, room: rooms.leave(actor, room)),
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_what_can_lists_is_what_the_service_accepts(town: Town, place: Callable[[Town], Place]) -> None:
    role, can = PLACES[place]
    anew = True
    for verb, deed in DEEDS:
        if anew:
            actor, room_id = place(town)
        room = rooms.get(actor, room_id)
        assert (room.role, room.can) == (role, tuple(can.split()))
        done = accepted(town, deed, actor, room_id)
        assert done == (verb in room.can), verb
        anew = done or verb == "moderate"  # somebody else has written now, which may open it


def accepted(town: Town, deed: Deed, actor: Actor, room_id: int) -> bool:
    """Whether it is done: not refused, and not without any effect, as what is so already."""
    town.house.events.clear()
    try:
        deed(town, actor, room_id)
    except DomainError:
        assert not town.house.events, "what is refused tells nobody anything"
        return False
    return deed is invite or bool(town.house.events)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_lists_and_the_check_before_a_deed_say_the_same(town: Town, place: Callable[[Town], Place]) -> None:
    actor, room_id = place(town)
    listed = next(room for room in rooms.mine(actor) if room.id == room_id)
    with reading() as session:
        room = session.get_one(Room, room_id)
        allowed = {verb for verb in rights.VERBS if access.can(session, actor, verb, room)}
    assert set(listed.can) == allowed == set(rooms.get(actor, room_id).can)


def test_all_verbs_and_roles_are_tried_and_documented() -> None:
    verbs = {verb for _, can in PLACES.values() for verb in can.split()}
    assert verbs == set(rights.VERBS) == {verb for verb, _ in DEEDS} == set(get_args(schemas.Verb))
    typed = re.search(r'@typedef \{("post"\|.*)\} Verb', (ROOT / "static/js/types.js").read_text())
    assert typed
    assert {verb.strip('"') for verb in typed[1].split("|")} == verbs
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/protocol.md").read_text(), re.MULTILINE)
    assert verbs <= set(rows)
    assert {role for role, _ in PLACES.values()} == set(rights.ROLES) == set(get_args(schemas.RoomRole))


def test_rooms_of_a_kind_share_what_they_can(town: Town) -> None:
    ana = town.person()
    made = [rooms.create_group(ana, name).id for name in ("Kopi", "Teh")]
    kopi, teh = (room for room in rooms.mine(ana) if room.id in made)
    assert kopi.can is teh.can
