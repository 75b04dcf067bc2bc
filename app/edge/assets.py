"""Static files by content: their address carries a hash, so browsers may keep them for ever."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, url_for

SCRIPTS, VENDOR = "js", "vendor"


def init_app(app: Flask) -> None:
    """Let `url_for("static", …)` add the hash."""

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and (found := version(values.get("filename", ""))):
            values["v"] = found


def version(filename: str) -> str | None:
    """A short hash of a static file's content, or null when there is no such file."""
    path = Path(str(current_app.static_folder)) / filename
    try:
        facts = path.stat()
    except (OSError, ValueError):
        return None
    return _digest(path, facts.st_mtime_ns, facts.st_size) if path.is_file() else None


@lru_cache(maxsize=512)
def _digest(path: Path, _modified: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def import_map() -> dict[str, dict[str, str]]:
    """Bare names of vendored modules, and every script's plain address, to hashed addresses.

    With the second kind relative imports between scripts are cached like everything else.
    """
    folder = Path(str(current_app.static_folder))
    manifest = json.loads((folder / VENDOR / "manifest.json").read_text())
    names = {f["import"]: f"{VENDOR}/{f['path']}" for f in manifest["files"] if f.get("import")}
    imports = {name: url_for("static", filename=path) for name, path in names.items()}
    for script in scripts():
        address = url_for("static", filename=script)
        imports[address.partition("?")[0]] = address
    return {"imports": imports}


def scripts() -> list[str]:
    """Our own modules, relative to the static folder."""
    folder = Path(str(current_app.static_folder))
    return sorted(path.relative_to(folder).as_posix() for path in (folder / SCRIPTS).rglob("*.js"))
