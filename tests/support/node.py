"""The conversations of tests/node: programs under Node, on a server that they may have killed."""

from __future__ import annotations

import subprocess

import pytest

from tests.support.processes import ROOT, plain_environment
from tests.support.server import RunningServer

NODE = ROOT / "tests" / "node"
RESTART = "RESTART"
needs_node = pytest.mark.skipif(
    not (NODE / "node_modules").exists(), reason="`make test` installs what Node needs"
)


def converse(script: str, server: RunningServer, **environment: str) -> int:
    """Run one of the files there until it passes; the number of restarts that it asked for."""
    output = []
    with subprocess.Popen(
        ["node", script],
        cwd=NODE,
        env=plain_environment(NGOBROL_URL=server.url, **environment),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as node:
        assert node.stdout
        for line in node.stdout:
            output.append(line)
            if line.strip() == RESTART:
                server.kill()
                server.start()
    assert node.returncode == 0, "".join(output)[-4000:]
    return sum(line.strip() == RESTART for line in output)
