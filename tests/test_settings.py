"""Every setting: right values are taken, a wrong one stops the start with one line that names it."""

from __future__ import annotations

import contextlib
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import Settings, SettingsError, load_settings
from tests.support.processes import ROOT, free_port, plain_environment
from tests.support.server import RunningServer

RIGHT: dict[str, list[str]] = {
    "HOST": ["127.0.0.1", "0.0.0.0", "::1", "localhost"],
    "PORT": ["1", "8080", "65535"],
    "TERMINAL_HOST": ["127.0.0.1", "0.0.0.0", "::1"],
    "TERMINAL_PORT": ["0", "8889", "65535"],
    "DATA_DIR": [],  # below, in a temporary folder
    "DATABASE_URL": ["sqlite:////tmp/x.db", "postgresql://me:secret@db.example:5432/ngobrol"],
    "REDIS_URL": [],  # below, with what else it needs
    "SECRET_KEY": ["k" * 32],
    "PUBLIC_URL": ["https://chat.example.org", "http://chat.example.org:8080/"],
    "CLIENT_URL": ["https://example.org", "http://127.0.0.1:3000, https://example.org/"],
    "PASSWORDLESS_LOGIN": ["on", "off", "OFF"],
    "SESSION_DAYS": ["1", "30"],
    "ADMIN_USERNAME": ["boss"],
    "ADMIN_PASSWORD": ["p" * 8, "p" * 256],
    "ASYNC_MODE": ["eventlet", "threading"],
    "PROXY_HOPS": ["0", "1"],
    "CONNECTIONS_PER_ADDRESS": ["0", "1000"],
    "METRICS_TOKEN": ["m" * 16],
    "RATE_LIMITS": ["on", "off"],
    "STYLEGUIDE": ["on", "off"],
    "LOG_LEVEL": ["DEBUG", "warning"],
    "LOG_FORMAT": ["text", "json"],
}
WRONG: dict[str, list[str]] = {
    "HOST": ["192.0.2.1"],  # an address of nobody's, and certainly not of this machine
    "PORT": ["0", "65536", "http", "-1", "5000.5"],
    "TERMINAL_HOST": ["192.0.2.1"],
    "TERMINAL_PORT": ["-1", "65536", "telnet", "8889.5"],
    "DATA_DIR": ["/proc/nowhere", "/dev/null"],
    "DATABASE_URL": [
        "mysql://127.0.0.1/ngobrol",
        "nonsense",
        "sqlite:////proc/nowhere/ngobrol.db",
        "postgresql://me:t0p-secret@127.0.0.1:1/ngobrol",
    ],
    "REDIS_URL": ["nonsense", "http://:t0p-secret@127.0.0.1", "redis://", "redis://127.0.0.1:port/0"],
    "SECRET_KEY": ["t0p-secret"],
    "PUBLIC_URL": ["chat.example.org", "https://chat.example.org/chat", "https://a@chat.example.org"],
    "CLIENT_URL": [
        "*",
        "example.org",
        "https://example.org/path",
        "https://*.example.org",
        "ftp://example.org",
    ],
    "PASSWORDLESS_LOGIN": ["yes", "1"],
    "SESSION_DAYS": ["0", "thirty"],
    "ADMIN_USERNAME": ["ab", "a b c", "n" * 33],
    "ADMIN_PASSWORD": ["t0p-sec", "t0p-secret" * 26],
    "ASYNC_MODE": ["gevent", "Eventlet"],
    "PROXY_HOPS": ["-1", "many"],
    "CONNECTIONS_PER_ADDRESS": ["-1", "many", "1000001"],
    "METRICS_TOKEN": ["t0p-secret"],
    "RATE_LIMITS": ["maybe"],
    "STYLEGUIDE": ["true"],
    "LOG_LEVEL": ["LOUD"],
    "LOG_FORMAT": ["xml"],
}


AT_THE_START = {"HOST", "TERMINAL_HOST", "DATABASE_URL", "ADMIN_USERNAME"}
"""What is only found out by trying it."""
STARTS = [*sorted(AT_THE_START), "DATA_DIR", "PORT", "SECRET_KEY"]
"""With wrong values of these the server itself is started; the others take the same way out."""


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in table.items() for value in values]


def refused_start(**settings: str) -> str:
    """The one line that `python main.py` ends with when it refuses to start."""
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=plain_environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode > 0, done
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_every_setting_is_tried_here() -> None:
    names = {name.upper() for name in Settings.model_fields}
    assert names == set(RIGHT) == set(WRONG)


def test_the_defaults_work_and_make_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    settings = load_settings({"DATA_DIR": str(folder)})
    assert (settings.host, settings.port, settings.async_mode) == ("127.0.0.1", 5000, "eventlet")
    assert settings.database == f"sqlite:///{folder}/ngobrol.db"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first = load_settings({"DATA_DIR": str(tmp_path / "a")})
    again = load_settings({"DATA_DIR": str(tmp_path / "a")})
    other = load_settings({"DATA_DIR": str(tmp_path / "b")})
    assert len(first.secret_key) >= 32
    assert first.secret_key == again.secret_key != other.secret_key
    for file in (tmp_path / "a").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


SEVERAL = {"SECRET_KEY": "k" * 32, "DATABASE_URL": "postgresql://me@db.example/ngobrol"}


@pytest.mark.parametrize(
    "url",
    [
        "redis://127.0.0.1:6379/0",
        "redis://localhost",
        "redis://:t0p-secret@redis.example:6379/1",
        "rediss://me:t0p-secret@redis.example",
        "unix:///run/redis/redis.sock?db=1",
    ],
)
def test_a_redis_is_taken_with_what_it_needs(tmp_path: Path, url: str) -> None:
    settings = load_settings({"DATA_DIR": str(tmp_path), "REDIS_URL": url} | SEVERAL)
    assert settings.redis_url == url
    assert settings.installation.startswith("ngobrol:")
    assert settings.secret_key not in settings.installation


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:////tmp/x.db"}, "DATABASE_URL"),
        ({"REDIS_URL": "redis://redis.example:6379/0"}, "password"),
        ({"REDIS_URL": "redis://me@redis.example:6379/0"}, "password"),
    ],
)
def test_a_redis_is_refused_without_what_it_needs(tmp_path: Path, given: dict[str, str], named: str) -> None:
    settings = {"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:6379/0"} | SEVERAL | given
    with pytest.raises(SettingsError, match=r"^REDIS_URL: ") as refusal:
        load_settings(settings)
    assert named in str(refusal.value)


def test_processes_of_one_installation_have_its_name(tmp_path: Path) -> None:
    def name(**given: str) -> str:
        return load_settings({"DATA_DIR": str(tmp_path)} | SEVERAL | given).installation

    assert name() == name(DATABASE_URL="postgresql://me:pw@10.0.0.7:5432/ngobrol")
    assert name() != name(SECRET_KEY="q" * 32)
    assert name() != name(DATABASE_URL="postgresql://me@db.example/another")


def test_origins_have_one_spelling(tmp_path: Path) -> None:
    given = {"PUBLIC_URL": "https://Chat.Example.org:443/", "CLIENT_URL": "HTTP://[::1]:80, https://a.b:8443"}
    settings = load_settings({"DATA_DIR": str(tmp_path)} | given)
    assert settings.public_url == "https://chat.example.org"
    assert settings.client_url == ("http://[::1]", "https://a.b:8443")


def test_an_empty_value_counts_as_absent(tmp_path: Path) -> None:
    empty = dict.fromkeys(RIGHT, "")
    assert load_settings(empty | {"DATA_DIR": str(tmp_path)}).port == 5000


@pytest.mark.parametrize(("name", "value"), cases(RIGHT))
def test_right_values_are_taken(tmp_path: Path, name: str, value: str) -> None:
    settings = load_settings({"DATA_DIR": str(tmp_path), name: value})
    assert getattr(settings, name.lower()) not in {None, ""}


@pytest.mark.parametrize(("name", "value"), [c for c in cases(WRONG) if c[0] not in AT_THE_START])
def test_a_wrong_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name}: ") as refusal:
        load_settings({"DATA_DIR": str(tmp_path / "data"), name: value})
    assert "t0p-sec" not in str(refusal.value), "a secret is shown"


@pytest.mark.parametrize(("name", "value"), [(name, value) for name in STARTS for value in WRONG[name]])
def test_a_wrong_value_stops_the_start_with_one_line(tmp_path: Path, name: str, value: str) -> None:
    settings = {"DATA_DIR": str(tmp_path / "data"), "PORT": str(free_port())} | {name: value}
    line = refused_start(**settings)
    assert name in line
    assert "t0p-sec" not in line, "a secret is shown"


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        line = refused_start(DATA_DIR=str(tmp_path), PORT=port)
    assert "PORT" in line
    assert port in line


def test_a_terminal_port_in_use_is_named_when_it_was_asked_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        line = refused_start(DATA_DIR=str(tmp_path), PORT=str(free_port()), TERMINAL_PORT=port)
    assert "TERMINAL_PORT" in line
    assert port in line


def test_a_default_terminal_port_in_use_is_only_warned_of(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # somebody has it already
            stack.enter_context(socket.create_server(("127.0.0.1", 8889)))
        server = stack.enter_context(RunningServer(tmp_path, TERMINAL_PORT=""))
        assert "TERMINAL_PORT" in server.log
        assert "8889 is taken" in server.log


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.write_text("")
    with pytest.raises(SettingsError, match=r"^DATA_DIR: .*data"):
        load_settings({"DATA_DIR": str(file)})


def test_an_empty_async_mode_is_the_default_from_the_first_line_on(tmp_path: Path) -> None:
    # main.py has to read it before config.py can; unpatched, the server would wait for ever.
    with RunningServer(tmp_path, ASYNC_MODE="") as server:
        assert server.register("ana")
