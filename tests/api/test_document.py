"""The API document: valid, complete, and true. Every other test here holds its answers against it too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from app.api.openapi import is_documented
from app.wire import payloads, people_schemas, schema_types, schemas
from tests.api.client import LOBBY, PASSWORD, Api
from tests.support.images import plain

Operation = tuple[str, str]


def subclasses(base: Any) -> list[Any]:
    direct = base.__subclasses__()
    return [*direct, *(each for one in direct for each in subclasses(one))]


EXAMPLES = {
    model.__name__: model.EXAMPLE
    for base in (schema_types.Shape, payloads.Payload)
    for model in subclasses(base)
    if "EXAMPLE" in vars(model)
}
"""Of the app's schemas, by their names."""


def operations(api: Api) -> dict[Operation, dict[str, Any]]:
    paths = api.contract.document["paths"]
    return {(method, path): facts for path, methods in paths.items() for method, facts in methods.items()}


def test_it_is_valid_openapi(api: Api) -> None:
    document = api.contract.document
    assert document["openapi"] == "3.0.3"
    OpenAPIV30SpecValidator(document).validate()


def test_it_names_every_route_and_no_other(api: Api) -> None:
    served = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in api.app.url_map.iter_rules()
        if is_documented(rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == set(operations(api))


def test_every_operation_is_described(api: Api) -> None:
    document, names = api.contract.document, set()
    tags = {tag["name"] for tag in document["tags"]}
    for (method, path), facts in operations(api).items():
        what = f"{method} {path}"
        assert facts["summary"], what
        assert set(facts["tags"]) <= tags, what
        assert "500" in facts["responses"], what
        assert ("401" in facts["responses"]) == bool(facts["security"]) or path == "/api/login", what
        assert ("{" in path) <= ("404" in facts["responses"]), what
        assert ("requestBody" in facts) <= ({"400", "413", "422"} <= set(facts["responses"])), what
        names.add(facts["operationId"])
    assert len(names) == len(operations(api))


def test_its_examples_are_true(api: Api) -> None:
    known = api.contract.document["components"]["schemas"]
    assert set(EXAMPLES) <= set(known)
    for name, example in EXAMPLES.items():
        api.contract.judge({"$ref": f"#/components/schemas/{name}"}, example, name)
    for (method, path), facts in operations(api).items():
        bodies = [facts["requestBody"]] if "requestBody" in facts else []
        for part in bodies + [r for r in facts["responses"].values() if "content" in r]:
            media = part["content"].get("application/json")
            if media:
                api.contract.judge(media["schema"], media["example"], f"{method} {path}")
    for name, failure in api.contract.document["components"]["responses"].items():
        media = failure["content"]["application/json"]
        for example in media["examples"].values():
            api.contract.judge(media["schema"], example["value"], name)


def test_the_judge_is_strict(api: Api) -> None:
    reference = {"$ref": "#/components/schemas/User"}
    for broken in ({"id": "2"}, {"username": None}, {"secret": 1}, {"role": "king"}):
        with pytest.raises(AssertionError):
            api.contract.judge(reference, people_schemas.User.EXAMPLE | broken, "broken")
    for lacking in schemas.Room.EXAMPLE:
        with pytest.raises(AssertionError):
            api.contract.judge(
                {"$ref": "#/components/schemas/Room"},
                {key: value for key, value in schemas.Room.EXAMPLE.items() if key != lacking},
                lacking,
            )


def test_every_success_in_it_happens(api: Api) -> None:
    """One long conversation; the client compares each answer with the document."""
    api.post("/api/check-username", username="siti")
    siti, budi = api.person("siti", password=PASSWORD), api.person("budi")
    room, dm = siti.group(name="Kopi"), siti.dm(budi)
    budi.dm(siti)
    budi.post(f"/api/rooms/{room}/join")
    message = siti.say(room, "Halo *semua*", client_id="1")
    siti.say(room, "Halo *semua*", client_id="1")
    siti.say(dm, "jawab aku", reply_to=None)
    answered = budi.say(dm, "sudah")["id"]
    path = f"/api/messages/{message['id']}"
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("put", f"{path}/reactions", {"emoji": "👍", "on": True}),
        ("patch", path, {"content": "Hai"}),
        ("get", path, {}),
        ("get", f"/api/rooms/{room}/messages", {}),
        ("get", f"/api/rooms/{room}/changes", {"after": 0}),
        ("get", f"/api/rooms/{room}/changes", {"after": 99}),
        ("post", f"/api/rooms/{room}/read", {"seq": 1}),
        ("post", f"/api/rooms/{room}/typing", {"is_typing": False}),
        ("post", f"/api/rooms/{dm}/accept", {}),
        ("patch", f"/api/rooms/{room}", {"invite_only": True}),
        ("put", f"/api/rooms/{room}/notifications", {"level": "mentions"}),
        ("get", f"/api/rooms/{room}", {}),
        ("get", f"/api/rooms/{room}/invite", {}),
        ("get", "/api/rooms", {}),
        ("delete", path, {}),
        ("post", f"/api/rooms/{room}/leave", {}),
        ("get", "/api/users", {"q": "bu"}),
        ("get", f"/api/users/{budi.id}", {}),
        ("get", "/api/messages", {}),
        ("get", "/api/chats/", {}),
        ("get", f"/api/chats/history/{budi.id}", {}),
        ("get", "/api/chats/unread", {}),
        ("patch", f"/api/chats/{answered}/read", {}),
        ("get", "/api/me", {}),
        ("patch", "/api/me", {"language": "en"}),
        ("put", "/api/me/quiet-hours", {"on": True, "from": "22:00", "until": "07:00"}),
        ("put", "/api/me/password", {"password": "teh poci sore", "current_password": PASSWORD}),
        ("delete", "/api/me/avatar", {}),
        ("get", "/api/me/export", {}),
        ("delete", "/api/me/sessions", {}),
        ("post", "/api/refresh", {}),
        ("get", "/api/me/sessions", {}),
        ("get", "/healthz", {}),
        ("get", "/readyz", {}),
        ("get", "/metrics", {}),
    ]
    for method, where, body in calls:
        assert getattr(siti, method)(where, **body).status == 200, where
    assert siti.call("PUT", "/api/me/avatar", data=plain()).status == 200
    budi.say(LOBBY, "sampai jumpa")
    boss = api.admin("bosku")
    own = budi.get("/api/chat/room").data["room"]["id"]
    budi.say(own, "tolong")
    for method, path in (
        ("get", "/api/chat/rooms"),
        ("get", f"/api/chat/rooms/{own}/messages"),
        ("patch", f"/api/chat/rooms/{own}/assign"),
        ("patch", f"/api/chat/rooms/{own}/close"),
        ("get", "/api/chat/stats"),
    ):
        assert getattr(boss, method)(path).status == 200, path
    boss.patch(f"/api/users/{siti.id}", role="admin")
    second = budi.again()
    budi.call("DELETE", f"/api/me/sessions/{second.get('/api/me').data['session_id']}")
    budi.again().call("POST", "/api/logout")
    budi.delete("/api/me", username="budi")

    foreseen = {
        (method, path, int(status))
        for (method, path), facts in operations(api).items()
        for status in facts["responses"]
        if status < "300"
    }
    assert foreseen == {seen for seen in api.contract.seen if seen[2] < 300}
