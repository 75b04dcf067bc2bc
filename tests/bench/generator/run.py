"""One run: connect everybody, send for a while, count what came of it."""

from __future__ import annotations

import asyncio
import time
from typing import TypedDict

from tests.bench.generator.client import Client
from tests.bench.generator.meter import Meter, milliseconds
from tests.bench.generator.scenario import Scenario
from tests.bench.generator.usage import busy_seconds, cpu_seconds


class Result(TypedDict):
    """What a run found; rates and CPU are of the measured time only, counts of the whole run."""

    msgs_per_s: float
    """The smaller of messages acknowledged and messages delivered to everybody."""
    cpu_ms_per_msg: float
    """CPU time of the servers for one acknowledged message."""
    server_cpu_percent: float
    generator_cpu_percent: float
    """Near 100 the generator was the limit, and `msgs_per_s` is a lower bound."""
    others_cpu_percent: float
    """Of one core, what other processes and other machines on the same host took meanwhile."""
    ack_ms: dict[str, float]
    delivery_ms: dict[str, float]
    acked: int
    unacked: int
    undelivered: int
    """Below 0 when something came twice."""
    refused: int
    out_of_order: int
    malformed: int
    lost_connections: int


FAULTS = ("unacked", "undelivered", "refused", "out_of_order", "malformed", "lost_connections")


def faults(result: Result) -> dict[str, int]:
    """The counts that must be 0 and are not: such a run is a failure, no result."""
    counts: dict[str, int] = {name: result[name] for name in FAULTS}  # type: ignore[literal-required]
    return {name: count for name, count in counts.items() if count}


async def run(scenario: Scenario) -> Result:
    """Carry out `scenario` and return what it found. Raises `OSError` when it can't connect."""
    meter = Meter()
    clients = [Client(index, scenario, meter) for index in range(scenario.connections)]
    try:
        await _connect(clients, scenario.connect_parallel)
        await asyncio.sleep(0.5)  # what the coming of so many caused should be over before it counts
        return await _send(scenario, clients, meter)
    finally:
        for client in clients:
            client.close()
        await asyncio.sleep(0)


async def _connect(clients: list[Client], parallel: int) -> None:
    gate = asyncio.Semaphore(parallel)

    async def one(client: Client) -> None:
        async with gate:
            await client.start()

    await asyncio.gather(*(one(client) for client in clients))


async def _send(scenario: Scenario, clients: list[Client], meter: Meter) -> Result:
    senders = clients[:: max(1, len(clients) // scenario.senders)][: scenario.senders]
    for client in senders:
        client.prepare()
        client.refill = scenario.rate <= 0
    if scenario.rate > 0:
        until = time.perf_counter() + scenario.warmup_s + scenario.duration_s
        pacing = asyncio.create_task(_pace(senders, scenario.rate, until))
    else:
        pacing = asyncio.create_task(_fill(senders, scenario.window))
    await asyncio.sleep(scenario.warmup_s)
    span = _Span(scenario, meter)
    await asyncio.sleep(scenario.duration_s)
    span.end()
    for client in senders:
        client.refill = False
    await pacing
    await _drain(meter, len(clients), scenario.drain_s)
    return span.result(len(clients))


async def _fill(senders: list[Client], window: int) -> None:
    for client in senders:
        for _ in range(window):
            client.send_message()


async def _pace(senders: list[Client], rate: float, until: float) -> None:
    start, count = time.perf_counter(), 0
    while (now := time.perf_counter()) < until:
        while count < (now - start) * rate:
            senders[count % len(senders)].send_message()
            count += 1
        await asyncio.sleep(0.002)


async def _drain(meter: Meter, connections: int, longest: float) -> None:
    until = time.perf_counter() + longest
    while time.perf_counter() < until and not meter.complete(connections):
        await asyncio.sleep(0.01)


class _Span:
    """The measured part of a run, from its making to `end`."""

    def __init__(self, scenario: Scenario, meter: Meter) -> None:
        self._meter = meter
        self._pids = scenario.pids
        meter.recording = True
        self._before = self._now()
        self._spent: list[float] = []

    def _now(self) -> list[float]:
        meter = self._meter
        own = time.process_time()
        return [
            time.perf_counter(), meter.acked, meter.delivered, cpu_seconds(self._pids), own, busy_seconds()
        ]  # fmt: skip

    def end(self) -> None:
        """Stop recording."""
        self._meter.recording = False
        self._spent = [after - before for before, after in zip(self._before, self._now(), strict=True)]

    def result(self, connections: int) -> Result:
        """What it found, once nothing is under way any more."""
        elapsed, acked, delivered, cpu, own, busy = self._spent
        meter = self._meter
        return Result(
            msgs_per_s=round(min(acked, delivered / connections) / elapsed, 1),
            cpu_ms_per_msg=round(cpu * 1000 / acked, 4) if acked else 0.0,
            server_cpu_percent=round(cpu / elapsed * 100, 1),
            generator_cpu_percent=round(own / elapsed * 100, 1),
            others_cpu_percent=round(max(0.0, busy - cpu - own) / elapsed * 100, 1),
            ack_ms=milliseconds(meter.ack_ns),
            delivery_ms=milliseconds(meter.delivery_ns),
            acked=meter.acked,
            unacked=meter.sent - meter.acked - meter.refused,
            undelivered=meter.acked * connections - meter.delivered,
            refused=meter.refused,
            out_of_order=meter.out_of_order,
            malformed=meter.malformed,
            lost_connections=meter.lost_connections,
        )
