"""The scripts' logic, run by node; and their texts, all of them extracted and translated."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.extract import extract

from app.i18n import LANGUAGES, script_strings

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
CALL = re.compile(r'\btn?\(\s*"((?:[^"\\]|\\.)*)"')


@pytest.mark.skipif(not shutil.which("node"), reason="node isn't installed")
def test_logic():
    result = subprocess.run(
        ["node", "--test", str(Path(__file__).parent / "logic")], capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stdout[-4000:]


def extracted(script):
    options = {"parse_template_string": "true"}
    with script.open("rb") as file:
        found = extract("javascript", file, keywords={"t": None, "tn": (1, 2)}, options=options)
        return {text[0] if isinstance(text, tuple) else text for _, text, _, _ in found}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_babel_finds_every_text(script):
    """Its reader of scripts loses its way at an apostrophe or a brace inside a template string."""
    assert extracted(script) == set(CALL.findall(script.read_text("utf-8")))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_every_text_is_translated(language):
    known = script_strings(language)
    texts = {text for script in SCRIPTS for text in extracted(script)}
    assert sorted(text for text in texts if not known.get(text)) == []
