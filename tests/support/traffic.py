"""What a page's network carries, in bytes as they travel: counted by the browser itself.

traffic = Traffic(page)
page.goto("/room/1")
assert traffic.bytes < 150_000
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page


@dataclass
class Load:
    """One request: what for, from which address, and who asked for it.

    `size` is what came for it, headers too (`head`); nothing when the browser had kept it.
    """

    kind: str
    path: str
    asked_by: str
    size: int = 0
    head: int = 0


@dataclass
class Traffic:
    """Everything that a page asks for from now on."""

    page: Page
    loads: dict[str, Load] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    """Frames that came over the WebSocket."""
    sent: list[str] = field(default_factory=list)
    """Frames that went over the WebSocket."""

    def __post_init__(self) -> None:
        client = self.page.context.new_cdp_session(self.page)
        client.on("Network.requestWillBeSent", self._asked)
        client.on("Network.responseReceived", self._answered)
        client.on("Network.loadingFinished", self._finished)
        client.on("Network.webSocketFrameReceived", lambda e: self.heard.append(e["response"]["payloadData"]))
        client.on("Network.webSocketFrameSent", lambda e: self.sent.append(e["response"]["payloadData"]))
        client.send("Network.enable")

    def forget(self) -> None:
        """Count from here."""
        self.loads, self.heard, self.sent = {}, [], []

    @property
    def bytes(self) -> int:
        """All that came: answers with their headers, and what the socket brought."""
        return sum(load.size for load in self.loads.values()) + sum(len(f.encode()) for f in self.heard)

    @property
    def bodies(self) -> int:
        """What came without the answers' headers, which HTTP/2 of a proxy shrinks to nothing."""
        return self.bytes - sum(load.head for load in self.loads.values())

    @property
    def by_kind(self) -> dict[str, tuple[int, int]]:
        """Of each kind of resource, how many and how many bytes."""
        found: dict[str, tuple[int, int]] = {}
        for load in self.loads.values():
            number, size = found.get(load.kind, (0, 0))
            found[load.kind] = (number + 1, size + load.size)
        found["Frames"] = (len(self.heard), sum(len(f.encode()) for f in self.heard))
        return found

    @property
    def commands(self) -> list[str]:
        """The names of the commands sent over the socket."""
        packets = [frame.partition("[") for frame in self.sent if "[" in frame]
        return [json.loads(f"[{rest}")[0] for _, _, rest in packets]

    def _asked(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme in {"http", "https"}:
            asker = event.get("initiator", {}).get("type", "")
            self.loads[event["requestId"]] = Load(event.get("type", "Other"), url.path, asker)

    def _answered(self, event: dict[str, Any]) -> None:
        if load := self.loads.get(event["requestId"]):
            # What had come when the headers were read is they alone.
            load.head = int(event["response"].get("encodedDataLength", 0))

    def _finished(self, event: dict[str, Any]) -> None:
        if load := self.loads.get(event["requestId"]):
            load.size += int(event["encodedDataLength"])
