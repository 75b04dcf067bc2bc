"""What a message's text becomes, whatever it is."""

from __future__ import annotations

import re
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services import text

SIGNS = st.sampled_from(list("ab1. @~[]()!-+#<&;:/w\nmcoid=|\t'\",_9éx"))
MARKED = re.compile(r"<(a|strong|em|s|code|pre|blockquote)\b")


@settings(max_examples=500, deadline=None)
@given(st.text(SIGNS, max_size=40).map(str.strip))
def test_what_looks_plain_at_once_is_plain_to_the_renderer(content: str) -> None:
    """The quick look saves the parser for most messages; it must never cost one its markup."""
    if not text.may_have_markup(content):
        with patch.object(text, "may_have_markup", return_value=True):
            assert MARKED.search(text.rendered(content) or "") is None
