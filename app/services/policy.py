"""What the operator has decided; set once at start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(slots=True)
class Policy:
    """Business rules that settings may change."""

    passwordless_login: bool = True
    session_life: timedelta = timedelta(days=30)
    """A session ends after this long without use."""


current = Policy()


def use(passwordless_login: bool, session_days: int) -> None:
    """Apply the operator's settings."""
    current.passwordless_login = passwordless_login
    current.session_life = timedelta(days=session_days)
