"""Several processes as one: what one publishes all deliver, and who is connected is known to all.

Every process tells what it publishes over one Redis channel, and every few seconds who is
connected to it, which is also its sign of life. The database stays the truth: whatever may have
been lost on the way ends in `Missed`, and is looked up.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from itertools import count
from secrets import token_hex
from threading import Event as Flag
from threading import Lock, Thread
from time import monotonic
from typing import Any

from app.events import Event
from app.realtime import bus, presence, wire
from app.realtime.freshness import Freshness, Stale
from app.realtime.link import Link
from app.realtime.ordering import Ordering
from app.realtime.resync import Resync

log = logging.getLogger(__name__)

VERSION = 2
"""Of the messages: processes of different versions don't hear each other."""
EVERY = 5.0  # seconds between signs of life
SILENCE = 15.0  # seconds without any, after which a process counts as gone
QUIET = 10.0  # seconds between complaints about messages that aren't ours

EVENTS, CAME, WENT, LIST, HELLO, BYE, LOST = "events", "came", "went", "list", "hello", "bye", "lost"


class Cluster:
    """This process among the others."""

    def __init__(self, redis_url: str, secret: str, installation: str) -> None:
        self.id = token_hex(wire.ID // 2)
        self._key = blake2b(secret.encode(), person=b"cluster", digest_size=32).digest()
        self._link = Link(redis_url, f"{installation}:{VERSION}", self)
        self._numbers = count(1)
        self._freshness = Freshness(self._link.now)
        self._resync = Resync()
        self._ordering = Ordering(bus.deliver, self._resync.ask)
        self._heard: dict[str, float] = {}
        """The other processes, and when each was heard last."""
        self._lock = Lock()
        self._wake = Flag()
        self._complained = 0.0

    @property
    def is_linked(self) -> bool:
        """Whether the others can be heard."""
        return self._link.up

    def start(self) -> None:
        """Take part from now on."""
        bus.use(self.publish)
        presence.use(self._came_or_went)
        self._link.start()
        Thread(target=self._keep, name="cluster-keeper", daemon=True).start()

    def stop(self) -> None:
        """Tell the others that this process ends."""
        self._link.stop(self._made([BYE]))

    # -- what this process says --------------------------------------------------------------

    def publish(self, published: list[Event], number: int | None) -> None:
        """Tell all processes, this one too; never waits."""
        self._send([EVENTS, number], published)
        if number is None:
            bus.deliver(published)
        else:
            self._take_turn(number, published, own=True)

    def _take_turn(self, number: int, published: list[Event], own: bool) -> None:
        self._ordering.take(number, published, own)
        if not self._link.up:  # whom it would wait for can't be heard
            self._ordering.start_anew()
        elif self._ordering.overdue() is not None:
            self._wake.set()

    def _came_or_went(self, user_id: int, is_online: bool) -> None:
        self._send([CAME if is_online else WENT, [user_id]])

    def _send(self, head: list[Any], published: Iterable[Event] = ()) -> None:
        self._link.send(partial(self._made, head, published))

    def _made(self, head: list[Any], published: Iterable[Event] = ()) -> bytes:
        number, now = next(self._numbers), self._link.now()
        return wire.seal(self._key, self.id, number, now, wire.packed(head, published))

    # -- what the others say; called by the link ------------------------------------------------

    def linked(self) -> None:
        """The channel is heard, perhaps again: say who is here, ask who else is, look up what was missed."""
        self._ordering.start_anew()
        self._freshness.begin()
        self._spare_all()  # their silence was ours
        if self._link.lost:
            self._link.lost = False
            self._send([LOST])
        self._say_who_is_here(HELLO)
        self._resync.ask()
        log.info("Redis is there: this process hears the others.")

    def unlinked(self) -> None:
        """Nobody is heard any more; who was online elsewhere is taken to be so still."""
        self._ordering.start_anew()

    def received(self, data: bytes) -> None:
        """Handle one message, whoever made it."""
        sender = wire.sender_of(data)
        if sender == self.id:
            return
        try:
            opened = wire.opened(self._key, data)
            if self._freshness.admit(sender, opened.number, opened.said_at):
                self._resync.ask()
            head, lines = wire.unpacked(opened.body)
            self._hear(sender)
            self._handle(sender, head, lines)
        except Stale:
            self._complain("A message in the Redis channel is an old one, and is not heard again.")
        except wire.Foreign:
            self._complain("A message in the Redis channel was not made by this installation.")
        except wire.Unreadable as error:
            self._complain(f"A message of another process can't be read, is it of this version? {error}")
            self._resync.ask()
        except Exception:
            log.exception("a message of another process could not be handled")
            self._resync.ask()

    def _hear(self, sender: str) -> None:
        with self._lock:
            new = sender not in self._heard
            self._heard[sender] = monotonic()
        if new:
            log.info("Another process is there: %s", sender[:8])

    def _handle(self, sender: str, head: list[Any], lines: list[bytes]) -> None:
        match head:
            case ["events", None]:
                bus.deliver([wire.event(line) for line in lines], own=False)
            case ["events", int(number)]:
                self._take_turn(number, [wire.event(line) for line in lines], own=False)
            case ["came" | "went" as what, [*user_ids]]:
                presence.moved(sender, user_ids, what == CAME)
            case ["list", [*user_ids]]:
                presence.listed(sender, user_ids)
            case ["hello", [*user_ids]]:
                presence.listed(sender, user_ids)
                self._say_who_is_here(LIST)
            case ["bye"]:
                self._freshness.end(sender)
                self._forget(sender)
            case ["lost"]:
                self._resync.ask()
            case _:
                raise wire.Unreadable(str(head[0])[:40])

    # -- what is done from time to time ------------------------------------------------------

    def _keep(self) -> None:
        told = looked = monotonic()
        while True:
            overdue = self._ordering.overdue()
            self._wake.wait(1.0 if overdue is None else overdue)
            self._wake.clear()
            with suppress(Exception):
                self._ordering.give_up()
            moment = monotonic()
            if moment - looked > EVERY:  # we were stopped ourselves, and know nothing of the others
                self._spare_all()
            looked = moment
            if moment - told > EVERY:
                told = moment
                self._live()

    def _live(self) -> None:
        """One sign of life, and a look at those of the others."""
        if not self._link.up:
            return
        if self._link.lost:
            self._link.lost = False
            self._send([LOST])
        self._say_who_is_here(LIST)
        limit = monotonic() - SILENCE
        with self._lock:
            silent = [process for process, heard in self._heard.items() if heard < limit]
        for process in silent:
            log.warning("Process %s is silent and counts as gone.", process[:8])
            self._forget(process)
            self._resync.ask()  # its last words may have been lost

    def _say_who_is_here(self, how: str) -> None:
        presence.notify_all(lambda user_ids: self._send([how, user_ids]))

    def _spare_all(self) -> None:
        with self._lock:
            for process in self._heard:
                self._heard[process] = monotonic()

    def _forget(self, process: str) -> None:
        with self._lock:
            self._heard.pop(process, None)
        presence.forget(process)

    def _complain(self, line: str) -> None:
        if monotonic() - self._complained > QUIET:
            self._complained = monotonic()
            log.warning(line)


_cluster: Cluster | None = None


def start(redis_url: str, secret: str, installation: str) -> None:
    """Make this process one of several that share a secret and a name."""
    global _cluster
    _cluster = Cluster(redis_url, secret, installation)
    _cluster.start()


def stop() -> None:
    """Leave, if there is anybody to leave."""
    if _cluster is not None:
        _cluster.stop()


def state() -> str | None:
    """`up` while the others can be heard, else `away`; null for a process alone."""
    if _cluster is None:
        return None
    return "up" if _cluster.is_linked else "away"
