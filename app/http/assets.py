"""Static files by content: their address carries a hash, so browsers may keep them for ever.

Files are looked at once in the life of a process: after changing one, restart.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for

SCRIPTS, VENDOR = "js", "vendor"
IMPORT = re.compile(r"""\b(?:import|export)\b[^;"'()]*["']([^"']+)["']""")
"""An import that is there from the start; a call of `import()` has its bracket before the name."""
SHELL = ("css/*.css", "img/*.svg")
"""What pages are made of beside their scripts."""
WORKER = "service-worker.js"
SHEETS = {
    "every": "base tokens buttons forms avatar cards sidebar",
    "app": "shell roomlist dialog skeleton conversation message menu prose composer "
    "completion emoji details home welcome invite",
}
"""Styles that pages take together: of every page, and of the app's own, in their order."""
Imports = dict[str, dict[str, str]]


def init_app(app: Flask) -> None:
    """Let `url_for("static", …)` add the hash, and templates say `asset(…)` for it."""

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and (found := version(values.get("filename", ""))):
            values["v"] = found

    app.add_template_global(address, "asset")
    app.add_template_global(sheet)
    one_file = app.view_functions["static"]

    def static(filename: str) -> Any:
        together = _sheets(_folder(), filename)
        if together is None:
            return one_file(filename=filename)
        response = Response(together, mimetype="text/css")
        response.add_etag()
        return response.make_conditional(request)

    app.view_functions["static"] = static


def version(filename: str) -> str | None:
    """A short hash of a static file's content, or null when there is no such file."""
    together = _sheets(_folder(), filename)
    return _hash(together) if together is not None else _digest(_folder() / filename)


def sheet(name: str) -> str:
    """The hashed address of several styles as one: of `SHEETS`."""
    return address(f"css/+{name}.css")


def address(filename: str) -> str:
    """The hashed address of a static file."""
    return _address(request.script_root, filename)


def import_map() -> Imports:
    """Bare names of vendored modules, and every script's plain address, to hashed addresses.

    With the second kind relative imports between scripts are cached like everything else.
    """
    return _import_map(request.script_root)


def needed_by(*entries: str) -> list[str]:
    """The hashed addresses of all modules that these can't begin without, themselves among them.

    A page that names them fetches them at once; otherwise each import would be found only when the
    module before it had come. What is fetched by `import()` later isn't among them.
    """
    found = (path for entry in entries for path in _graph(_folder(), entry))
    return [address(path) for path in dict.fromkeys(found)]


def shell() -> list[str]:
    """The hashed addresses of all that the app's pages are made of; a browser may keep them."""
    return _shell(request.script_root)


def release() -> str:
    """A short name of this very app: another one as soon as a file that browsers see is another."""
    return _release(request.script_root)


def _folder() -> Path:
    return Path(str(current_app.static_folder))


@lru_cache(maxsize=1024)
def _digest(path: Path) -> str | None:
    try:
        return _hash(path.read_bytes())
    except (OSError, ValueError):
        return None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


@lru_cache(maxsize=64)
def _sheets(folder: Path, filename: str) -> bytes | None:
    names = SHEETS.get(filename.removeprefix("css/+").removesuffix(".css"))
    if names is None or not filename.startswith("css/+"):
        return None
    return b"\n".join((folder / "css" / f"{name}.css").read_bytes() for name in names.split())


@lru_cache(maxsize=1024)
def _address(_root: str, filename: str) -> str:
    return url_for("static", filename=filename)


@lru_cache(maxsize=8)
def _import_map(_root: str) -> Imports:
    imports = {name: address(path) for name, path in _vendored(_folder()).items()}
    for script in _scripts(_folder()):
        imports[address(script).partition("?")[0]] = address(script)
    return {"imports": imports}


@lru_cache(maxsize=8)
def _vendored(folder: Path) -> dict[str, str]:
    manifest = json.loads((folder / VENDOR / "manifest.json").read_text())
    return {f["import"]: f"{VENDOR}/{f['path']}" for f in manifest["files"] if f.get("import")}


@lru_cache(maxsize=8)
def _graph(folder: Path, entry: str) -> list[str]:
    vendored, found, waiting = _vendored(folder), [entry], [entry]
    while waiting:
        path = waiting.pop()
        for name in IMPORT.findall((folder / path).read_text()):
            needed = vendored.get(name) or posixpath.normpath(f"{posixpath.dirname(path)}/{name}")
            if needed not in found and (folder / needed).is_file():
                found.append(needed)
                waiting.append(needed)
    return found


@lru_cache(maxsize=8)
def _shell(_root: str) -> list[str]:
    folder = _folder()
    together = {f"css/{name}.css" for names in SHEETS.values() for name in names.split()}
    found = [path.relative_to(folder).as_posix() for kind in SHELL for path in sorted(folder.glob(kind))]
    beside = [address(path) for path in found if path not in together]
    return list(dict.fromkeys([*_import_map(_root)["imports"].values(), *map(sheet, SHEETS), *beside]))


@lru_cache(maxsize=8)
def _release(_root: str) -> str:
    beside = [Path(current_app.root_path, folder) for folder in ("templates", "app/translations")]
    texts = sorted(
        path for folder in beside for path in folder.rglob("*.*") if path.suffix in {".html", ".po"}
    )
    seen = [*_shell(_root), str(version(WORKER)), *(str(_digest(path)) for path in texts)]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12]


@lru_cache(maxsize=8)
def _scripts(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in (folder / SCRIPTS).rglob("*.js"))
