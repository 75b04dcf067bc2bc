"""`python -m tests.support.launcher` is `main.py` with the faults that `faulty.FaultyServer` describes."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eventlet
    eventlet.monkey_patch(psycopg=False)

log = logging.getLogger(__name__)
FOLDER = Path(os.environ.get("FAULT_FOLDER", "."))


def on_commit(_connection: object) -> None:
    """What comes before each commit."""
    while (FOLDER / "hold").exists():
        (FOLDER / "held").touch()
        time.sleep(0.01)
    (FOLDER / "held").unlink(missing_ok=True)
    if (FOLDER / "refuse").exists():
        raise OSError("as if the disk were full")


def main() -> None:
    """Start the server with the faults of the environment."""
    from sqlalchemy import event

    import main as program
    from app import concurrency, factory
    from app.engine import send_queue, server
    from app.events import MessagePosted
    from app.extensions import socketio
    from app.realtime import bus
    from app.storage import writer

    wanted = os.environ.get
    if wanted("FAULT_PING"):
        server.PING_EVERY, server.PING_WITHIN = map(float, os.environ["FAULT_PING"].split(","))  # type: ignore[assignment]
    send_queue.FROZEN = float(wanted("FAULT_FROZEN", send_queue.FROZEN))
    listen = concurrency.listen
    start, publish, left = writer.start_writer, bus.publish, [int(wanted("FAULT_DIE_AT", "-1"))]

    def publish_or_die(events: Iterable[Any], number: int | None = None, hold: bool = False) -> None:
        events = list(events)
        for one in events:
            left[0] -= isinstance(one, MessagePosted)
            if left[0] == 0:
                os._exit(9)
        time.sleep(0)  # whoever could overtake gets a turn
        publish(events, number, hold)

    def start_writer(engine: Any, *args: Any, **options: Any) -> Any:
        event.listen(engine, "commit", on_commit)
        return start(engine, *args, **options)

    def listen_and_hold_little(host: str, port: int) -> socket.socket:
        listener = listen(host, port)
        if wanted("FAULT_BUFFER"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, int(os.environ["FAULT_BUFFER"]))
        return listener

    concurrency.listen = listen_and_hold_little
    bus.publish = publish_or_die
    factory.start_writer = start_writer
    signal.signal(
        signal.SIGUSR1, lambda *_: log.warning("open sockets: %d", len(socketio.server.eio.sockets))
    )
    program.main()


if __name__ == "__main__":
    main()
