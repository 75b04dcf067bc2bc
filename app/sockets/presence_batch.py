"""Who came and who went, told once a second to whom it concerns (`watching`).

Who goes is told of a moment later, for a page that is loaded anew goes and comes; so what is
told here, and what is answered, is a little kinder than what REST says.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from threading import Lock
from time import monotonic

from app import events, timers
from app.concurrency import yield_to_others
from app.realtime import presence
from app.sockets import channels, presence_watch

MOMENT = 1.0
"""Seconds between one telling and the next."""
GRACE = 3.0
"""Seconds that somebody may be away without being told of."""
AT_ONCE = 200
"""Connections that are written to before others have a turn."""

_lock = Lock()
_news: dict[int, bool] = {}
_leaving: dict[int, float] = {}
"""Who went, and when that is to be told."""
_publishing = False
_counted = 0


def clear() -> None:
    """Begin with nothing to tell."""
    global _publishing, _counted
    with _lock:
        _news.clear()
        _leaving.clear()
        _publishing, _counted = False, 0


def note(event: events.PresenceChanged) -> None:
    """Have it told that somebody came or went; `presence` has one change at a time noted."""
    global _publishing
    with _lock:
        if not event.is_online:
            _leaving[event.user_id] = monotonic() + GRACE
        elif _leaving.pop(event.user_id, None) is None:
            _news[event.user_id] = True
        idle, _publishing = not _publishing, True
    if idle:
        timers.aside(_tell_all)


def online(user_ids: Iterable[int]) -> list[int]:
    """Those of these people who are online as far as anybody was told, in order."""
    with _lock:
        return sorted(one for one in set(user_ids) if one in _leaving or presence.is_online(one))


def count() -> int:
    """How many are."""
    return presence.count() + len(_leaving)


def _tell_all() -> None:
    """Tell what there is, and again each `MOMENT` until there is nothing more."""
    if not _more():
        return
    try:
        _tell(_due())
    finally:  # the next change must be told all the same
        timers.after(MOMENT, _tell_all)


def _more() -> bool:
    global _publishing
    with _lock:
        _publishing = bool(_news or _leaving)
        return _publishing


def _due() -> dict[int, bool]:
    """What is to be told now, which is told then."""
    moment = monotonic()
    with _lock:
        for user_id in [one for one, until in _leaving.items() if until <= moment]:
            del _leaving[user_id]
            _news[user_id] = False
        due = dict(_news)
        _news.clear()
    return due


def _tell(news: dict[int, bool]) -> None:
    global _counted
    payloads = {user_id: {"user_id": user_id, "is_online": is_online} for user_id, is_online in news.items()}
    concerned = iter(presence_watch.concerned(news).items())
    while some := dict(islice(concerned, AT_ONCE)):
        channels.emit_each("presence", payloads, some)
        yield_to_others()
    if count() != _counted:
        _counted = count()
        channels.emit("presence_count", {"online_count": _counted}, channels.COUNTING)
