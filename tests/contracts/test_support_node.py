"""The conversations of tests/node/support.test.js, with the server that they need."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.processes import ROOT, plain_environment
from tests.support.server import ADMIN_PASSWORD, RunningServer

NODE = ROOT / "tests" / "node"


@pytest.mark.skipif(not (NODE / "node_modules").exists(), reason="`make test` installs what Node needs")
def test_documented_clients_under_node(server: RunningServer) -> None:
    environment = plain_environment(NGOBROL_URL=server.url, ADMIN_PASSWORD=ADMIN_PASSWORD)
    done = subprocess.run(
        ["node", "support.test.js"],
        cwd=NODE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
