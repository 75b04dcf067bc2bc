"""Channels: the groups that frames are sent to. This is the one place that emits on the default namespace."""

from __future__ import annotations

from app.engine.channels import Namespace

HERE = Namespace("/")

emit, enter, leave, close = HERE.emit, HERE.enter, HERE.leave, HERE.close


def of_contract(contract: str) -> str:
    """All connections that speak a contract."""
    return contract


def of_user(contract: str, user_id: int) -> str:
    """All connections of a user that speak a contract."""
    return f"{contract}:user:{user_id}"
