"""Tokens: a JWT names a user and a session; the session's row decides whether it lives."""

from __future__ import annotations

import jwt
from flask import Flask, current_app
from flask_jwt_extended import create_access_token
from jwt.exceptions import PyJWTError
from jwt.types import Options

from app.exceptions import Unauthenticated
from app.services import sessions
from app.services.actor import Actor

COOKIE = "ngobrol_session"
LONGEST = 4096
ALGORITHM = "HS256"
NO_CLOCK: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
"""Two machines' clocks differ, and any may be set: only the session's row says when a token ends."""


def configure(app: Flask) -> None:
    """Set how tokens are made: one algorithm, no expiry of their own."""
    app.config.update(
        JWT_SECRET_KEY=app.config["SECRET_KEY"],
        JWT_ALGORITHM=ALGORITHM,
        JWT_ACCESS_TOKEN_EXPIRES=False,
        JWT_TOKEN_LOCATION=["headers"],
    )


def issue(user_id: int, session_id: str) -> str:
    """A token for this session. Needs an app context."""
    token: str = create_access_token(identity=str(user_id), additional_claims={"sid": session_id})
    return token


def actor_of(token: object) -> Actor:
    """Who holds `token`. Needs an app context. Raises `Unauthenticated` for whatever is no living token."""
    return sessions.authenticate(*named_in(token))


def named_in(token: object) -> tuple[int, str]:
    """The user and the session that a token of ours names; whether that lives only its row tells.

    Needs an app context. Raises `Unauthenticated` for whatever is no token.
    """
    named = _read(token)
    if named is None:
        raise Unauthenticated
    return named


def genuine(token: object) -> bool:
    """Whether this server made `token`, for whoever costs nobody a query; its session may be over."""
    return _read(token) is not None


def _read(token: object) -> tuple[int, str] | None:
    """The user and the session that a token of ours names."""
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST:
        return None
    try:
        claims = jwt.decode(token, current_app.config["JWT_SECRET_KEY"], [ALGORITHM], options=NO_CLOCK)
        return int(claims["sub"]), str(claims["sid"])
    except (PyJWTError, KeyError, ValueError, TypeError):
        return None
