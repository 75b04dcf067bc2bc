"""What nobody sees is no name and no message; and what was typed is seen, whatever its markup."""

from __future__ import annotations

import pytest

from app.exceptions import Invalid
from app.services import accounts, chats, inbox, messages, names, rooms, text
from app.services.seen import IGNORABLE, is_blank, is_seen
from app.services.writing import Draft
from tests.services.conftest import House

UNSEEN = [
    "\u200b", "\ufeff", "\u2800", "\u3164", "\uffa0", "\u115f", "\u1160", "\u00ad", "\u034f", "\u180e",
    "\u2060", "\u2063", "\ufe0f", "\u202e", "\U000e0020", "\U0001d173", "\U0001d159", "\ufff0",
    "\uffff", "\u0301", "\u200b \u2800", "\u200b\n\u200b", "\u3164\u200d\u3164",
]  # fmt: skip


@pytest.mark.parametrize("nothing", UNSEEN, ids=ascii)
def test_what_is_not_seen_is_no_text(nothing: str) -> None:
    for checked in (text.cleaned, lambda typed: text.line(typed, "name", 64)):
        with pytest.raises(Invalid):
            checked(nothing * 3)


def test_what_is_not_seen_is_refused_at_every_door(house: House) -> None:
    ana = house.person("ana")
    room = rooms.create_group(ana, "Team").id
    message = messages.post(ana, room, Draft(content="halo")).message
    for attempt in (
        lambda: messages.post(ana, room, Draft(content="\u3164")),
        lambda: messages.edit(ana, message.id, "\u3164"),
        lambda: chats.post(ana, ana.user_id, "\u3164"),
        lambda: inbox.post_to_all(ana, ["ana"], "\u3164"),
        lambda: rooms.create_group(ana, "\u3164"),
        lambda: rooms.update(ana, room, "\u3164", None),
        lambda: accounts.update_profile(ana, {"display_name": "\u3164"}),
    ):
        with pytest.raises(Invalid):
            attempt()


def test_what_is_seen_is_taken() -> None:
    for seen in (
        "a",
        ".",
        "👍",
        "\u200d👍",
        "❤\ufe0f",
        "🇮🇩",
        "क्\u200dष",
        "\u0640",
        "\U0001fae8",
        "\U0001fae9",
        "☺",
    ):
        assert text.cleaned(seen) == seen
    assert not any(is_seen(c) for c in IGNORABLE)


@pytest.mark.parametrize("blank", ["\u115f", "\u1160", "\u3164", "\uffa0"], ids=ascii)
def test_a_username_has_no_letters_that_are_not_seen(blank: str) -> None:
    assert is_blank(blank)
    with pytest.raises(Invalid):
        names.checked(f"ana{blank}")


@pytest.mark.parametrize(
    "typed",
    [
        ">", ">>>>", ">_<", ">.< aduh", "> ", "[](https://contoh.id)", "lihat [](https://contoh.id)",
        "- \n- ", "1. ", "[ ](https://contoh.id) ya", "```\n```", "```halo\n```", "a\n```\n```", "** **",
        "` `", "*\u200b*", "```catatan rapat kita\nisi\n```", "> " * 30 + "dalam", "- " * 30 + "dalam",
        "> - " * 9 + "dalam",
    ],
)  # fmt: skip
def test_what_markup_would_hide_is_shown_as_typed(typed: str) -> None:
    assert text.rendered(typed.strip()) is None


def test_a_quote_begins_with_a_space() -> None:
    assert text.rendered("> a\n>\n> b\n>c") == "<blockquote>\n<p>a</p>\n<p>b<br>\nc</p>\n</blockquote>"
    assert (text.rendered(">> a") or "").count("<blockquote>") == 2
