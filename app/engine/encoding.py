"""How what we say becomes text and frames: one pass over the data, without looking for bytes in it.

The library would walk through each payload for binary parts, of which there are none,
and make a new JSON encoder for each; together that costs more than all of the sending.
"""

from __future__ import annotations

import json
from typing import Any

import orjson
from socketio import packet
from websockets.frames import Frame, Opcode


class TextPacket(packet.Packet):  # type: ignore[misc]
    """A Socket.IO packet that has no binary parts."""

    uses_binary_events = False


class Json:
    """The `json` module that the library is given."""

    loads = staticmethod(json.loads)

    @staticmethod
    def dumps(value: Any, **_: Any) -> str:
        """`value` in its shortest form."""
        try:
            return orjson.dumps(value).decode()
        except TypeError:
            # Half a surrogate pair, in the name of a field that is refused.
            return json.dumps(value, separators=(",", ":"))


def framed(packet: Any) -> bytes:
    """A packet as a WebSocket frame, made once however many it goes to."""
    frame: bytes | None = getattr(packet, "frame", None)
    if frame is None:
        frame = packet.frame = one_frame(packet.encode())
    return frame


def one_frame(text: str) -> bytes:
    """A whole message, unmasked as a server's are."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
