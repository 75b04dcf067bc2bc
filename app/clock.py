"""Time, in one place so that tests can move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic


def now() -> datetime:
    """The present moment in UTC, with its zone."""
    return datetime.now(UTC)


_begun = datetime.now(UTC), monotonic()


def counted() -> datetime:
    """The moment by the time that this process has run, which nobody sets back or forward."""
    return _begun[0] + timedelta(seconds=monotonic() - _begun[1])


def earliest() -> datetime:
    """The present moment, but no later than the time that passed allows: for judging what ends by its age.

    So a clock that is set forward ends nothing.
    """
    return min(now(), counted())


def latest() -> datetime:
    """The present moment, but no earlier than the time that passed: for noting that something is in use.

    So what is used while the clock was set back doesn't look old once it is right again.
    """
    return max(now(), counted())


def iso(moment: datetime | None) -> str | None:
    """ISO-8601 in UTC with `Z` and milliseconds, the only form time leaves in."""
    if moment is None:
        return None
    return moment.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
