"""No text takes much longer than ordinary Markdown of the same length, whatever it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services import markdown, text
from tests.support.hostile import FRAGMENTS, ORDINARY, SIGNS, SIZE, filled, shapes

pytestmark = pytest.mark.alone
WORST = 5
"""Times as long as ordinary Markdown; the worst known shape takes 4."""
TRIES = 5


def took(run: Callable[[str], object], content: str, tries: int = 1) -> float:
    """Seconds of the processor, the best of several tries."""
    best = float("inf")
    for _ in range(tries):
        begun = time.thread_time()
        run(content)
        best = min(best, time.thread_time() - begun)
    return best


def excess(content: str, allowed: float) -> float:
    """How many times as long as allowed rendering takes; one lucky try is enough, on either side."""
    if (once := took(text.rendered, content)) <= allowed * ordinary():
        return once / (allowed * ordinary())
    return took(text.rendered, content, TRIES) / (allowed * took(text.rendered, filled(ORDINARY), TRIES))


def ordinary() -> float:
    if not _ordinary:
        text.rendered("*a*")  # the parser is made once
        _ordinary.append(took(text.rendered, filled(ORDINARY), TRIES))
    return _ordinary[0]


_ordinary: list[float] = []


def test_every_shape_is_rendered_as_fast_as_ordinary_markdown() -> None:
    hostile = shapes()
    assert len(hostile) >= 147
    assert text.rendered(filled(ORDINARY)) is not None
    slow = {name: over for name, one in hostile.items() if (over := excess(one, WORST)) > 1}
    assert not slow


def test_what_is_rendered_on_the_hub_takes_a_tenth_of_that() -> None:
    """A text that counts as little costs little, however much of it is markup."""
    cuts = [one[:size] for one in shapes().values() for size in (40, 160)]
    little = [one for one in cuts if text.may_have_markup(one) and markdown.is_little(one)]
    assert len(little) > 100
    assert [one for one in little if excess(one, 0.5) > 1] == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*SIGNS, *FRAGMENTS, "a", " "]), min_size=1, max_size=8),
    st.sampled_from([1, 0.5, 0.3]),
)
def test_no_mixture_is_slower(parts: list[str], share: float) -> None:
    size = int(SIZE * share)
    assert excess(filled("".join(parts), size) + "a" * (SIZE - size), WORST) <= 1


def test_what_is_too_much_is_shown_as_typed() -> None:
    assert text.rendered("*a* " * 1_000) is None
    assert text.rendered("```\n" + "a = b[0] * c_d\n" * 250 + "```") is not None  # code costs nothing
