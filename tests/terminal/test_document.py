"""docs/contracts/terminal.md: its client runs as it stands, and its table has every command."""

from __future__ import annotations

import re
import subprocess
import sys

from app.terminal.commands import COMMANDS
from tests.support.processes import ROOT, plain_environment
from tests.terminal.conftest import Hall

PAGE = (ROOT / "docs" / "contracts" / "terminal.md").read_text()


def test_the_client_of_the_page_works(plain_hall: Hall) -> None:
    ana = plain_hall.name("ana")
    [block] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    script = block.replace("8889", plain_hall.server.settings["TERMINAL_PORT"])
    script = script.replace("auth ana", f"auth {ana}").replace("send ana", f"send {ana}")
    done = subprocess.run(
        [sys.executable, "-c", script], env=plain_environment(), capture_output=True, text=True, check=True
    )
    signed_in, sent, inbox, logged_out = done.stdout.splitlines()
    assert signed_in == f"username {ana} logged in, token {logged_out}"
    assert sent == f"message sent to {ana}"
    assert "catatan untuk diri sendiri" in inbox


def test_the_page_has_every_command() -> None:
    table = "".join(line.partition(" | ")[0] for line in PAGE.splitlines() if line.startswith("| `"))
    assert {name.split()[0] for name in re.findall(r"`([^`]+)`", table)} == set(COMMANDS)
