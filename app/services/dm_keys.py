"""The column that names the one dm of two people: `smaller:larger` of their ids."""

from __future__ import annotations


def of(user_id: int, other_id: int) -> str:
    """The key of the one dm of two users; of one and themselves, of their notes."""
    return f"{min(user_id, other_id)}:{max(user_id, other_id)}"


def pair(dm_key: str | None) -> tuple[int, int] | None:
    """The two people of a key, smaller id first; null for a room that has none."""
    if dm_key is None:
        return None
    low, _, high = dm_key.partition(":")
    return int(low), int(high)


def other(dm_key: str | None, user_id: int) -> int | None:
    """The other of the two, as one of them sees it; oneself in one's notes, null for a room that has none."""
    both = pair(dm_key)
    return both and (both[1] if both[0] == user_id else both[0])
