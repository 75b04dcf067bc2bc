"""Emoji: the list that was written down is the package's."""

from __future__ import annotations

import emoji as package
import pytest

from app.services import emoji
from tests.emojis import KEPT, table


def test_the_list_is_the_newest() -> None:
    assert KEPT.read_text("utf-8") == table(), "make emojis"


def test_it_is_the_whole_table_and_nothing_else() -> None:
    assert all(emoji.is_emoji(one) for one in package.EMOJI_DATA)
    assert not any(emoji.is_emoji(text) for text in ("", "a", "1", "👍👍", "👍 ", ":thumbs_up:", "status"))


def test_every_emoji_is_only_emoji_also_beside_another() -> None:
    for one in package.EMOJI_DATA:
        assert emoji.only_emoji(one)
        assert emoji.only_emoji(f"👍{one}❤️"), ascii(one)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("👍👍🏽👨‍👩‍👧", True),
        ("🇮🇩❤️‍🔥", True),
        ("❤\ufe0e", True),
        ("a👍", False),
        ("👍!", False),
        ("12", False),
        ("\ufe0f", False),
        ("\u200d👍", False),
    ],
)
def test_what_is_more_than_emoji(text: str, only: bool) -> None:
    assert emoji.only_emoji(text) == only
