"""Sign-ins are kept where only their owner can read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.client import environment, signins
from app.client.signins import SignIn

ONE, OTHER = "http://127.0.0.1:5000", "https://chat.example.org"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config" / "ngobrol"
    monkeypatch.setenv("NGOBROL_CONFIG", str(folder))
    monkeypatch.delenv("NGOBROL_TOKEN", raising=False)
    return folder


def test_one_per_server() -> None:
    assert signins.find(ONE) is None
    signins.keep(ONE, SignIn("t1", "ana"))
    signins.keep(OTHER, SignIn("t2", "bobo"))
    signins.keep(ONE, SignIn("t3", "cici"))
    assert signins.find(ONE) == SignIn("t3", "cici")
    signins.forget(ONE, "t1")
    assert signins.token(ONE) == "t3", "another session isn't this one's business"
    signins.forget(ONE, "t3")
    signins.forget(ONE, "t3")
    assert signins.find(ONE) is None
    assert signins.token(OTHER) == "t2"


def test_the_surroundings_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    signins.keep(ONE, SignIn("kept", "ana"))
    monkeypatch.setenv("NGOBROL_TOKEN", "given")
    assert signins.token(ONE) == "given"


def test_nobody_else_can_read_them(folder: Path) -> None:
    signins.keep(ONE, SignIn("t1", "ana"))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in folder.iterdir()] == [signins.FILE]
    assert (folder / signins.FILE).stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_replaced(folder: Path) -> None:
    folder.mkdir(parents=True)
    for content in ("", "[1]", "{", '{"http://127.0.0.1:5000": 5}'):
        (folder / signins.FILE).write_text(content)
        assert signins.find(ONE) is None
        signins.keep(ONE, SignIn("t1", "ana"))
        assert signins.find(ONE) == SignIn("t1", "ana")


def test_the_users_own_folder_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NGOBROL_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    assert environment.folder() == Path("/nowhere/ngobrol")
