"""Rooms: mine, new ones, joining and leaving, and who is typing."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.http import invite_links
from app.http.rest.envelope import listed, ok
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, body, device, query
from app.services import joining, message_requests, notifications, opening, people, rooms, typing_indicator
from app.wire import payloads, schemas, shapes

routes = Blueprint("rooms", __name__, url_prefix="/rooms")


@routes.get("")
@documented("rooms", (200, schemas.Room), query=payloads.Further, listed=True, refuses=(404,))
def mine() -> Response:
    """A page of my rooms, the most recently active first.

    `before` is the id of one of my rooms: those that follow it in that order. `paging` has the next.
    """
    asking, wanted = actor(), query(payloads.Further)
    found, more = rooms.listed(asking, wanted.before, wanted.limit)
    last = found[-1].id if found else None
    return listed([shapes.room(one) for one in found], wanted.limit, more, before=last)


@routes.post("")
@documented("rooms", (201, schemas.Room), (200, schemas.Room), body=payloads.NewRoom, refuses=(404, 429))
def create() -> Response:
    """Make a group, or open a dm.

    A dm with `username` is made once and found (200) ever after; without, it waits for one person who
    joins it by its id. `name` and `invite_only` are for groups.
    """
    asking = actor()
    new = body(payloads.NewRoom)
    opened = opening.room(asking, new.type, new.name, new.invite_only, new.username)
    return ok(shapes.room(opened.room), 201 if opened.created else 200)


@routes.get("/<id:room_id>")
@documented("rooms", (200, schemas.RoomWithMembers))
def show(room_id: int) -> Response:
    """One of my rooms, with its members.

    At most 100 of them, those online first.
    """
    asking = actor()
    room = shapes.room(rooms.get(asking, room_id))
    return ok(room | {"members": [shapes.user(one) for one in people.members(asking, room_id)]})


@routes.patch("/<id:room_id>")
@documented("rooms", (200, schemas.Room), body=payloads.RoomChange)
def change(room_id: int) -> Response:
    """Rename a group I made, or open or close it.

    Only the fields sent change; an empty `name` clears it. Closing draws a new code, which is the second
    part of `share_id`.
    """
    asking = actor()
    wanted = body(payloads.RoomChange)
    return ok(shapes.room(rooms.update(asking, room_id, wanted.name, wanted.invite_only)))


@routes.put("/<id:room_id>/notifications")
@documented("rooms", (200, schemas.Room), body=payloads.NotificationLevel)
def set_notifications(room_id: int) -> Response:
    """Choose what of a room I want to be told.

    `all`, only `mentions` of my username (`@siti`), or `nothing`, on all my devices. Until I choose it is
    `mentions` in the lobby and `all` elsewhere.
    """
    asking = actor()
    notifications.set_level(asking, room_id, body(payloads.NotificationLevel).level)
    return ok(shapes.room(rooms.get(asking, room_id)))


@routes.post("/<id:room_id>/join")
@documented("rooms", (200, schemas.Room), body=payloads.Join, refuses=(429,))
def join(room_id: int) -> Response:
    """Enter a group or a waiting dm by its id.

    An invite-only group wants its `code`, the second part of its `share_id`. If the two of a dm share one
    already, the answer is that one. Being inside is no error.
    """
    asking = actor()
    code = body(payloads.Join).code
    return ok(shapes.room(joining.join(asking, room_id, code, device().network)))


@routes.get("/<id:room_id>/invite")
@documented("rooms", (200, schemas.Invite))
def invite(room_id: int) -> Response:
    """The address that leads others into one of my rooms.

    Whoever opens it sees the room's name, how many are in it and who invites, types a name and is
    inside. Of the lobby it is the start page. Where nobody can be invited (a dm of two, a support room): 404.
    """
    return ok(invite_links.invite(request, actor(), room_id))


@routes.post("/<id:room_id>/accept")
@documented("rooms", (200, schemas.Room), refuses=(429,))
def accept(room_id: int) -> Response:
    """Accept a dm from somebody I share no group with.

    `request` is false from then on, as it is after answering or reacting; no other room is changed. Leaving
    it refuses it.
    """
    return ok(shapes.room(message_requests.accept(actor(), room_id)))


@routes.post("/<id:room_id>/leave")
@documented("rooms", (200, None))
def leave(room_id: int) -> Response:
    """Leave a room; it stays for the others."""
    rooms.leave(actor(), room_id)
    return ok()


@routes.post("/<id:room_id>/typing")
@documented("rooms", (200, None), body=payloads.Typing, refuses=(429,))
def typing(room_id: int) -> Response:
    """Tell the room that I am typing, or have stopped.

    Listeners forget it after 8 seconds by themselves.
    """
    asking = actor()
    typing_indicator.show(asking, room_id, body(payloads.Typing).is_typing)
    return ok()
