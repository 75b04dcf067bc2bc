"""The same way through on each database and async mode, with text that databases choke on."""

from __future__ import annotations

import pytest

from tests.pages.visitor import Visitor
from tests.support.server import RunningServer

pytestmark = pytest.mark.every_stack

NUL = "nol\0nol"


def test_a_conversation(server: RunningServer) -> None:
    ana, budi = Visitor(server.url).register("ana"), Visitor(server.url).register("budi")
    room_id = ana.create(name="Kopi 👋 Kamis")
    assert budi.post("/room/join", room_id=str(room_id)).says("Kopi 👋 Kamis")
    first = ana.say(room_id, "Halo 👋\nsemua")
    budi.say(room_id, "Hai!", reply_to=str(first))
    budi.post(f"/room/{room_id}/message/{first}/react", emoji="❤️")
    page = ana.get(f"/room/{room_id}")
    assert page.within("reaction") == ["❤️ 1"]
    assert [m["content"] for m in ana.messages(room_id)] == ["Halo 👋\nsemua", "Hai!"]
    assert ana.post(f"/room/{room_id}/leave").status == 200
    assert ana.post("/account/delete", username=ana.name).says("Akunmu sudah dihapus.")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/register", {"username": NUL}),
        ("/register", {"username": "orang_nol", "password": "rahasia\0besar"}),
        ("/login", {"username": NUL}),
        ("/login", {"username": "orang_nol", "password": NUL}),
        ("/room/create", {"type": "group", "name": NUL}),
        ("/room/create", {"type": "dm", "username": NUL}),
        ("/room/1/send", {"content": "x", "client_id": NUL}),
        ("/room/1/message/1/react", {"emoji": NUL}),
        ("/settings/profile", {"country": NUL}),
        ("/settings/password", {"password": "rahasia\0besar"}),
        ("/account/delete", {"username": NUL}),
    ],
)
def test_nul_is_refused_everywhere(server: RunningServer, path: str, fields: dict[str, str]) -> None:
    page = Visitor(server.url).register().post(path, **fields)
    assert page.status in {401, 404, 422}
    assert page.within("oops__id") == []
