"""Coming and going on the default namespace: with a valid token, or with none at all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import Request

from app import limits
from app.contracts import channels, connections, identity
from app.contracts.channels import HERE
from app.contracts.connections import Connection
from app.contracts.contract import Contract
from app.engine.handshake import ABSENT, refusal, token_in
from app.engine.patience import GivenUp, patiently
from app.http import requests
from app.services import active_contracts


class Handshake:
    """The handlers of `connect` and `disconnect`, and what follows the first."""

    def __init__(self, contracts: Iterable[Contract]) -> None:
        self._contracts = tuple(contracts)

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None, *_: Any) -> None:
        """Let in who has a valid token, or none at all. Raises the refusal with the error object."""
        try:
            token = token_in(auth)
            connection = connections.add(sid, requests.device(Request(environ)))
            if token is not ABSENT:
                actor = patiently(HERE.name, sid, partial(identity.by_token, connection, token))
                limits.reading(actor.user_id)
        except Exception as error:  # noqa: BLE001  what escaped would leave the client without any answer
            self.disconnect(sid)
            raise refusal(error) from None

    def welcome(self, sid: str) -> None:
        """Once a connection is accepted: let it speak what its session spoke."""
        connection = connections.get(sid)
        if connection is None or connection.actor is None:
            return
        try:
            patiently(HERE.name, sid, partial(self._restore, connection))
        except GivenUp:
            return
        except Exception as error:  # noqa: BLE001  a client half welcomed must dial again
            channels.emit("error", HERE.describe(error)[0], sid)
            channels.close(sid)

    def _restore(self, connection: Connection) -> None:
        before = active_contracts.of(identity.known(connection).session_id)
        for contract in self._contracts:
            contract.restore(connection, before)

    def disconnect(self, sid: str, *_: Any) -> None:
        """Forget a connection, however it ended."""
        connection = connections.remove(sid)
        if connection is None:
            return
        for contract in self._contracts:
            if contract.name in connection.contracts:
                contract.gone(connection)
        identity.forget(connection)
