"""What one wants to be told, chosen without scripts; and what makes the pages an app to install."""

from __future__ import annotations

import json
import re

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor

CASES = [
    ("hai @{0}", True),
    ("@{0}!", True),
    ("(@{0})", True),
    ("@{0}...", True),
    ("@{0}x", False),
    ("@{0}.x", False),
    ("a@{0}", False),
    ("{0}", False),
]


def test_a_room_is_muted_and_drawn_quieter(person: Signed) -> None:
    ana, budi = person(), person()
    room = ana.create(name="Kopi")
    budi.post("/room/join", room_id=str(room))
    assert budi.get(f"/room/{room}").values["level"] == "all"
    assert budi.get("/room/1").values["level"] == "mentions"
    page = budi.post(f"/room/{room}/notifications", level="nothing")
    assert page.path.startswith(f"room/{room}")
    assert page.values["level"] == "nothing"
    ana.post(f"/room/{room}/send", content="halo")
    page = budi.get("/dashboard")
    assert page.within("section__unread") == []
    row = page.within("room-row--muted")
    assert any("Kopi" in text for text in row)
    assert any("dibisukan" in text for text in row)
    assert ana.get(f"/room/{room}").values["level"] == "all"


def test_a_level_that_is_none_changes_nothing(person: Signed) -> None:
    ana = person()
    assert ana.post("/room/1/notifications", level="loud").status == 422
    assert ana.post("/room/100000001/notifications", level="all").status == 404
    assert ana.get("/room/1").values["level"] == "mentions"


def test_quiet_hours_are_saved_and_faults_stand_beside_their_fields(person: Signed) -> None:
    ana = person()
    page = ana.post("/settings/notifications", **{"on": "yes", "from": "23:30", "until": "06:15"})
    assert page.says("Jam tenangmu sudah disimpan.")
    assert (page.values["on"], page.values["from"], page.values["until"]) == ("yes", "23:30", "06:15")
    wrong = ana.post("/settings/notifications", **{"on": "yes", "from": "25:00", "until": "06:15"})
    assert wrong.status == 422
    assert wrong.says("Tulis waktu seperti 22:00.")
    off = ana.post("/settings/notifications", **{"from": "23:30", "until": "06:15"})
    assert "on" not in off.values


@pytest.mark.parametrize(("text", "named"), CASES)
def test_a_message_that_names_the_reader_stands_out(person: Signed, text: str, named: bool) -> None:
    ana, budi = person(), person()
    room = ana.create(name="Kopi")
    budi.post("/room/join", room_id=str(room))
    budi.post(f"/room/{room}/send", content=text.format(ana.name.upper()))
    assert bool(ana.get(f"/room/{room}").within("message--named")) is named
    assert not budi.get(f"/room/{room}").within("message--named")


def test_the_service_worker_is_of_the_root_and_knows_the_release(person: Signed) -> None:
    ana = person()
    answer = ana.raw("GET", "/service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    told = dict(re.findall(r"^const (\w+) = (.+);$", answer.text, re.MULTILINE)[:3])
    boot = re.search(r'id="boot">(.*?)</script>', ana.raw("GET", "/room/1").text)
    assert boot
    assert json.loads(boot[1])["release"] == json.loads(told["RELEASE"])
    for address in json.loads(told["SHELL"]):
        assert "immutable" in ana.raw("GET", address).headers["Cache-Control"], address
    again = ana.raw("GET", "/service-worker.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_page_without_a_connection_has_nothing_of_the_visitor(person: Signed, stranger: Visitor) -> None:
    ana = person()
    page = ana.raw("GET", "/offline")
    assert page.headers["Content-Language"] == "id"
    assert ana.name not in page.text
    nonces = re.compile(r'nonce="[^"]+"')
    assert nonces.sub("", page.text) == nonces.sub("", stranger.raw("GET", "/offline").text)
