"""What is no request, and what is answered to it."""

from __future__ import annotations

import json
from http import HTTPStatus

CODES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large"}


class Refused(Exception):
    """What came is not a request that can be taken; the connection ends with this status."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason

    def answer(self, with_body: bool = True) -> bytes:
        """The whole answer, in the shape of all our errors; whoever gets it is a program."""
        code = CODES.get(self.status, "bad_request")
        error = {"code": code, "message": self.reason, "key": code, "values": {}}
        body = json.dumps({"success": False, "error": error}).encode()
        head = (
            f"HTTP/1.1 {self.status.value} {self.status.phrase}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode("ascii") + (body if with_body else b"")


def malformed(reason: str) -> Refused:
    """What to raise for bytes that are no request."""
    return Refused(HTTPStatus.BAD_REQUEST, reason)
