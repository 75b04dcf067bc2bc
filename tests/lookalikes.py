"""`make lookalikes`: write down anew which characters are mistaken for which, from Unicode's own list.

The library `confusable_homoglyphs` carries the data of UTS #39 (confusables.txt), but needs 15 MB to hold it.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

from tests.support.processes import ROOT

KEPT = ROOT / "app" / "services" / "confusables.txt"


def table() -> str:
    """A line for each prototype: what characters are read as, a tab, these characters."""
    package = find_spec("confusable_homoglyphs")
    assert package is not None
    assert package.origin is not None
    listed = json.loads((Path(package.origin).parent / "confusables.json").read_text())
    alike = {_visible(key): [_visible(entry["c"]) for entry in entries] for key, entries in listed.items()}
    groups: dict[str, list[str]] = defaultdict(list)
    for character, prototypes in alike.items():
        if len(character) != 1 or unicodedata.category(character)[0] not in "LNS":
            continue
        # Each pair is listed from both sides; a prototype has many, what is read as it has one.
        prototype = prototypes[0]
        back = alike[prototype]
        read_as = len(prototypes) == 1 and (len(back) > 1 or _rank(prototype) < _rank(character))
        if read_as and character in back and unicodedata.normalize("NFKC", character) == character:
            groups[prototype].append(character)
    return "".join(f"{prototype}\t{''.join(found)}\n" for prototype, found in groups.items())


def _rank(text: str) -> tuple[bool, str]:
    return not text.isascii(), text


def _visible(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


if __name__ == "__main__":
    KEPT.write_text(table(), encoding="utf-8")
