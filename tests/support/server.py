"""Ngobrol as its users start it: `python main.py`, settings from the environment.

    server = RunningServer(folder, DATABASE_URL=url, ASYNC_MODE="threading")
    ana = server.register("ana")
    room = server.post("/api/rooms", ana, type="group", name="Kopi")
    server.kill()
    server.start()

Rate limits and the terminal gateway are off unless a test asks for them, with `RATE_LIMITS="on"` and
a `TERMINAL_PORT`.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from tests.support.processes import ROOT, end, free_port, plain_environment, start, wait_until

ADMIN_PASSWORD = "the tests' own admin"
TIMEOUT = 30  # seconds for one HTTP answer: a guard against hanging


class Refused(AssertionError):
    """The server answered with an error; `status` and the contracts' `error` object say which."""

    def __init__(self, call: str, status: int, error: dict[str, Any]) -> None:
        super().__init__(f"{call} answered {status}: {error}")
        self.status = status
        self.error = error
        self.code = error.get("code")


class RunningServer:
    """One server process; its port and its data outlive restarts, and it may be used with `with`."""

    program: tuple[str, ...] = ("main.py",)

    def __init__(self, folder: Path, wait: bool = True, /, **settings: str) -> None:
        """Start it with its data in `folder` and wait until it serves, or call `wait` later.

        Raises `AssertionError` with the end of the log when it doesn't.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = int(settings.get("PORT") or free_port())
        self.url = f"http://127.0.0.1:{self.port}"
        self.data_dir = folder / "data"
        self.settings = {
            "DATA_DIR": str(self.data_dir),
            "ADMIN_PASSWORD": ADMIN_PASSWORD,
            "RATE_LIMITS": "off",
            "TERMINAL_PORT": "0",
        } | settings | {"PORT": str(self.port)}  # fmt: skip
        self._log = folder / "server.log"
        self._sessions = threading.local()
        self._process: subprocess.Popen[bytes] | None = None
        self._launch()
        if wait:
            self.wait()

    # -- the process -------------------------------------------------------------------------

    def start(self) -> None:
        """Start it (again) on the same port and data, and wait until it serves."""
        assert not self.running, "it runs already"
        self._launch()
        self.wait()

    def _launch(self) -> None:
        environment = plain_environment(PYTHONUNBUFFERED="1", **self.settings)
        self._process = start([sys.executable, *self.program], cwd=ROOT, env=environment, log=self._log)

    def wait(self) -> None:
        """Return when it serves. Raises `AssertionError` with the end of the log when it doesn't."""
        try:
            wait_until(self._serves, f"{self.url} serves", timeout=30)
        except AssertionError as error:
            self.kill()
            raise AssertionError(f"{error}\n{self._tail()}") from error
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to tidy up."""
        if self._process:
            end(self._process, signal.SIGKILL)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """SIGTERM, as a service manager does it, or another signal; the exit code."""
        assert self._process
        return end(self._process, number)

    def restart(self) -> None:
        """Stop cleanly and start again."""
        self.stop()
        self.start()

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process id of the running server."""
        assert self._process
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it has written so far, over all its starts."""
        return self._log.read_text(errors="replace")

    def _tail(self, lines: int = 40) -> str:
        return "the end of its log:\n" + "\n".join(self.log.splitlines()[-lines:])

    def _serves(self) -> bool:
        if not self.running:
            raise AssertionError("the server ended while it started")
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except (requests.ConnectionError, requests.Timeout):
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    # -- REST --------------------------------------------------------------------------------

    def request(self, method: str, path: str, token: str | None = None, **options: Any) -> requests.Response:
        """The plain answer, whatever its status; `options` are those of `requests.request`."""
        headers = dict(options.pop("headers", None) or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        options.setdefault("timeout", TIMEOUT)
        return self._session.request(method, self.url + path, headers=headers, **options)

    def call(self, method: str, path: str, token: str | None = None, **options: Any) -> Any:
        """The `data` of a successful answer. Raises `Refused` for any other."""
        answer = self.request(method, path, token, **options)
        body = answer.json()
        if not body.get("success"):
            raise Refused(f"{method} {path}", answer.status_code, body["error"])
        return body.get("data")

    def get(self, path: str, token: str | None = None, **query: Any) -> Any:
        """`call` with GET; keywords are the query."""
        return self.call("GET", path, token, params=query)

    def post(self, path: str, token: str | None = None, **body: Any) -> Any:
        """`call` with POST; keywords are the JSON body."""
        return self.call("POST", path, token, json=body)

    def patch(self, path: str, token: str | None = None, **body: Any) -> Any:
        """`call` with PATCH; keywords are the JSON body."""
        return self.call("PATCH", path, token, json=body)

    def put(self, path: str, token: str | None = None, **body: Any) -> Any:
        """`call` with PUT; keywords are the JSON body."""
        return self.call("PUT", path, token, json=body)

    def delete(self, path: str, token: str | None = None, **body: Any) -> Any:
        """`call` with DELETE; keywords are the JSON body."""
        return self.call("DELETE", path, token, json=body)

    def register(self, username: str, **fields: Any) -> str:
        """A new account; its token."""
        token: str = self.post("/api/register", username=username, **fields)["token"]
        return token

    def login(self, username: str, **fields: Any) -> str:
        """A new session of an account; its token."""
        token: str = self.post("/api/login", username=username, **fields)["token"]
        return token

    @property
    def _session(self) -> requests.Session:
        # One per thread: a session is not made for several, and keep-alive saves most of a call's cost.
        if not hasattr(self._sessions, "session"):
            self._sessions.session = requests.Session()
            self._sessions.session.trust_env = False
        session: requests.Session = self._sessions.session
        return session
