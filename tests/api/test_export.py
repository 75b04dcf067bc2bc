"""All of one's data over REST."""

from __future__ import annotations

import json
from base64 import b64decode

from tests.api.client import LOBBY, PASSWORD, Api, both
from tests.api.conftest import MakeApi
from tests.support.images import opened, plain


@both
def test_everything_of_mine_in_one_answer(api: Api) -> None:
    siti, budi = api.person("siti", password=PASSWORD, email="siti@example.org"), api.person("budi")
    room = siti.group(name='Kopi "Tubruk" 👋')
    mine = [siti.say(room, text)["id"] for text in ("Halo *semua*", 'kutip " dan \\ dan </script>', "a\nb")]
    other = budi.say(LOBBY, "punya budi")["id"]
    siti.put(f"/api/messages/{other}/reactions", emoji="👍", on=True)
    siti.call("PUT", "/api/me/avatar", data=plain())

    answer = siti.get("/api/me/export")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    whole = answer.data
    picture = whole["account"].pop("picture")
    assert whole["account"] == siti.get("/api/me").data
    assert opened(b64decode(picture.partition(",")[2])).size == (256, 256)
    assert [one["id"] for one in whole["messages"]] == mine
    assert whole["messages"][1]["content"] == 'kutip " dan \\ dan </script>'
    assert [(one["message_id"], one["emoji"]) for one in whole["reactions"]] == [(other, "👍")]
    assert {one["name"] for one in whole["rooms"]} == {None, 'Kopi "Tubruk" 👋'}
    assert whole["sessions"] == siti.get("/api/me/sessions").data
    assert "punya budi" not in answer.text
    assert "hash" not in answer.text


def test_it_is_for_the_owner_alone(api: Api) -> None:
    siti = api.person("siti")
    assert siti.again().get("/api/me/export").code == "forbidden"
    assert api.get("/api/me/export").code == "unauthenticated"
    assert siti.get("/api/me/export").status == 200


def test_it_leaves_in_pieces(api: Api) -> None:
    siti = api.person("siti", password=PASSWORD)
    for number in range(60):
        siti.say(LOBBY, str(number))
    client = api.app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {siti.token}"}
    streamed = client.get("/api/me/export", headers=headers, buffered=False)
    pieces = [bytes(piece) for piece in streamed.iter_encoded()]
    assert len(pieces) > 5
    assert len(json.loads(b"".join(pieces))["data"]["messages"]) == 60


def test_not_too_often(make_api: MakeApi) -> None:
    siti = make_api().person("siti")
    assert {siti.get("/api/me/export").status for _ in range(6)} == {200}
    assert siti.get("/api/me/export").code == "rate_limited"


@both
def test_all_other_devices_are_signed_out(api: Api) -> None:
    siti, budi = api.person("siti"), api.person("budi")
    others = [siti.again() for _ in range(3)]
    assert siti.call("DELETE", "/api/me/sessions").data is None
    assert [one.get("/api/me").code for one in others] == ["unauthenticated"] * 3
    assert [one["current"] for one in siti.get("/api/me/sessions").data] == [True]
    assert budi.get("/api/me").status == 200
