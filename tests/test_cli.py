"""The operator's commands, as the operator types them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.people import Circle
from tests.support.processes import ROOT, plain_environment
from tests.support.server import Refused, RunningServer

SECRET = "rahasia sekali"


def flask(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """`flask --app main …`, the password typed or piped in."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "main", *words],
        cwd=ROOT,
        env=plain_environment(DATA_DIR=str(folder)),
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_admin_is_made_on_a_fresh_machine_and_beside_a_running_server(
    default_server: RunningServer,
) -> None:
    server, folder = default_server, default_server.data_dir
    done = flask(folder, "create-admin", "Bos", "--password-stdin", given=SECRET + "\n")
    assert (done.returncode, done.stdout) == (0, "Bos was made and is an admin.\n"), done.stderr
    boss = server.login("bos", password=SECRET)
    assert server.get("/api/me", boss)["role"] == "admin"

    ana = server.register("ana", password=SECRET)
    done = flask(folder, "create-admin", "ana")
    assert (done.returncode, done.stdout) == (0, "ana is an admin now.\n"), done.stderr
    assert server.get("/api/me", ana)["role"] == "admin"


def test_an_admin_made_beside_the_server_is_one_on_open_connections(default_server: RunningServer) -> None:
    with Circle(default_server) as circle:
        boss = circle.person("bos", password=SECRET)
        desk, tab = boss.contract(), boss.chat()
        user = circle.ana.contract()
        room = user.send("join_chat")["roomId"]
        assert desk.refused("get_active_rooms")["code"] == "forbidden"
        done = flask(default_server.data_dir, "create-admin", boss.name)
        assert done.returncode == 0, done.stderr
        assert room in [one["id"] for one in desk.send("get_active_rooms")]
        assert tab.wait_for("user_updated", lambda f: f["user"]["id"] == boss.id)["user"]["role"] == "admin"
        user.send("send_message", message="tolong")
        assert desk.wait_for("admin_notification", lambda f: f["type"] == "new_message")["roomId"] == room
        assert desk.send("join_chat", roomId=room) == {"roomId": room}
        assert desk.send("send_message", message="ya")["sender_type"] == "admin"


def test_a_password_is_asked_for_where_there_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    wrong = flask(folder, "create-admin", "bos", "--password-stdin", given="short\n")
    assert (wrong.returncode, wrong.stderr) == (1, "Error: A password has 8 to 256 characters.\n")
    wrong = flask(folder, "create-admin", "b s", "--password-stdin", given=SECRET + "\n")
    assert wrong.stderr == "Error: A username has only letters, digits, _ . and -\n"
    done = flask(folder, "create-admin", "bos", "--password-stdin", given=SECRET)
    assert done.returncode == 0, done.stderr
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_wrong_setting_is_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    done = flask(blocked, "create-admin", "bos", "--password-stdin", given=SECRET)
    assert done.returncode != 0
    assert "DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_roles_over_rest(default_server: RunningServer) -> None:
    server = default_server
    boss = server.login("admin", password=server.settings["ADMIN_PASSWORD"])
    citra = server.register("citra", password=SECRET)
    citra_id = server.get("/api/me", citra)["id"]
    with pytest.raises(Refused) as refused:
        server.patch(f"/api/users/{citra_id}", citra, role="admin")
    assert (refused.value.status, refused.value.code) == (403, "forbidden")
    assert server.patch(f"/api/users/{citra_id}", boss, role="admin")["role"] == "admin"
