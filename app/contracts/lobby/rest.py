"""The lobby's history over REST; its other calls are the accounts' own."""

from __future__ import annotations

from flask import Blueprint, Response

from app.contracts.lobby import schemas, shapes
from app.http.rest import envelope
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, query
from app.services import history, lobby, search

routes = Blueprint("lobby", __name__, url_prefix="/api")


@routes.get("/messages")
@documented("lobby", (200, schemas.LobbyMessage), query=schemas.LobbySearch, listed=True, refuses=(404,))
def lobby_messages() -> Response:
    """A page of the lobby's messages, oldest first.

    As the lobby's documented clients read it. `q` leaves those that contain it, whatever the case and
    however their letters are composed. A search looks at so many messages at once: as long as `has_more`,
    `before` in `paging` goes on further back (`after` forwards), also where nothing was found yet.
    """
    asking = actor()
    wanted = query(schemas.LobbySearch)
    bounds = (wanted.before, wanted.after)
    if wanted.q is None:
        page = history.page(asking, lobby.ROOM, *bounds, wanted.limit)
        return envelope.messages(page, wanted.limit, shapes.message)
    found = search.page(asking, lobby.ROOM, wanted.q, *bounds, limit=wanted.limit)
    return envelope.search(found, wanted.limit, shapes.message, newer=wanted.after is not None)
