"""What all connections count together."""

from __future__ import annotations

from array import array


class Meter:
    """Counts since the start, and latencies in nanoseconds while `recording`."""

    def __init__(self) -> None:
        self.sent = 0
        self.acked = 0
        self.refused = 0
        self.delivered = 0
        self.out_of_order = 0
        self.malformed = 0
        self.lost_connections = 0
        self.recording = False
        self.ack_ns = array("q")
        self.delivery_ns = array("q")

    def complete(self, connections: int) -> bool:
        """Whether every message sent was answered, and every one accepted reached everybody."""
        answered = self.acked + self.refused >= self.sent
        return answered and self.delivered >= self.acked * connections


def milliseconds(samples: array[int]) -> dict[str, float]:
    """`{"p50": …, "p99": …}` of nanoseconds; empty without samples."""
    if not samples:
        return {}
    ordered = sorted(samples)
    last = len(ordered) - 1
    return {name: round(ordered[int(last * part)] / 1e6, 3) for name, part in (("p50", 0.5), ("p99", 0.99))}
