"""Every English text that somebody may see, found in the source: Python, templates, scripts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

ROOT = Path(__file__).parent.parent.parent
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
TEXT = r"""\s*("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')\s*"""
IN_SCRIPTS = re.compile(rf"(?<![\w$.])(?:t\({TEXT}[,)]|tn\({TEXT},{TEXT},)", re.DOTALL)


def found() -> Catalog:
    """A catalogue of all texts, untranslated, each with the files it is in."""
    catalogue = Catalog(project="Ngobrol", charset="utf-8")
    for path, text in _texts():
        flags = ["python-format"] if "%(" in "".join(text) else []
        catalogue.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)], flags=flags)
    return catalogue


def _texts() -> Iterator[tuple[Path, str | tuple[str, str]]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        yield from _by_babel(path, "python")
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from _by_babel(path, "jinja2.ext:babel_extract")
    for path in sorted((ROOT / "static" / "js").rglob("*.js")):
        for text in in_script(path.read_text()):
            yield path, text


def _by_babel(path: Path, method: str) -> Iterator[tuple[Path, str | tuple[str, str]]]:
    with path.open("rb") as file:
        for _, text, _, _ in extract(method, file, KEYWORDS, options={"trimmed": "true"}):
            yield path, text if isinstance(text, str) else (text[0], text[1])


def in_script(source: str) -> Iterator[str | tuple[str, str]]:
    """The texts of `t("…")` and the pairs of `tn("…", "…", n)`.

    Babel's own reader of JavaScript loses its way in templates within templates.
    """
    for one, singular, plural in IN_SCRIPTS.findall(source):
        if one:
            yield ast.literal_eval(one)
        else:
            yield ast.literal_eval(singular), ast.literal_eval(plural)
