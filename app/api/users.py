"""People."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from app.http.rest.envelope import first, ok
from app.http.rest.openapi import documented
from app.http.rest.queries import actor, body, query
from app.services import accounts, finding, roles
from app.wire import payloads, people_schemas, shapes

routes = Blueprint("users", __name__, url_prefix="/users")


class PeopleSearch(payloads.Payload):
    q: Annotated[payloads.Text, Field(max_length=64)] | None = None
    limit: payloads.Limit = 50


@routes.get("")
@documented("users", (200, people_schemas.User), query=PeopleSearch, listed=True)
def search() -> Response:
    """Find people.

    By the beginning of any word of their username or display name, whatever its case and however its
    letters are composed; in order of username.
    """
    asking = actor()
    wanted = query(PeopleSearch)
    found = finding.search(asking, wanted.q or "", wanted.limit + 1)
    return first([shapes.user(one) for one in found], wanted.limit)


@routes.get("/<id:user_id>")
@documented("users", (200, people_schemas.User))
def show(user_id: int) -> Response:
    """What everybody may know of a person."""
    actor()
    return ok(shapes.user(accounts.get(user_id)))


@routes.patch("/<id:user_id>")
@documented("users", (200, people_schemas.User), body=payloads.RoleChange, refuses=(403, 409))
def change_role(user_id: int) -> Response:
    """Make a person an admin, or a user again.

    Admins only. An account without a password can't become an admin, and the last admin stays one.
    """
    asking = actor()
    return ok(shapes.user(roles.set_role(asking, user_id, body(payloads.RoleChange).role)))
