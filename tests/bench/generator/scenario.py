"""What is measured: whom to connect to, what to send and how much of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self


@dataclass(slots=True, kw_only=True)
class Scenario:
    """One run of the generator: all connections are in one room and hear every message."""

    urls: list[str]
    """`ws://…?EIO=4&transport=websocket`; of several servers each has its share of the connections."""
    pids: list[int] = field(default_factory=list)
    """Whose CPU time is counted, descendants included: the servers, and what works for them."""
    namespace: str = "/"
    auth: list[Any] = field(default_factory=lambda: [None])
    """The payloads of CONNECT, dealt to the connections in turn."""
    setup: list[list[Any]] = field(default_factory=list)
    """Events that every connection sends first, each awaited by its acknowledgement."""
    send: list[Any] = field(default_factory=list)
    """The event of one message; `{body}` becomes its text, `{nonce}` an id that is used once."""
    deliver: str = ""
    """The name of the event that brings a message."""
    accepted: str = '"ok":true'
    """What an acknowledgement of success contains; others count as refused."""
    connections: int = 100
    senders: int = 50
    window: int = 1
    """Messages that each sender keeps in flight (closed loop)."""
    rate: float = 0.0
    """Messages a second of all senders together; above 0 nothing waits for answers (open loop)."""
    body_bytes: int = 100
    warmup_s: float = 2.0
    duration_s: float = 5.0
    drain_s: float = 10.0
    """The longest wait for what is still under way at the end."""
    connect_parallel: int = 20
    sample_every: int = 10
    """Latency and order are taken on every n-th connection; counts on all."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """The scenario that `save` wrote."""
        return cls(**json.loads(path.read_text()))

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self)))

    def url(self, index: int) -> str:
        """Where the connection of that number goes."""
        return self.urls[index * len(self.urls) // self.connections]

    @property
    def prefix(self) -> str:
        """What the namespace adds to the head of every packet."""
        return "" if self.namespace == "/" else self.namespace + ","
