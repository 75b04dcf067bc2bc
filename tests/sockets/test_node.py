"""The conversations of tests/node/chat.test.js, with the servers that they need."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.processes import ROOT, plain_environment
from tests.support.server import RunningServer

NODE = ROOT / "tests" / "node"


@pytest.mark.skipif(not (NODE / "node_modules").exists(), reason="`make test` installs what Node needs")
def test_socket_io_client_under_node(server: RunningServer) -> None:
    """It prints RESTART when it wants the server killed and started again."""
    output = []
    environment = plain_environment(NGOBROL_URL=server.url)
    with subprocess.Popen(
        ["node", "chat.test.js"], cwd=NODE, env=environment, text=True, stdout=subprocess.PIPE
    ) as node:
        assert node.stdout
        for line in node.stdout:
            output.append(line)
            if line.strip() == "RESTART":
                server.kill()
                server.start()
    assert "RESTART\n" in output
    assert node.returncode == 0, "".join(output)[-4000:]


@pytest.mark.skipif(not (NODE / "node_modules").exists(), reason="`make test` installs what Node needs")
def test_upgrades_in_the_middle_of_a_stream(default_server: RunningServer) -> None:
    ran = subprocess.run(
        ["node", "upgrade.test.js"],
        cwd=NODE,
        env=plain_environment(NGOBROL_URL=default_server.url),
        text=True,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-4000:]
