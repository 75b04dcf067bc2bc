"""Coming and going: who may connect to `/chat`, what a new connection hears first."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Flask, Request

from app import limits
from app.concurrency import yield_to_others
from app.engine.handshake import ABSENT, refusal, token_in
from app.engine.patience import GivenUp, patiently
from app.exceptions import Unauthenticated
from app.http import tokens
from app.http.site import same_origin
from app.realtime import presence
from app.services import accounts, room_types, rooms
from app.services.actor import Actor
from app.sockets import channels, connections, presence_batch, presence_watch
from app.sockets.channels import HERE
from app.sockets.connections import Connection
from app.wire import shapes

PROTOCOL = 1
ROOMS_AT_ONCE = 500
"""Entered between two turns of others."""
OWN_PAGES = {"same-origin", "none"}


class Handshake:
    """The handlers of `connect` and `disconnect`, and the welcome after the first."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None, *_: Any) -> None:
        """Let somebody with a valid token in. Raises the library's refusal with the error object."""
        try:
            patiently(HERE.name, sid, partial(self._let_in, sid, environ, auth))
        except Exception as error:  # noqa: BLE001  what escaped would leave the client without any answer
            connections.remove(sid)
            raise refusal(error, HERE.describe) from None

    def _let_in(self, sid: str, environ: dict[str, Any], auth: Any) -> None:
        with self._app.app_context():
            named = Actor.named(*tokens.named_in(find_token(environ, auth)))
        # Known before it is looked up: what ends or changes meanwhile is not missed.
        connection = connections.add(sid, named)
        account = accounts.signed_in(named.user_id, named.session_id)
        limits.reading(named.user_id)
        connections.confirm(connection, named, Actor.of(account, account.session_id), account)

    def welcome(self, sid: str) -> None:
        """Once a connection is accepted: its channels, then the snapshot that they continue."""
        connection = connections.get(sid)
        if connection is None:
            return
        reason = connections.open_(connection)
        if reason is not None:
            channels.emit("session_ended", {"reason": reason}, sid)
            channels.close(sid)
            return
        try:
            come_online(connection.actor, sid)
            channels.emit("ready", patiently(HERE.name, sid, partial(snapshot, connection)), sid)
        except GivenUp:
            return
        except Exception as error:  # noqa: BLE001  a client half welcomed must dial again
            channels.emit("error", HERE.describe(error)[0], sid)
            channels.close(sid)

    def disconnect(self, sid: str, *_: Any) -> None:
        """Forget a connection, however it ended."""
        connection = connections.remove(sid)
        presence_watch.forget(sid)
        if connection is not None:
            presence.disconnected(connection.actor.user_id, presence_key(sid))


def find_token(environ: dict[str, Any], auth: Any) -> object:
    """The token of the handshake: in `auth`, else the cookie that our own pages carry.

    Raises `Unauthenticated` when there is none.
    """
    token = token_in(auth)
    if token is not ABSENT:
        return token
    request = Request(environ)
    cookie = request.cookies.get(tokens.COOKIE)
    if cookie is None or not from_own_page(request):
        raise Unauthenticated
    return cookie


def from_own_page(request: Request) -> bool:
    """Whether a browser says that one of our own pages asks; what is no browser sends neither header."""
    origin = request.headers.get("Origin")
    if origin is not None and not same_origin(origin, request.host):
        return False
    return request.headers.get("Sec-Fetch-Site", "none") in OWN_PAGES


def come_online(actor: Actor, sid: str) -> None:
    """Count the connection, unless it is gone already."""
    presence.connected(actor.user_id, presence_key(sid))
    if connections.get(sid) is None:
        presence.disconnected(actor.user_id, presence_key(sid))


def hear_rooms(connection: connections.Connection) -> None:
    """Let a connection hear all rooms of its user, some at a time: somebody may be in thousands."""
    room_ids = rooms.ids(connection.actor.user_id)
    for begin in range(0, len(room_ids), ROOMS_AT_ONCE):
        if begin:
            yield_to_others()
        connections.enter_rooms(connection, room_ids[begin : begin + ROOMS_AT_ONCE])
    connections.welcome(connection)


def presence_key(sid: str) -> str:
    """The connection's name among those of all doors."""
    return f"chat:{sid}"


def snapshot(connection: Connection) -> dict[str, Any]:
    """Let a connection hear its rooms; the payload of `ready`, which those continue.

    Raises `Unauthenticated` when the account is gone.
    """
    actor, account = connection.actor, connection.account
    hear_rooms(connection)
    mine = shapes.rooms(*rooms.listed(actor))
    me = shapes.account(replace(account, is_online=True) if account else accounts.me(actor))
    connection.account = None
    shown = [room for room in mine["rooms"] if room_types.of(room["type"]).shows_presence]
    others = [room["peer"]["id"] for room in shown if room["peer"]]
    return {
        "protocol": PROTOCOL,
        "user": me,
        "rooms": mine["rooms"],
        "rooms_has_more": mine["has_more"],
        "online": presence_batch.online(presence_watch.begin(connection.sid, [actor.user_id, *others])),
    }
