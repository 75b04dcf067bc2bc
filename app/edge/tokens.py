"""Tokens: a JWT names a user and a session; the session's row decides whether it lives."""

from __future__ import annotations

from flask import Flask
from flask_jwt_extended import create_access_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException
from jwt.exceptions import PyJWTError

from app.exceptions import Unauthenticated
from app.services import sessions
from app.services.actor import Actor

COOKIE = "ngobrol_session"
LONGEST = 4096


def configure(app: Flask) -> None:
    """Set how tokens are made: one algorithm, no expiry of their own."""
    app.config.update(
        JWT_SECRET_KEY=app.config["SECRET_KEY"],
        JWT_ALGORITHM="HS256",
        JWT_ACCESS_TOKEN_EXPIRES=False,
        JWT_TOKEN_LOCATION=["headers"],
    )


def issue(user_id: int, session_id: str) -> str:
    """A token for this session. Needs an app context."""
    token: str = create_access_token(identity=str(user_id), additional_claims={"sid": session_id})
    return token


def actor_of(token: object) -> Actor:
    """Who holds `token`. Needs an app context. Raises `Unauthenticated` for whatever is no living token."""
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST:
        raise Unauthenticated
    try:
        claims = decode_token(token)
        user_id, session_id = int(claims["sub"]), str(claims["sid"])
    except (PyJWTError, JWTExtendedException, KeyError, ValueError, TypeError):
        raise Unauthenticated from None
    return sessions.authenticate(user_id, session_id)
