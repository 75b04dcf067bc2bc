"""The page that shows every part of the app is for development only."""

from __future__ import annotations

from collections.abc import Callable

from tests.pages.test_guards import assert_nothing_inline
from tests.pages.visitor import Visitor
from tests.support.server import RunningServer


def test_it_is_not_there_unless_it_was_asked_for(stranger: Visitor) -> None:
    assert stranger.get("/styleguide").status == 404


def test_it_keeps_the_rules_of_every_page(start_server: Callable[..., RunningServer]) -> None:
    answer = Visitor(start_server(STYLEGUIDE="on").url).raw("GET", "/styleguide")
    assert answer.status_code == 200
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert_nothing_inline(answer.text, answer.headers["Content-Security-Policy"])
