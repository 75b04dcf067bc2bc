"""People who speak to our REST, inside the tests' own process; every answer is held against the document.

siti = api.person("siti")
room = siti.post("/api/rooms", type="group").data
assert siti.get("/api/rooms/999").code == "room_not_found"
"""

from __future__ import annotations

import json
import re
from typing import Any, Self

import pytest
from flask import Flask
from openapi_schema_validator import OAS30Validator
from werkzeug.test import TestResponse

from app.services import roles

both = pytest.mark.parametrize("api", ["sqlite", "postgresql"], indirect=True)
LOBBY = 1
PASSWORD = "kopi tubruk pagi"
NOTHING: dict[str, Any] = {}


class Answer:
    """What came back."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.raw = response.data
        self.text = response.text
        self.body: Any = json.loads(response.data) if response.is_json and response.data else None

    @property
    def data(self) -> Any:
        """`data` of a success. Raises `AssertionError` for a failure."""
        assert 200 <= self.status < 300, f"{self.status}: {self.text}"
        return self.body["data"]

    @property
    def paging(self) -> Any:
        """`paging` of a list."""
        return self.body["paging"]

    @property
    def error(self) -> Any:
        """The error object of a failure. Raises `AssertionError` for a success."""
        assert self.status >= 400, f"{self.status}: {self.text}"
        return self.body["error"]

    @property
    def code(self) -> str:
        """The code of a failure."""
        code: str = self.error["code"]
        return code


class Contract:
    """The API document, as a judge of answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.seen: set[tuple[str, str, int]] = set()
        self._paths = [
            (re.compile(re.sub(r"\{\w+\}", r"[0-9a-f-]+", path)), path) for path in document["paths"]
        ]

    def check(self, method: str, path: str, answer: Answer) -> None:
        """Raise unless the document foresees this status, with exactly such a body."""
        found = next((template for pattern, template in self._paths if pattern.fullmatch(path)), None)
        operation = self.document["paths"].get(found, NOTHING).get(method.lower())
        if operation is None:
            if answer.status >= 400 and path.startswith("/api"):
                self._judge({"$ref": "#/components/schemas/Failure"}, answer.body, f"{method} {path}")
            return
        what = f"{method} {found} {answer.status}"
        response = operation["responses"].get(str(answer.status))
        assert response is not None, f"{what} is not in the document"
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        kind = answer.headers["Content-Type"].partition(";")[0]
        body = answer.body if kind == "application/json" else answer.text
        self._judge(response["content"][kind]["schema"], body, what)
        self.seen.add((method.lower(), str(found), answer.status))

    def judge(self, schema: dict[str, Any], value: Any, what: str) -> None:
        """Raise unless `value` fits `schema`, whose references are the document's."""
        self._judge(schema, value, what)

    def _judge(self, schema: dict[str, Any], value: Any, what: str) -> None:
        validator = OAS30Validator(
            schema | {"components": self.document["components"]}, format_checker=OAS30Validator.FORMAT_CHECKER
        )
        faults = [f"{what}: {fault.json_path}: {fault.message}" for fault in validator.iter_errors(value)]
        assert not faults, "\n".join(faults)


class Api:
    """One app, and everybody who speaks to it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._client = app.test_client(use_cookies=False)
        self.contract = Contract(json.loads(self._client.get("/openapi.json").data))

    def call(self, method: str, path: str, token: str | None = None, **options: Any) -> Answer:
        """One request; `options` are those of Werkzeug's test client."""
        headers = dict(options.pop("headers", None) or {})
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        answer = Answer(self._client.open(path, method=method, headers=headers, **options))
        if method not in {"HEAD", "OPTIONS"}:
            self.contract.check(method, path.partition("?")[0], answer)
        return answer

    def get(self, path: str, **query: Any) -> Answer:
        """GET by nobody; keywords are the query."""
        return self.call("GET", path, query_string=query)

    def post(self, path: str, **body: Any) -> Answer:
        """POST by nobody; keywords are the JSON body."""
        return self.call("POST", path, json=body)

    def person(self, username: str, **fields: Any) -> Person:
        """A new account."""
        return Person(self, self.post("/api/register", username=username, **fields).data)

    def admin(self, username: str) -> Person:
        """An admin's account, made by the operator."""
        roles.make_admin(username, PASSWORD)
        return self.sign_in(username, password=PASSWORD)

    def sign_in(self, username: str, **fields: Any) -> Person:
        """A further session of an account."""
        return Person(self, self.post("/api/login", username=username, **fields).data)


class Person:
    """Somebody signed in."""

    def __init__(self, api: Api, signed_in: dict[str, Any]) -> None:
        self.api = api
        self.token: str = signed_in["token"]
        self.id: int = signed_in["user"]["id"]
        self.username: str = signed_in["user"]["username"]

    def call(self, method: str, path: str, **options: Any) -> Answer:
        """One request of theirs."""
        return self.api.call(method, path, self.token, **options)

    def get(self, path: str, **query: Any) -> Answer:
        return self.call("GET", path, query_string=query)

    def post(self, path: str, **body: Any) -> Answer:
        return self.call("POST", path, json=body)

    def patch(self, path: str, **body: Any) -> Answer:
        return self.call("PATCH", path, json=body)

    def put(self, path: str, **body: Any) -> Answer:
        return self.call("PUT", path, json=body)

    def delete(self, path: str, **body: Any) -> Answer:
        return self.call("DELETE", path, json=body)

    def again(self, **fields: Any) -> Self:
        """A further session of theirs."""
        signed_in = self.api.post("/api/login", username=self.username, **fields).data
        return type(self)(self.api, signed_in)

    def group(self, **fields: Any) -> int:
        """A new group of theirs; its id."""
        room_id: int = self.post("/api/rooms", type="group", **fields).data["id"]
        return room_id

    def dm(self, other: Person) -> int:
        """The dm with somebody; its id."""
        room_id: int = self.post("/api/rooms", type="dm", username=other.username).data["id"]
        return room_id

    def say(self, room_id: int, content: str, **fields: Any) -> Any:
        """A message of theirs, posted."""
        return self.post(f"/api/rooms/{room_id}/messages", content=content, **fields).data
