"""What others write can't command a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.client.text import clean, clean_line
from tests.terminal.test_injection import HOSTILE, commanding

texts = st.one_of(st.text(), st.sampled_from(HOSTILE))


@given(texts)
def test_a_line_is_one_harmless_line(text: str) -> None:
    line = clean_line(text)
    assert commanding(line) == set()
    assert len(line.splitlines()) <= 1
    assert clean_line(line) == line


@given(texts)
def test_lines_stay_lines(text: str) -> None:
    lines = clean(text)
    assert commanding(lines) <= {"\n"}
    assert clean(lines) == lines


def test_what_is_only_unusual_stays() -> None:
    assert clean("satu\r\ndua\ttiga 👩‍💻 עברית") == "satu\ndua tiga 👩‍💻 עברית"
