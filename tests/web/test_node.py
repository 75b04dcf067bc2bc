"""The same conversation from socket.io-client under Node, over a restart of the server."""

import subprocess

from tests.support.processes import ROOT


def test_a_conversation_under_node(server):
    ana, budi = (server.register(name) for name in ("ana", "budi"))
    room = server.post("/api/rooms", ana, type="group", name="Node")["id"]
    server.post(f"/api/rooms/{room}/join", budi)
    with subprocess.Popen(
        ["node", "conversation.mjs", server.url, ana, budi, str(room)],
        cwd=ROOT / "tests" / "node",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as talk:
        try:
            assert talk.stdout.readline() == "kill and restart\n", talk.stderr.read()
            server.kill()
            server.start()
            out, err = talk.communicate("go on\n", timeout=60)
            assert out == "done\n", err
        finally:
            talk.kill()
