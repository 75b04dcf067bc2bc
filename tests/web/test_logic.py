"""The scripts' logic, run by node; and that they know the same error texts as the pages."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.pages.problems import TEXTS
from app.translations.extraction import in_script

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(not shutil.which("node"), reason="node isn't installed")
def test_logic():
    result = subprocess.run(
        ["node", "--test", str(Path(__file__).parent / "logic")],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout[-4000:]


def test_the_app_translates_every_error_that_the_pages_translate():
    known = set(in_script((ROOT / "static/js/core/error-translation.js").read_text("utf-8")))
    assert known == {re.sub(r"%\((\w+)\)s", r"{\1}", text) for text in TEXTS}
