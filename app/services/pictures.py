"""People's pictures: taken in, made small, kept in the database, where every process finds them."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from threading import Lock

from sqlalchemy import delete as delete_rows
from sqlalchemy import select

from app import limits
from app.concurrency import run_blocking
from app.events import UserChanged
from app.exceptions import Invalid, Reason, TooLarge
from app.models import Picture, User
from app.services import accounts, mappers
from app.services.actor import Actor
from app.snapshots import AccountSnapshot
from app.storage.database import reading
from app.storage.unit_of_work import Unit, unit_of_work

MOST_BYTES = 5 * 1024 * 1024
"""Of what is sent."""
TYPE = "image/webp"
DIGEST = 16
PLAIN = re.compile(f"[0-9a-f]{{{DIGEST}}}")

_decoding = Lock()  # one needs up to 200 MB for a moment


def replace(actor: Actor, read: Callable[[], bytes]) -> AccountSnapshot:
    """Make an image (JPEG, PNG, WebP, or the first frame of a GIF) the actor's picture: its middle, squared.

    It is only `read` where the limit allows another. Raises what that raises, `Invalid` on field `picture`,
    `TooLarge` beyond `MOST_BYTES`, and `RateLimited`.
    """
    limits.hit(limits.PICTURES, str(actor.user_id))
    data = read()
    if len(data) > MOST_BYTES:
        raise TooLarge("picture_too_large")
    with _decoding:
        small = run_blocking(_squared, data)
    return _replace(actor, small, sha256(small).hexdigest()[:DIGEST])


@unit_of_work
def _replace(uow: Unit, actor: Actor, data: bytes, digest: str) -> AccountSnapshot:
    user = accounts.own(uow.session, actor)
    if user.picture != digest:
        uow.session.merge(Picture(user_id=user.id, data=data))
        user.picture = digest
        uow.session.flush()
        uow.publish(UserChanged(mappers.user(user)))
    return accounts.snapshot(uow.session, user, actor.session_id)


@unit_of_work
def remove(uow: Unit, actor: Actor) -> AccountSnapshot:
    """Take the actor's picture away, if there is one; their initials stand for them again."""
    user = accounts.own(uow.session, actor)
    if user.picture is not None:
        uow.session.execute(delete_rows(Picture).where(Picture.user_id == user.id))
        user.picture = None
        uow.session.flush()
        uow.publish(UserChanged(mappers.user(user)))
    return accounts.snapshot(uow.session, user, actor.session_id)


def find(user_id: int, digest: str) -> bytes | None:
    """A user's picture, if it is still this one."""
    if not PLAIN.fullmatch(digest):
        return None
    with reading() as session:
        return session.scalar(
            select(Picture.data)
            .join(User, User.id == Picture.user_id)
            .where(User.id == user_id, User.picture == digest)
        )


def _squared(data: bytes) -> bytes:
    from app.services import imaging  # with Pillow: memory that a process without uploads never needs

    try:
        return imaging.square(data)
    except imaging.TooManyPixels:
        raise Invalid({"picture": Reason("picture_too_many_pixels")}) from None
    except imaging.NotAPicture:
        raise Invalid({"picture": Reason("picture_unreadable")}) from None
