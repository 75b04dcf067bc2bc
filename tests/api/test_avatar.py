"""One's picture over REST, and at its address."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from app.services import pictures
from tests.api.client import Answer, Api, Person, both
from tests.api.conftest import MakeApi
from tests.support.images import BLUE, alike, corners, opened, plain

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


def put(who: Person, data: bytes, **options: Any) -> Answer:
    """Send a file as one's picture."""
    return who.call("PUT", "/api/me/avatar", data=data, **options)


def at(api: Api, address: str, reader: Person | None = None) -> Any:
    """What is at an address outside of the API, for a stranger unless told."""
    headers = {"Authorization": f"Bearer {reader.token}"} if reader else {}
    return api.app.test_client().get(address, headers=headers)


@both
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_shown_to_everybody(api: Api, kind: str) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    siti.dm(budi)
    siti.say(1, "Halo")
    me = put(siti, plain(BLUE, kind), headers={"Content-Type": KINDS[kind]}).data
    assert me["avatar"].startswith(f"/avatar/{siti.id}-")
    assert me == siti.get("/api/me").data
    assert budi.get(f"/api/users/{siti.id}").data["avatar"] == me["avatar"]
    assert budi.get("/api/rooms/1/messages").data[0]["sender"]["avatar"] == me["avatar"]
    shown = at(api, me["avatar"])
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert all(alike(colour, BLUE) for colour in corners(opened(shown.data)))

    assert siti.call("DELETE", "/api/me/avatar").data["avatar"] == f"/avatar/{siti.id}.svg"
    assert siti.call("DELETE", "/api/me/avatar").status == 200


def test_its_address_never_changes_its_meaning(api: Api) -> None:
    siti = api.person("siti")
    initials = f"/avatar/{siti.id}.svg"
    first = put(siti, plain()).data["avatar"]
    assert at(api, first).headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert at(api, first).headers["X-Content-Type-Options"] == "nosniff"
    assert at(api, initials, siti).location == first
    second = put(siti, plain(BLUE)).data["avatar"]
    assert second != first
    old = at(api, first)
    assert (old.status_code, old.location, old.headers["Cache-Control"]) == (
        302,
        initials,
        "private, no-cache",
    )
    assert put(siti, plain()).data["avatar"] == first  # the same pixels, the same address
    siti.call("DELETE", "/api/me/avatar")
    assert at(api, first).location == initials
    assert at(api, initials).mimetype == "image/svg+xml"
    for nothing in (
        f"/avatar/{siti.id}-x.webp",
        f"/avatar/{siti.id}-%00.webp",
        "/avatar/0-0123456789abcdef.webp",
    ):
        assert at(api, nothing).status_code == 404
    nobody = at(api, "/avatar/99999-0123456789abcdef.webp")
    assert at(api, nobody.location).status_code == 200  # as nobody looks


def test_strangers_who_walk_the_ids_find_nobody_s_picture(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    shown = put(siti, plain()).data["avatar"]
    walked = f"/avatar/{siti.id}.svg"
    for address in (walked, f"/avatar/{siti.id}-0123456789abcdef.webp"):
        found = at(api, address)
        assert shown not in (found.location or "") + found.text
    assert at(api, walked).mimetype == "image/svg+xml"
    assert at(api, walked, budi).location == shown
    assert at(api, shown).mimetype == "image/webp"  # who was told the address needs no more


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"<svg xmlns='http://www.w3.org/2000/svg'/>", plain()[:-30], plain(kind="BMP")],
    ids=lambda data: repr(data[:8]),
)
@pytest.mark.parametrize("kind", ["image/png", "application/json", "multipart/form-data", ""])
def test_what_is_no_picture_is_invalid_whatever_its_type_says(api: Api, data: bytes, kind: str) -> None:
    siti = api.person("siti")
    answer = put(siti, data, headers={"Content-Type": kind})
    assert (answer.status, answer.code, set(answer.error["fields"])) == (422, "invalid", {"picture"})
    assert siti.get("/api/me").data["avatar"] == f"/avatar/{siti.id}.svg"


def test_the_type_that_is_said_does_not_matter(api: Api) -> None:
    siti = api.person("siti")
    for kind in ("", "text/plain", "image/svg+xml"):
        assert put(siti, plain(kind="JPEG"), headers={"Content-Type": kind}).status == 200


def test_only_this_route_takes_more_and_not_too_much(api: Api) -> None:
    siti = api.person("siti")
    padded = plain() + b"\0" * (pictures.MOST_BYTES - len(plain()))
    assert put(siti, padded).status == 200
    for answer in (put(siti, padded + b"\0"), put(siti, padded + b"\0" * 100_000)):
        assert (answer.status, answer.code) == (413, "too_large")
    endless = siti.call(
        "PUT",
        "/api/me/avatar",
        input_stream=BytesIO(padded + b"\0" * 9_000),
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert endless.code == "too_large"
    assert siti.call("POST", "/api/rooms", data=b" " * 70_000).code == "too_large"


def test_nobody_changes_anothers(api: Api) -> None:
    assert api.call("PUT", "/api/me/avatar", data=plain()).code == "unauthenticated"
    assert api.call("DELETE", "/api/me/avatar").code == "unauthenticated"


def test_not_too_often(make_api: MakeApi) -> None:
    api = make_api()
    siti, budi = api.person("siti"), api.person("budi")
    for _ in range(20):
        assert put(siti, b"no picture").status == 422
    answer = put(siti, plain())
    assert (answer.status, answer.code) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) >= 1
    assert put(budi, plain()).status == 200


def test_the_theme_is_kept_with_the_account(api: Api) -> None:
    siti = api.person("siti")
    assert siti.get("/api/me").data["theme"] is None
    for theme in ("dark", "light", "system", None):
        assert siti.patch("/api/me", theme=theme).data["theme"] == theme
    assert set(siti.patch("/api/me", theme="sepia").error["fields"]) == {"theme"}
