"""Texts that are made to be slow to render, and an ordinary one beside which they are measured."""

from __future__ import annotations

from itertools import permutations

SIZE = 4_000
ORDINARY = (
    "Halo **semua**, besok kita rapat jam *sembilan* ya, lihat [agenda](https://contoh.id/agenda) dulu.\n\n"
    "- satu kopi\n- dua `roti` bakar\n- tiga teh manis\n\n"
    "Silakan tulis kalau ada yang kurang, nanti saya tambahkan semuanya. "
)
SIGNS = "*_~`[]()<>!&\\:/@.\n"
FRAGMENTS = (
    "**", "***", "__", "~~", "~~~", "``", "```", "![", "](", "[](", "[[](", "://", "www.", "http://",
    "https://", "mailto:", "a@b.co ", "a@b", "www.a.b ", "http://a.b ", "xn--", "xn--a.b.", "a.b.",
    "http://a.b/(", "http://[::1]/", "http://a:b@c:1/", "http://u@", "http://u:", "<http://a.b>",
    "<a@b.co>", "[a](http://b.c)", "[a](", "[a](<b", "[a](http://b.c 'd", "[a][b]", "&amp;", "&#1;",
    "&#x41;", "\\*", "\\[", "\n\n", "  \n", "\t", "> ", ">> ", "- ", "+ ", "1. ", "1) ", "- - ", "> - ",
    "\n- ", "\n> ", "\n1. ", "```\n", "~~~\n", "\n    a", "\ta", "a\n", "*a*", "*a", "a*", "_a_", "_a",
    "a_", "__a__", "~a~", "~~a~~", "`a`", "`a", "a `b`` ", "**a*", "*a**", "***a**", "*a_b*", "*_a_*",
    "**_a", "~~*a", "*a _b ", "_a b_ ", "a**b", "@a", "@a ", "_@a_", "@@", "\u200b", "\u202e", "\u00a0",
    "\u0645", "\u4e2d", "e\u0301", "\u0301", "\U0001f600", "\uff20", "\u3002", "http://\u00e9",
    "http://a.b/\uff08", ">> ```\na\n", "> - ```\nb\n", "> a\n>> b\n", "http://a.b/\u00ab", "\ufdfa",
)  # fmt: skip
NESTED = (("*", "*"), ("_", "_"), ("**", "**"), ("~~", "~~"), ("`", "`"), ("[", "]"), ("(", ")"), ("<", ">"),
          ("![", "]"), ("[", "](http://a.b)"), ("> ", ""), ("- ", ""), ("http://a.b/(", ")"))  # fmt: skip


def filled(shape: str, size: int = SIZE) -> str:
    """`shape` again and again, `size` characters of it."""
    return (shape * (size // len(shape) + 1))[:size]


def shapes() -> dict[str, str]:
    """Hostile texts by what they are made of."""
    found = {repr(one): filled(one) for one in (*SIGNS, *FRAGMENTS)}
    found |= {repr(one + other): filled(one + other) for one, other in permutations(SIGNS, 2)}
    for opening, closing in NESTED:
        size = SIZE // (len(opening) + len(closing)) - 1
        found[f"{opening}…{closing}"] = opening * size + "x" + closing * size
    found["runs of ticks"] = " ".join("`" * n for n in range(1, 90))[:SIZE]
    # With as much markup as is rendered at all, and no more.
    found |= {f"{name} and letters": thinned(text) for name, text in list(found.items())}
    return found


def thinned(text: str, part: float = 0.35) -> str:
    """Part of `text`, filled up with letters."""
    size = int(len(text) * part)
    return text[:size] + "a" * (SIZE - size)
