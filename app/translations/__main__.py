"""`python -m app.translations`: bring every catalogue in step with the source.

New texts come in empty, for a person to translate; texts that are gone leave.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from app.translations.extraction import found


def main() -> int:
    """Update the catalogues; how many texts wait for a translation is told at the end."""
    waiting = 0
    for path in sorted(Path(__file__).parent.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        catalogue = updated(path, found())
        with path.open("wb") as file:
            write_po(file, catalogue, width=110, sort_output=True, include_previous=False)
        empty = [message.id for message in catalogue if message.id and not done(message)]
        waiting += len(empty)
        sys.stdout.write("".join(f"{language}: not translated: {text!r}\n" for text in empty))
    return 1 if waiting else 0


def updated(path: Path, source: Catalog) -> Catalog:
    """The catalogue at `path` with exactly the texts of `source`; nothing is guessed."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    catalogue.update(source, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def done(message: Message) -> bool:
    """Whether a text, in all its plural forms, is translated."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(forms) and all(forms) and not message.fuzzy


if __name__ == "__main__":
    sys.exit(main())
