"""The lobby's history over REST; its other calls are the accounts' own."""

from __future__ import annotations

from flask import Blueprint, Response

from app.contracts.lobby import schemas, shapes
from app.edge.rest import envelope
from app.edge.rest.asking import actor, query
from app.edge.rest.documented import documented
from app.services import history

routes = Blueprint("lobby", __name__, url_prefix="/api")


@routes.get("/messages")
@documented("lobby", (200, schemas.LobbyMessage), query=schemas.LobbySearch, listed=True, refuses=(404,))
def lobby_messages() -> Response:
    """A page of the lobby's messages, oldest first.

    As the lobby's documented clients read it. `q` leaves those that contain it, whatever the case.
    """
    asking = actor()
    wanted = query(schemas.LobbySearch)
    found = history.lobby(asking, wanted.q, wanted.before, wanted.after, wanted.limit)
    return envelope.messages(found, wanted.limit, shapes.message)
