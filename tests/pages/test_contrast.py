"""Text is readable in both themes: 4.5:1 for each pair of colour roles that meet."""

from __future__ import annotations

import re

import pytest

from tests.support.processes import ROOT

ROLES = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (ROOT / "static/css/tokens.css").read_text()
    )
}
GROUNDS = ["paper", "surface", "sunken", "hover"]
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "link", "danger") for ground in GROUNDS),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    *((ink, "accent-soft") for ink in ("ink", "ink-soft", "accent", "link")),
    *((ink, "gold-soft") for ink in ("ink-soft", "accent", "link")),
    *(("ink", ground) for ground in ("danger-soft", "good-soft", "gold-soft", "code", "raised")),
    ("danger", "danger-soft"),
]
MARKS = [("line-strong", "surface"), ("focus", "paper"), ("focus", "surface"), ("online", "surface")]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 has it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text(ink: str, ground: str, theme: int) -> None:
    assert contrast(ROLES[ink][theme], ROLES[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_edges_and_marks(mark: str, ground: str, theme: int) -> None:
    assert contrast(ROLES[mark][theme], ROLES[ground][theme]) >= 3
