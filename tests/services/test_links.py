"""What of a text is an address, and where it ends."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.services import links, text

LINK = re.compile(r'<a href="([^"]*)"[^>]*>([^<]*)</a>')


def linked(typed: str) -> list[str]:
    """What of it is shown as a link."""
    return [unescape(shown) for _, shown in LINK.findall(text.rendered(typed) or "")]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("https://contoh.id/README.md", "https://contoh.id/README.md"),
        ("lihat http://localhost:5000/x?y=1#z.", "http://localhost:5000/x?y=1#z"),
        ("HTTPS://Contoh.ID", "HTTPS://Contoh.ID"),
        ("Www.contoh.id/a", "Www.contoh.id/a"),
        ("(https://x.y/a_(b))", "https://x.y/a_(b)"),
        ("[https://x.y/a[1]]", "https://x.y/a[1]"),
        ("https://x.y/a?b=c&d=e!", "https://x.y/a?b=c&d=e"),
        ("https://x.y/a, dan", "https://x.y/a"),
        ("「https://contoh.id/a」dan", "https://contoh.id/a"),
        ("https://contoh.id/a。lanjut", "https://contoh.id/a"),
        ("“https://contoh.id/a”", "https://contoh.id/a"),
        ("«https://contoh.id/a»", "https://contoh.id/a"),
        ("（https://contoh.id/東京（あ））", "https://contoh.id/東京（あ）"),
        ("https://contoh.id/a؟", "https://contoh.id/a"),
        ("https://contoh.id/\u202egpj.exe", "https://contoh.id/"),
        ("看https://x.y", "https://x.y"),
        ("**https://x.y/a**", "https://x.y/a"),
        ("_https://x.y/a_b_, ok", "https://x.y/a_b"),
        ("~~https://x.y~~", "https://x.y"),
        ("https://x.y/*a*b", "https://x.y/*a*b"),
        ("https://u:p@x.y:80/", "https://u:p@x.y:80/"),
        ("https://xn--80ak6aa92e.com/masuk", "https://xn--80ak6aa92e.com/masuk"),
        ("https://contoh.id/%E2%80%AEgpj.exe", "https://contoh.id/%E2%80%AEgpj.exe"),
        ("<https://contoh.id/a%20b>", "https://contoh.id/a%20b"),
        ("ke nama_saya+x@contoh.co.id.", "nama_saya+x@contoh.co.id"),
        ("mailto:a@b.co", "mailto:a@b.co"),
        ("你好a@b.co", "a@b.co"),
    ],
)
def test_an_address_is_shown_as_it_was_typed(typed: str, shown: str) -> None:
    assert linked(typed) == [shown]


@pytest.mark.parametrize(
    "typed",
    ["baca README.md dulu", "install.sh", "main.py", "sudah pulang.ke rumah", "contoh.id", "contoh.id/a", "ftp://a.b",
     "ftp://a@b.co", "http://", "http:// a", "http://-", "http://a_b.c", "xhttp://a.b", "www.", "www.contoh",
     "a@b", "a@b.c", "a.@b.co", "@ana", "x/a@b.co", "http\\://a.b", "http://" + "a" * 64, f"{'a' * 65}@b.co"],
)  # fmt: skip
def test_what_is_no_address_is_text(typed: str) -> None:
    assert linked(typed) == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["http://", "www.", "a@", "mailto:", *"ab.@:/-_()[]«」 \n?é\u0301\u202e"]),
        max_size=30,
    )
)
@example(["http://", "\u202e", "@", "http://"])
def test_addresses_stand_in_the_text_one_after_another(parts: list[str]) -> None:
    content, at = "".join(parts), 0
    for one in links.found(content):
        assert at <= one.start < one.end
        assert one.url.endswith(content[one.start : one.end])
        assert not re.search(r"[\s\u202e]", one.url)
        at = one.end
