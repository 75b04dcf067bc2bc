"""The way to the other processes: one Redis channel, heard and spoken to by a thread each.

Redis may be away at any time. Then nothing is kept for later: what is stored is stored, and
whoever missed something is told so when Redis is back.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from math import inf
from socket import gaierror
from threading import Event, Lock, Semaphore, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from redis import Redis

log = logging.getLogger(__name__)

CONNECT_WITHIN = 2.0  # seconds
SILENCE = 15.0  # seconds after which a connection that carried nothing, our own heartbeat included, is dead
AGAIN = 0.5  # seconds between attempts to connect
COMPARED_EVERY = 5.0  # seconds between two looks at Redis's clock
MOST_WAITING = 10_000  # messages to send; what comes when there are more is lost


class Listener(Protocol):
    """Who is told what comes in; each call from the hearing thread."""

    def linked(self) -> None:
        """The channel is heard from now on, for the first time or again."""

    def unlinked(self) -> None:
        """It isn't heard any more."""

    def received(self, data: bytes) -> None:
        """A message of anybody, our own included. Must not raise."""


class Link:
    """One process's place on the channel."""

    def __init__(self, url: str, channel: str, listener: Listener) -> None:
        self._url = url
        self._channel = channel
        self._listener = listener
        self._waiting: deque[Callable[[], bytes]] = deque()
        self._bell = Semaphore(0)
        self._lock = Lock()
        self._stopped = Event()
        self._failing = False
        self._ahead = 0.0
        self._compared = -inf
        self.up = False
        """Whether the channel is heard at this moment."""
        self.lost = False
        """Something was not sent."""

    def start(self) -> None:
        """Connect, now and whenever the connection breaks."""
        for work in (self._hear_always, self._speak_always):
            Thread(target=work, name="cluster", daemon=True).start()

    def send(self, make: Callable[[], bytes]) -> None:
        """Have what `make` returns sent; never waits. It is made in the thread that sends it."""
        with self._lock:
            if not self.up or len(self._waiting) >= MOST_WAITING:
                self.lost = True
                return
            self._waiting.append(make)
        self._bell.release()

    def now(self) -> float:
        """The time by Redis's clock, which all processes have in common; seconds."""
        return monotonic() + self._ahead

    def stop(self, last_words: bytes) -> None:
        """Say `last_words`, if that takes no time, and hear nothing any more."""
        self._stopped.set()
        if self.up:
            with suppress(Exception):
                client(self._url, timeout=1.0).publish(self._channel, last_words)

    # -- hearing -----------------------------------------------------------------------------

    def _hear_always(self) -> None:
        while not self._stopped.is_set():
            try:
                self._hear()
            except Exception as error:  # noqa: BLE001  whatever it was, the next attempt is the answer
                self._broken(error)
            if self.up:
                self.up = False
                self._listener.unlinked()
            self._stopped.wait(AGAIN)

    def _hear(self) -> None:
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        redis = client(self._url, timeout=SILENCE)
        # Nothing calls for trying again: the library would connect once more before it says what was wrong.
        redis.set_retry(Retry(NoBackoff(), 0, supported_errors=()))
        told: Any = redis.time()
        self._compare(*told)
        with redis, redis.pubsub() as channel:
            channel.subscribe(self._channel)
            for message in channel.listen():
                if self._stopped.is_set():
                    return
                if message["type"] == "subscribe":
                    self.up, self._failing = True, False
                    self._listener.linked()
                elif message["type"] == "message":
                    self._listener.received(message["data"])

    def _compare(self, seconds: bytes | int, microseconds: bytes | int) -> None:
        """Take over what Redis's clock says now."""
        self._compared = monotonic()
        self._ahead = int(seconds) + int(microseconds) / 1e6 - self._compared

    def _broken(self, error: Exception) -> None:
        if not self._failing and not self._stopped.is_set():
            self._failing = True
            log.warning("Redis is away: %s. This process goes on without the others.", error)

    # -- speaking ----------------------------------------------------------------------------

    def _speak_always(self) -> None:
        speaker = client(self._url, timeout=CONNECT_WITHIN)
        while True:
            self._bell.acquire()
            waiting = self._taken()
            if not waiting or self._stopped.is_set():
                continue
            try:
                self._speak(speaker, waiting)
            except Exception as error:  # noqa: BLE001  the hearing thread sees to the connection
                self.lost = True
                self._broken(error)

    def _taken(self) -> list[Callable[[], bytes]]:
        with self._lock:
            waiting = list(self._waiting)
            self._waiting.clear()
        return waiting

    def _speak(self, speaker: Redis, waiting: list[Callable[[], bytes]]) -> None:
        if monotonic() - self._compared > COMPARED_EVERY:
            told: Any = speaker.time()
            self._compare(*told)
        if len(waiting) == 1:
            speaker.publish(self._channel, waiting[0]())
            return
        together: Any = speaker.pipeline(transaction=False)
        for make in waiting:
            together.publish(self._channel, make())
        together.execute()


def client(url: str, timeout: float, connections: int | None = None) -> Redis:
    """A client that waits `timeout` seconds for an answer and tries nothing twice; `connections` at most."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(
        url,
        socket_connect_timeout=min(timeout, CONNECT_WITHIN),
        socket_timeout=timeout,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        max_connections=connections,
    )


def fault(redis_url: str, installation: str) -> str | None:
    """Why this Redis can never be used; null also when it is only away, for that may end."""
    from redis.exceptions import AuthenticationError, RedisError, ResponseError

    try:
        client(redis_url, timeout=2.0).publish(f"{installation}:start", b"")
    except (AuthenticationError, ResponseError, ValueError) as error:
        return f"Redis refuses it: {str(error).splitlines()[0]}"
    except RedisError as error:
        if isinstance(error.__context__, gaierror):
            return "there is no such host"
    return None
