"""Finding texts and people: the same on both databases, in any alphabet, and a bounded part at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql

from app.exceptions import RoomNotFound
from app.models import LOBBY_ID
from app.services import accounts, deletion, finding, folding, messages, rooms, search
from app.services.actor import Actor
from app.services.folding import folded
from app.services.writing import Draft
from app.snapshots import Page
from app.storage import database
from tests.services.conftest import DEVICE, House

SAME = [
    ("ПРИВЕТ", "привет"),
    ("ÉTÉ", "été"),
    ("Åstrid", "ÅSTRID"),
    ("Straße", "STRASSE"),
    ("ΟΔΟΣ", "οδος"),
    ("İstanbul", "istanbul"),
    ("ＦＵＬＬ", "full"),
    ("ﬁne", "FINE"),
    ("\u212a", "k"),
    (unicodedata.normalize("NFD", "café"), "CAFÉ"),
    (unicodedata.normalize("NFD", "한국어"), "한국어"),
    ("q\u0323\u0307", "Q\u0307\u0323"),
]


def texts(page: Page) -> list[str]:
    return [one.content for one in page.messages]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_the_same_in_comparing(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@given(st.text(max_size=60))
def test_no_form_makes_a_difference(text: str) -> None:
    forms = {folded(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {folded(text)}


@given(st.lists(st.sampled_from("\u0301\u0323\u0344\U0001d165\U0001d167aéй\U0001d400"), max_size=300))
def test_no_long_row_of_marks_is_put_in_order(letters: list[str]) -> None:
    # It would take time square to its length.
    text = "".join(letters) + "\u0301\U0001d165" * 2_000
    rows = "".join("m" if unicodedata.combining(c) else " " for c in folding.with_short_rows(text)).split()
    assert max(map(len, rows)) <= folding.MOST_MARKS
    assert folding.with_short_rows("é\u0301" * 2_000) == "é\u0301" * 2_000


def test_a_text_is_found_whatever_its_case_and_form(house: House) -> None:
    ana = house.person("ana")
    for content in [one for one, _ in SAME] + ["Kopi 100%", "under_score"]:
        messages.post(ana, LOBBY_ID, Draft(content=content))
    for one, other in SAME[:-4] + SAME[-3:]:
        for wanted in (one, other):
            assert texts(search.page(ana, LOBBY_ID, wanted)) == [one]
    assert texts(search.page(ana, LOBBY_ID, "OPI 100%")) == ["Kopi 100%"]
    assert texts(search.page(ana, LOBBY_ID, "R_S")) == ["under_score"]
    assert texts(search.page(ana, LOBBY_ID, "nowhere")) == []


def test_pages_of_what_is_found(house: House) -> None:
    ana = house.person("ana")
    said = [
        messages.post(ana, LOBBY_ID, Draft(content=f"{'Teh' if i % 2 else 'kopi'} {i}")).message
        for i in range(12)
    ]
    messages.delete(ana, said[11].id)
    newest = search.page(ana, LOBBY_ID, "teh", limit=2)
    assert (texts(newest), newest.has_more) == (["Teh 7", "Teh 9"], True)
    before = search.page(ana, LOBBY_ID, "teh", newest.messages[0].id, limit=2)
    assert (texts(before), before.has_more) == (["Teh 3", "Teh 5"], True)
    oldest = search.page(ana, LOBBY_ID, "teh", before.looked_until, limit=2)
    assert (texts(oldest), oldest.has_more, oldest.looked_until) == (["Teh 1"], False, None)
    after = search.page(ana, LOBBY_ID, "teh", after=said[1].id, limit=2)
    assert (texts(after), after.has_more) == (["Teh 3", "Teh 5"], True)
    assert texts(search.page(ana, LOBBY_ID, "teh", after=after.looked_until)) == ["Teh 7", "Teh 9"]


@pytest.mark.parametrize("older", [True, False])
def test_an_answer_looks_at_a_bounded_part(
    house: House, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    ana = house.person("ana")
    said = [messages.post(ana, LOBBY_ID, Draft(content=f"kata {i}")).message for i in range(40)]
    monkeypatch.setattr(search, "STEP", 4)
    monkeypatch.setattr(search, "MOST_STEPS", 3)
    wanted, start = ("kata 0", None) if older else ("kata 39", said[0].id)
    asked, found, bound = 0, [], start
    while True:
        page = search.page(ana, LOBBY_ID, wanted, *([bound] if older else [None, bound]))
        asked, found = asked + 1, found + texts(page)
        assert page.has_more == (page.looked_until is not None)
        if not page.has_more:
            break
        bound = page.looked_until
    assert (asked, found) == (4, [wanted])


def test_an_answer_ends_when_its_time_is_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = house.person("ana")
    said = [messages.post(ana, LOBBY_ID, Draft(content=f"é {i}")).message for i in range(3)]
    monkeypatch.setattr(search, "LONGEST", -1.0)
    first = search.page(ana, LOBBY_ID, "é 1")
    assert (texts(first), first.looked_until, first.has_more) == ([], said[2].id, True)
    second = search.page(ana, LOBBY_ID, "é 1", first.looked_until)
    assert (texts(second), second.looked_until) == (["é 1"], said[1].id)


def test_who_is_not_in_a_room_finds_nothing_there(house: House) -> None:
    ana, budi = house.person("ana"), house.person("budi")
    group = rooms.create_group(ana, None).id
    messages.post(ana, group, Draft(content="rahasia"))
    assert texts(search.page(ana, group, "RAHASIA")) == ["rahasia"]
    with pytest.raises(RoomNotFound):
        search.page(budi, group, "rahasia")


@pytest.fixture
def found(house: House) -> Callable[[str], list[str]]:
    asking = Actor.named(0, "")  # nobody who would be found

    def names(query: str) -> list[str]:
        return [user.username for user in finding.search(asking, query)]

    return names


def named(house: House, username: str, display_name: str) -> Actor:
    actor = house.person(username)
    accounts.update_profile(actor, {"display_name": display_name})
    return actor


def test_people_are_found_by_any_word_of_their_names(house: House, found: Callable[[str], list[str]]) -> None:
    named(house, "bsw", "Budi  Santoso Wijaya")
    named(house, "siti_wijaya", "Юлия O'Brien")
    assert found("wijaya") == found("WIJ") == ["bsw", "siti_wijaya"]
    assert found("santoso wij") == found("budi santoso") == ["bsw"]
    assert found("юл") == found("brien") == found("siti") == ["siti_wijaya"]
    assert found("antoso") == found("_wijaya") == found("%") == []
    assert found("") == found("  ") == ["bsw", "siti_wijaya"]


def test_who_is_renamed_or_gone_is_not_found_by_the_name_before(
    house: House, found: Callable[[str], list[str]]
) -> None:
    ana = named(house, "ana", "Zulaikha")
    accounts.update_profile(ana, {"display_name": "Melati"})
    assert (found("zul"), found("mel"), found("ana")) == ([], ["ana"], ["ana"])
    accounts.update_profile(ana, {"display_name": None})
    assert (found("mel"), found("ana")) == ([], ["ana"])
    deletion.delete(ana, "ana", device=DEVICE)
    assert (found("mel"), found("ana"), found("")) == ([], [], [])


def test_names_of_many_words_hide_nobody(house: House, found: Callable[[str], list[str]]) -> None:
    for letter in "bcdefghjkmnopqr":
        named(house, f"{letter * 3}", f"a{letter} " * 20)
    assert found("a") == [letter * 3 for letter in "bcdefghjkmnopqr"]


def test_a_long_reading_uses_connections_of_its_own(house: House) -> None:
    with database.reading() as one, database.aside() as other:
        assert one.get_bind() is not other.get_bind()
        assert other.scalar(sql("SELECT 1")) == 1
