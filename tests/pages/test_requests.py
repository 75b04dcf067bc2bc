"""A stranger's dm without scripts: apart in the list, read unseen, accepted or deleted by a button."""

from __future__ import annotations

from tests.pages.conftest import Signed


def test_a_request_is_accepted_by_its_button(person: Signed) -> None:
    ana, budi = person(), person()
    room = ana.create(type="dm", username=budi.name)
    ana.say(room, "halo")
    assert budi.get("/dashboard").within("section__count") == ["1"]
    page = budi.get(f"/room/{room}")
    assert page.says(f"{ana.name} ingin menulis kepadamu")
    assert page.says("halo")
    assert not ana.get(f"/room/{room}").within("request")
    assert not ana.get(f"/room/{room}").within("message__state--read"), "nobody is told that it was read"
    page = budi.post(f"/room/{room}/accept")
    assert page.path == f"room/{room}"
    assert not page.within("request")
    assert not page.within("section__count")


def test_a_request_is_answered_or_deleted(person: Signed) -> None:
    ana, budi, cici = person(), person(), person()
    answered, deleted = (one.create(type="dm", username=budi.name) for one in (ana, cici))
    budi.say(answered, "hai")
    assert not budi.get(f"/room/{answered}").within("request")
    assert budi.get(f"/room/{deleted}").within("request")
    assert budi.post(f"/room/{deleted}/leave").path.startswith("dashboard")
    assert budi.get(f"/room/{deleted}").status == 404
    assert budi.post(f"/room/{deleted}/accept").status == 404
