"""`make emojis`: write down anew which texts are emoji, by the list of the `emoji` package.

The package keeps every emoji's names, aliases and version in memory, 5 MB that the server has no use for.
"""

from __future__ import annotations

import emoji

from tests.support.processes import ROOT

KEPT = ROOT / "app" / "services" / "emoji.txt"


def table() -> str:
    """An emoji on each line."""
    return "".join(f"{text}\n" for text in sorted(emoji.EMOJI_DATA))


if __name__ == "__main__":
    KEPT.write_text(table(), encoding="utf-8")
