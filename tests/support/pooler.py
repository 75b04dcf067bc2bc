"""A pooler before PostgreSQL, as strict as PgBouncer with `pool_mode = transaction`.

It takes no `options` while a session is opened, and each transaction may be served by another of
its connections to the database, so that nothing of a session is kept.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Self

NO_ENCRYPTION = {80877103, 80877104}  # TLS and GSSAPI are asked for by these numbers
TAKEN = {"user", "database", "client_encoding", "application_name", "datestyle", "timezone"}
SERVERS = 6


class Pooler:
    """Serves PostgreSQL on `url` out of `SERVERS` connections, by turns; used with `with`."""

    def __init__(self, url: str) -> None:
        address, self._database = url.rsplit("@", 1)[1].split("/")
        self._host, port = address.split(":")
        self._port = int(port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://postgres@127.0.0.1:{self._listener.getsockname()[1]}/{self._database}"
        self._greeting = b""
        self._free: queue.Queue[socket.socket] = queue.Queue()
        for _ in range(SERVERS):
            self._free.put(self._connected())
        threading.Thread(target=self._accept, daemon=True).start()

    def _connected(self) -> socket.socket:
        server = socket.create_connection((self._host, self._port))
        fields = f"user\0postgres\0database\0{self._database}\0client_encoding\0utf8\0\0".encode()
        server.sendall(struct.pack(">II", len(fields) + 8, 196608) + fields)
        # All that a client is told of it, but for the key that would tell which process serves it.
        self._greeting = b"".join(m for m in _answer(server) if m[:1] != b"K")
        return server

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            if not self._let_in(client):
                return
            server = None
            while (message := _message(client))[:1] != b"X":
                server = server or self._free.get()
                server.sendall(message)
                answer = list(_answer(server))
                client.sendall(b"".join(answer))
                if answer[-1][-1:] == b"I":  # no transaction is open
                    self._free.put(server)
                    server = None

    def _let_in(self, client: socket.socket) -> bool:
        while True:
            size, code = struct.unpack(">II", _exactly(client, 8))
            if code not in NO_ENCRYPTION:
                break
            client.sendall(b"N")
        fields = _exactly(client, size - 8).split(b"\0")[:-2:2]
        foreign = {name.decode() for name in fields} - TAKEN
        if foreign:
            said = f"SFATAL\0C08P01\0Munsupported startup parameter: {foreign.pop()}\0\0".encode()
            client.sendall(b"E" + struct.pack(">I", len(said) + 4) + said)
            return False
        client.sendall(self._greeting)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        while not self._free.empty():
            self._free.get().close()


def _answer(server: socket.socket) -> Iterator[bytes]:
    """All messages up to the one that says: ready for the next."""
    while True:
        message = _message(server)
        yield message
        if message[:1] == b"Z":
            return


def _message(peer: socket.socket) -> bytes:
    head = _exactly(peer, 5)
    return head + _exactly(peer, struct.unpack(">I", head[1:])[0] - 4)


def _exactly(peer: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = peer.recv(size - len(data))
        if not part:
            raise ConnectionError
        data += part
    return data
