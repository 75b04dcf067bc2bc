"""docs/look.md names every token of static/css/tokens.css and no other; style sheets use only those."""

from __future__ import annotations

import re

from tests.support.processes import ROOT

SHEETS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "static" / "css").glob("*.css"))}
TOKENS = re.findall(r"^    (--[\w-]+):", SHEETS["tokens.css"], re.MULTILINE)


def test_every_token_is_explained_in_its_order() -> None:
    page = (ROOT / "docs" / "look.md").read_text("utf-8")
    told = re.findall(r"^\| `(--[\w-]+)` \| ", page, re.MULTILINE)
    assert sorted(told) == sorted(TOKENS)
    assert len(told) == len(set(told))


def test_every_property_that_is_used_is_given_somewhere() -> None:
    everything = "".join(SHEETS.values())
    used = set(re.findall(r"var\((--[\w-]+)\)", everything))
    scripts = "".join(path.read_text("utf-8") for path in (ROOT / "static" / "js").rglob("*.js"))
    given = set(re.findall(r"(--[\w-]+)\"?:", everything + scripts))
    assert used - given == set()


def test_every_token_is_used() -> None:
    everything = "".join(SHEETS.values())
    assert [token for token in TOKENS if f"var({token})" not in everything] == []


def test_colours_are_chosen_in_one_place() -> None:
    """Other sheets name roles; faces, a terminal, what cameras read, the shade round a dialog are none."""
    found = {
        f"{name}: {line.strip()[:90]}"
        for name, sheet in SHEETS.items()
        if name != "tokens.css"
        for line in sheet.splitlines()
        if re.search(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", line.split("/*")[0])
        and not re.search(r"--tint|stage__terminal|invite__qr|::backdrop|url\(", line)
    }
    assert found == set()
