"""A real nginx with the configuration that `docs/deploy` recommends, on free ports."""

from __future__ import annotations

import re
import shutil
import signal
import tempfile
from pathlib import Path

import requests

from tests.support.processes import ROOT, end, free_port, plain_environment, start, wait_until

CONFIGURATION = ROOT / "docs" / "deploy" / "nginx.conf"
AROUND = """
{user}
daemon off;
pid {folder}/pid;
error_log stderr;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {inside}
}}
"""


class RunningNginx:
    """nginx in front of the processes on these ports, in place of those that the configuration names."""

    def __init__(self, *ports: int) -> None:
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        assert program, f"nginx is missing: install it with {ROOT.name}/.ci/packages"
        self.folder = Path(tempfile.mkdtemp(prefix="ngobrol-nginx-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self._configuration(ports))
        command = [program, "-e", "stderr", "-p", str(self.folder), "-c", str(configuration)]
        log = self.folder / "nginx.log"
        self._process = start(command, cwd=self.folder, env=plain_environment(), log=log)
        wait_until(self._answers, "nginx answers")

    def _configuration(self, ports: tuple[int, ...]) -> str:
        text = CONFIGURATION.read_text().replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        named = sorted(set(re.findall(r"127\.0\.0\.1:(500\d)", text)))
        assert len(named) == len(ports), "the configuration names another number of processes"
        for name, port in zip(named, ports, strict=True):
            text = text.replace(f"127.0.0.1:{name}", f"127.0.0.1:{port}")
        # Root's nginx would give its workers to somebody who can't read this folder.
        user = "user root;" if Path("/proc/self").stat().st_uid == 0 else ""
        return AROUND.format(user=user, folder=self.folder, inside=text)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def close(self) -> None:
        """Stop it and leave nothing behind."""
        end(self._process, signal.SIGTERM)
        shutil.rmtree(self.folder, ignore_errors=True)
