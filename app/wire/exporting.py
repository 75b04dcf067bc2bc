"""All of one's data as JSON in pieces, so that no answer is ever in memory whole."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from flask import Response

from app import clock
from app.services import export, pictures
from app.services.actor import Actor
from app.wire import shapes

Json = dict[str, Any]
PIECES = 100
"""Messages that leave together."""


def answer(actor: Actor, before: str = "", after: str = "\n") -> Response:
    """A download of all that is the actor's, with this text round it. Raises `Forbidden`, `RateLimited`."""
    whole = export.everything(actor)
    day = clock.now().date().isoformat()
    response = Response(_text(whole, before, after), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="ngobrol-{whole.account.id}-{day}.json"'
    return response


def _text(whole: export.Export, before: str, after: str) -> Iterator[str]:
    yield before + "{"
    head = {
        "exported_at": clock.iso(clock.now()),
        "account": shapes.account(whole.account) | {"picture": _picture(whole.picture)},
        "sessions": [shapes.session(one, whole.account.session_id) for one in whole.sessions],
    }
    for name, value in head.items():
        yield f"{json.dumps(name)}:{_line(value)},\n"
    yield from _list("rooms", whole.rooms)
    yield ",\n"
    yield from _list("messages", whole.messages)
    yield ",\n"
    yield from _list("reactions", whole.reactions)
    yield "}" + after


def _list(name: str, items: Iterable[Any]) -> Iterator[str]:
    yield f"{json.dumps(name)}:["
    waiting: list[str] = []
    first = True
    for one in items:
        waiting.append(("\n" if first else ",\n") + _line(_plain(one)))
        first = False
        if len(waiting) >= PIECES:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting) + "]"


def _picture(data: bytes | None) -> str | None:
    return f"data:{pictures.TYPE};base64,{b64encode(data).decode()}" if data else None


def _plain(entry: Any) -> Json:
    shape: Json = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        shape[field.name] = clock.iso(value) if isinstance(value, datetime) else value
    return shape


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
