"""One connection, with an app of the test's own."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any

import pytest

from app.serving.connection import Connection
from app.serving.server import Server
from tests.serving.raw import statuses

UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"


def answered(error: Exception, fields: bytes) -> bytes:
    """What a client gets whose request makes the app raise that."""

    def app(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise error

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener, app, largest_body=100)
        client, ours = socket.socketpair()
        with client:
            connection = Connection(server, ours, ("127.0.0.1", 1))
            assert server.connections.admit(connection)
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + fields + b"\r\n")
            client.shutdown(socket.SHUT_WR)
            connection.serve()
            return client.recv(1000)


@pytest.mark.parametrize("error", [ConnectionResetError(104, "reset"), BrokenPipeError(32, "gone")])
def test_a_websocket_whose_client_goes_is_no_fault(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """The libraries raise these in the middle of their handshake."""
    assert answered(error, UPGRADE) == b""
    assert not caplog.records


@pytest.mark.parametrize(
    ("error", "fields"),
    [
        (OSError(28, "no space"), UPGRADE),
        (ValueError(), UPGRADE),
        (ConnectionResetError(104, "a proxy"), b""),
    ],
)
def test_other_faults_are_logged(error: Exception, fields: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert statuses(answered(error, fields)) == [500]
    assert [record.message for record in caplog.records] == ["a request failed"]
