"""The scripts' logic, run by node."""

import shutil
import subprocess
from pathlib import Path

import pytest


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
