"""What the surroundings say: the one module of the client that reads environment variables."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def folder() -> Path:
    """Where sign-ins are kept: `NGOBROL_CONFIG`, else the user's own place for such things."""
    return Path(os.environ.get("NGOBROL_CONFIG") or platformdirs.user_config_dir("ngobrol"))


def locale() -> str:
    """The terminal's language as POSIX has it, such as `id_ID.UTF-8`; "" when nothing says."""
    wishes = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((wish for wish in wishes if wish), "")


def server_address() -> str:
    """Which server is meant when none is named: `NGOBROL_SERVER`, else one on this machine."""
    return os.environ.get("NGOBROL_SERVER") or "http://127.0.0.1:5000"


def token() -> str | None:
    """`NGOBROL_TOKEN`: a session that isn't kept in a file, for scripts."""
    return os.environ.get("NGOBROL_TOKEN") or None
