"""What every namespace's handshake has in common."""

from __future__ import annotations

from typing import Any, Final

from socketio.exceptions import ConnectionRefusedError as Refused

from app.engine.channels import Describe
from app.engine.patience import GivenUp
from app.exceptions import Unauthenticated
from app.wire.errors import describe

ABSENT: Final = object()
"""No token at all, which is not the same as one that is null or empty."""


def token_in(auth: Any) -> object:
    """The token that a client sent in `auth`, whatever it is, or `ABSENT`.

    Raises `Unauthenticated` when `auth` is no object.
    """
    if auth is None:
        return ABSENT
    if not isinstance(auth, dict):
        raise Unauthenticated
    return auth.get("token", ABSENT)


def refusal(error: Exception, describe: Describe = describe) -> Refused:
    """What to raise in a `connect` handler: the client finds the error object in `err.data`.

    Who was given up hears nothing any more.
    """
    if isinstance(error, GivenUp):
        return Refused()
    described, _status = describe(error)
    return Refused(described["message"], described)
