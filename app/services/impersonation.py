"""Names that are taken for somebody else's: the staff's, and those that a password protects."""

from __future__ import annotations

import unicodedata

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.exceptions import Invalid, Reason
from app.models import User
from app.services import names
from app.services.lookalikes import mixes_scripts, skeleton

LIKE_MARKS = (" STAR", "STAR OPERATOR", "CHECK MARK", " CHECK", "SQUARE ROOT")
"""How Unicode's names of signs end that are taken for the marks beside names."""


def looks_like_another(session: Session, name: str, own_id: int | None = None) -> bool:
    """Whether a hasty reader takes `name` for that of an admin or of another account with a password."""
    read_as = skeleton(name)
    if not read_as:
        return False
    others = select(User).where(User.id != own_id) if own_id is not None else select(User)
    trusted = or_(User.role == "admin", User.password_hash.is_not(None))
    if session.scalar(others.with_only_columns(User.id).where(User.skeleton == read_as, trusted).limit(1)):
        return True
    shown = session.scalars(others.with_only_columns(User.display_name).where(User.role == "admin"))
    return any(skeleton(staff) == read_as for staff in shown if staff)


def refuse_display_name(session: Session, name: str, own_id: int | None = None) -> None:
    """Raise `Invalid` for a display name that pretends to be another's, or the system's own."""
    if any(map(_deceives, name.split())):
        raise Invalid({"display_name": Reason("name_mixed")})
    if skeleton(name) and names.is_reserved(name):
        raise Invalid({"display_name": Reason("name_reserved")})
    if looks_like_another(session, name, own_id):
        raise Invalid({"display_name": Reason("name_similar")})
    if any(unicodedata.name(c, "").endswith(LIKE_MARKS) for c in unicodedata.normalize("NFKC", name)):
        raise Invalid({"display_name": Reason("name_marked")})


def _deceives(word: str) -> bool:
    """Whether it mixes scripts and is read as one: "Юлия-a1" hides nothing, a Cyrillic а in "admin" does."""
    return mixes_scripts(word) and not mixes_scripts(skeleton(word))
