"""The sign-ins that are kept between runs, one per server, readable by their owner only."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from app.client import environment

FILE = "signins.json"


class SignIn(NamedTuple):
    """Who is signed in on a server."""

    token: str
    username: str


def find(server: str) -> SignIn | None:
    """The kept sign-in of a server."""
    try:
        return SignIn(**_read()[server])
    except (KeyError, TypeError):
        return None


def token(server: str) -> str | None:
    """The token to use on a server: the one that the surroundings name, else the kept one."""
    signin = find(server)
    return environment.token() or (signin.token if signin else None)


def keep(server: str, signin: SignIn) -> None:
    """Keep a sign-in in place of the one before. Raises `OSError` when the file can't be written."""
    _write(_read() | {server: signin._asdict()})


def forget(server: str, token: str | None) -> None:
    """Don't keep this session any longer; another one of the server stays.

    Raises `OSError` when the file can't be written.
    """
    signin = find(server)
    if signin and signin.token == token:
        kept = _read()
        del kept[server]
        _write(kept)


def _read() -> dict[str, dict[str, str]]:
    try:
        kept = json.loads(_path().read_bytes())
    except (FileNotFoundError, ValueError):
        return {}  # what is no JSON can't be used; signing in anew replaces it
    return kept if isinstance(kept, dict) else {}


def _write(kept: dict[str, dict[str, str]]) -> None:
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A new file put in the old one's place: nobody ever reads half of it. mkstemp makes it 0600.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=FILE)
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(kept, file, indent=1)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _path() -> Path:
    return environment.folder() / FILE
