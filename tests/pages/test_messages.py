"""Sending, history, editing, deleting, reacting, and the JSON for refresh."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor


@pytest.fixture
def pair(person: Signed) -> tuple[Visitor, Visitor, int]:
    """Two people in one group."""
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(name="Kopi")
    budi.post("/room/join", room_id=str(room_id))
    return ana, budi, room_id


Pair = tuple[Visitor, Visitor, int]


def test_a_message_reaches_everybody_in_the_room(pair: Pair) -> None:
    ana, budi, room_id = pair
    answer = ana.raw("POST", f"/room/{room_id}/send", data={"content": "Halo semua!"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/room/{room_id}"
    page = budi.get(f"/room/{room_id}")
    assert "Halo semua!" in page.within("message__text")
    assert ana.name in page.within("message__author")


def test_the_refresh_route_has_the_contracts_shape(pair: Pair) -> None:
    ana, budi, room_id = pair
    ana.say(room_id, "satu")
    message_id = budi.say(room_id, "dua")
    answer = ana.raw("GET", f"/room/{room_id}/messages").json()
    assert answer["success"] is True
    assert set(answer["paging"]) == {"limit", "has_more", "before", "after"}
    last = answer["data"][-1]
    assert list(last) == ["id", "room_id", "sender_id", "username", "content", "created_at"]
    assert last | {"sender_id": 0, "created_at": ""} == {
        "id": message_id, "room_id": room_id, "sender_id": 0, "username": budi.name, "content": "dua",
        "created_at": "",
    }  # fmt: skip
    assert last["created_at"].endswith("Z")
    datetime.fromisoformat(last["created_at"])
    assert [m["content"] for m in answer["data"]] == ["satu", "dua"]


def test_the_refresh_route_pages_and_refuses_in_json(pair: Pair, stranger: Visitor) -> None:
    ana, budi, room_id = pair
    ids = [ana.say(room_id, f"pesan {n}") for n in range(5)]
    path = f"/room/{room_id}/messages"
    assert [m["id"] for m in budi.messages(room_id, limit=2)] == ids[-2:]
    assert [m["id"] for m in budi.messages(room_id, limit=2, before=ids[2])] == ids[:2]
    assert [m["id"] for m in budi.messages(room_id, limit=2, after=ids[1])] == ids[2:4]
    for query, status, code in (
        ({"limit": 0}, 422, "invalid"),
        ({"limit": "banyak"}, 422, "invalid"),
        ({"before": 10**30}, 422, "invalid"),
        ({"before": 10**12}, 404, "message_not_found"),
    ):
        answer = budi.raw("GET", path, params=query)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    refused = stranger.raw("GET", path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unauthenticated")
    gone = ana.raw("GET", "/room/987654321/messages")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "room_not_found")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "Tulis sesuatu dulu, ya."),
        (" \r\n ", "Tulis sesuatu dulu, ya."),
        ("x" * 4001, "Paling banyak 4000 karakter."),
        ("nol\0nol", "Ada karakter yang bukan teks."),
    ],
)
def test_a_bad_message_comes_back_with_its_fault(pair: Pair, content: str, fault: str) -> None:
    ana, _, room_id = pair
    page = ana.post(f"/room/{room_id}/send", content=content)
    assert page.status == 422
    assert page.within("composer__error") == [fault]
    assert page.values["content"].strip() == content.strip().replace("\0", "")
    assert ana.messages(room_id) == []


def test_a_form_that_was_open_when_the_other_went_for_good_says_so(person: Signed) -> None:
    ana, budi = person("ana"), person("budi")
    room_id = ana.create(type="dm", username=budi.name)
    ana.say(room_id, "sampai jumpa")
    assert budi.post("/account/delete", username=budi.name).status == 200
    page = ana.post(f"/room/{room_id}/send", content="halo?", client_id="once")
    assert page.status == 403
    assert page.says("sampai jumpa")
    assert page.says("Akun ini sudah dihapus: tidak ada yang akan membaca tulisanmu.")
    assert [one["content"] for one in ana.messages(room_id)] == ["sampai jumpa"]


def test_outsiders_neither_send_nor_see(pair: Pair, person: Signed) -> None:
    ana, _, room_id = pair
    message_id = ana.say(room_id, "rahasia kami")
    spy = person()
    for path in ("send", f"message/{message_id}/edit", f"message/{message_id}/delete"):
        assert spy.post(f"/room/{room_id}/{path}", content="x").status == 404
    assert spy.post(f"/room/{room_id}/message/{message_id}/react", emoji="👍").status == 404
    own = spy.create()
    assert not spy.get(f"/room/{own}?reply={message_id}").says("rahasia kami")
    assert not spy.get(f"/room/{own}?edit={message_id}").says("rahasia kami")


def test_typed_html_is_shown_as_typed(pair: Pair) -> None:
    ana, budi, room_id = pair
    typed = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    ana.say(room_id, typed)
    page = budi.get(f"/room/{room_id}")
    assert typed in " ".join(page.within("message__text"))
    assert "<script>alert" not in page.answer.text
    assert "<img src=x" not in page.answer.text


def test_markup_and_line_breaks(pair: Pair) -> None:
    ana, budi, room_id = pair
    ana.say(room_id, "baris satu\r\nbaris dua")
    ana.say(room_id, "**tebal** dan `kode`\n\n- butir")
    assert next(m["content"] for m in budi.messages(room_id)) == "baris satu\nbaris dua"
    html = budi.get(f"/room/{room_id}").answer.text
    assert "baris satu\nbaris dua" in html
    assert "<strong>tebal</strong>" in html
    assert "<li>butir</li>" in html


def test_a_form_sent_twice_is_one_message(pair: Pair) -> None:
    ana, _, room_id = pair
    client_id = ana.get(f"/room/{room_id}").values["client_id"]
    for _ in range(2):
        ana.post(f"/room/{room_id}/send", content="sekali saja", client_id=client_id)
    assert [m["content"] for m in ana.messages(room_id)] == ["sekali saja"]
    ana.post(f"/room/{room_id}/send", content="lain lagi", client_id=client_id)
    assert len(ana.messages(room_id)) == 2


def test_own_messages_are_edited_and_deleted(pair: Pair) -> None:
    ana, budi, room_id = pair
    message_id = ana.say(room_id, "salah ketk")
    form = ana.get(f"/room/{room_id}?edit={message_id}")
    assert f"/room/{room_id}/message/{message_id}/edit" in form.actions
    assert form.answer.text.count("salah ketk</textarea>") == 1
    page = ana.post(f"/room/{room_id}/message/{message_id}/edit", content="salah ketik")
    assert page.within("message__text") == ["salah ketik"]
    assert page.within("message__edited") == ["diedit"]
    empty = ana.post(f"/room/{room_id}/message/{message_id}/edit", content=" ")
    assert empty.status == 422
    assert empty.complaints == ["Tulis sesuatu dulu, ya."]
    assert budi.post(f"/room/{room_id}/message/{message_id}/edit", content="usil").status == 403
    assert budi.post(f"/room/{room_id}/message/{message_id}/delete").status == 403
    assert ana.post(f"/room/{room_id}/message/{message_id}/delete").status == 200
    assert ana.messages(room_id) == []
    assert ana.post(f"/room/{room_id}/message/{message_id}/delete").status == 404


def test_reactions_toggle(pair: Pair) -> None:
    ana, budi, room_id = pair
    message_id = ana.say(room_id, "setuju?")
    path = f"/room/{room_id}/message/{message_id}/react"
    assert budi.post(path, emoji="👍").within("reaction") == ["👍 1"]
    assert ana.post(path, emoji="👍").within("reaction") == ["👍 2"]
    assert budi.post(path, emoji="👍").within("reaction") == ["👍 1"]
    assert budi.post(path, emoji="bukan emoji").status == 422


@pytest.mark.parametrize("gone_before", [False, True])
def test_a_reply_sent_twice_is_one_even_if_the_original_goes(pair: Pair, gone_before: bool) -> None:
    ana, budi, room_id = pair
    original = ana.say(room_id, "siapa ikut?")
    for sent in range(2):
        if sent or gone_before:
            ana.raw("POST", f"/room/{room_id}/message/{original}/delete")
        budi.raw(
            "POST",
            f"/room/{room_id}/send",
            data={"content": "aku!", "reply_to": str(original), "client_id": "form-1"},
        )
    assert [m["content"] for m in ana.messages(room_id)] == ["aku!"]


def test_a_reply_shows_what_it_answers(pair: Pair) -> None:
    ana, budi, room_id = pair
    message_id = ana.say(room_id, "siapa ikut?")
    form = budi.get(f"/room/{room_id}?reply={message_id}")
    assert form.values["reply_to"] == str(message_id)
    budi.say(room_id, "aku!", reply_to=str(message_id))
    assert ana.get(f"/room/{room_id}").within("message__quote-text") == ["siapa ikut?"]
    ana.post(f"/room/{room_id}/message/{message_id}/delete")
    assert ana.get(f"/room/{room_id}").within("message__quote-author") == ["Pesan terhapus"]


def test_older_messages_by_links(pair: Pair) -> None:
    ana, budi, room_id = pair
    for number in range(55):
        ana.raw("POST", f"/room/{room_id}/send", data={"content": f"nomor {number}"})
    newest = budi.get(f"/room/{room_id}")
    assert newest.within("message__text") == [f"nomor {n}" for n in range(5, 55)]
    older = next(link for link in newest.links if "before=" in link)
    page = budi.get(older)
    assert page.within("message__text") == [f"nomor {n}" for n in range(5)]
    assert not [link for link in page.links if re.search(r"before=\d+$", link) and link != older]
    for bad in ("abc", "0", "9" * 30, "999999999"):
        assert budi.get(f"/room/{room_id}?before={bad}").status == 404


def test_the_page_around_a_message_shows_both_sides_and_reads_nothing(pair: Pair) -> None:
    ana, budi, room_id = pair
    ids = [ana.say(room_id, f"nomor {number}") for number in range(120)]
    page = budi.get(f"/room/{room_id}?m={ids[60]}")
    assert page.within("message__text") == [f"nomor {n}" for n in range(35, 85)]
    assert "nomor 60" in page.within("message--flash")
    assert re.findall(r'id="m-(\d+)"[^>]* autofocus', page.answer.text) == [str(ids[60])]
    assert f"/room/{room_id}?before={ids[35]}" in page.links
    assert f"/room/{room_id}" in page.links
    assert set(budi.get("/dashboard").within("badge")) == {"99+"}
    back = budi.raw("POST", f"/room/{room_id}/message/{ids[50]}/react?m={ids[60]}", data={"emoji": "👍"})
    assert back.headers["Location"] == f"/room/{room_id}?m={ids[60]}#m-{ids[50]}"
    reply = budi.say(room_id, "soal yang tadi", reply_to=str(ids[0]))
    quote = next(link for link in budi.get(f"/room/{room_id}").links if f"?m={ids[0]}" in link)
    assert "nomor 0" in budi.get(quote).within("message__text")
    assert "nomor 0" not in budi.get(f"/room/{room_id}?m={reply}").within("message__text")
    assert budi.get(f"/room/{room_id}?m=abc").status == 404


def test_the_address_of_a_message_that_is_not_there_or_not_ones_own_leads_to_the_room(
    pair: Pair, person: Signed
) -> None:
    ana, budi, room_id = pair
    gone = ana.say(room_id, "sebentar saja")
    ana.post(f"/room/{room_id}/message/{gone}/delete")
    ana.say(room_id, "yang terbaru")
    hidden = ana.say(ana.create(name="Rahasia"), "tersembunyi")
    said = "Pesan itu tidak ada, atau bukan untukmu."
    for astray in (gone, hidden, 999_999_999):
        page = budi.get(f"/room/{room_id}?m={astray}")
        assert (page.status, page.within("message__text")) == (200, ["yang terbaru"])
        assert page.says(said)
        assert not page.says("tersembunyi")
    plain = budi.get(f"/room/{room_id}")
    assert not plain.says(said)
    assert not plain.within("divider--new"), "what was shown is read"
    assert person("cici").get(f"/room/{room_id}?m={gone}").status == 404


def test_reading_a_page_marks_it_read_unless_the_live_app_does(pair: Pair) -> None:
    ana, budi, room_id = pair
    ana.say(room_id, "sudah baca?")
    budi.session.cookies.set("live", "1")
    assert budi.get(f"/room/{room_id}").within("divider--new")
    assert set(budi.get("/dashboard").within("badge")) == {"1"}  # the room and its section
    del budi.session.cookies["live"]
    assert budi.get(f"/room/{room_id}").within("divider--new")
    assert budi.get("/dashboard").within("badge") == []
    assert not budi.get(f"/room/{room_id}").within("divider--new")
