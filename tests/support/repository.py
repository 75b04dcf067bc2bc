"""The repository as a reader of it sees it: its files, and copies of it to try things in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.support.processes import ROOT

BUILT = {
    ".git", ".venv", ".venv-bench", "node_modules", "__pycache__", ".mypy_cache", ".pytest_cache",
    ".ruff_cache", ".hypothesis",
}  # fmt: skip
"""What `.gitignore` keeps out."""


def files() -> Iterator[Path]:
    """All files of the repository, nothing that was built."""
    yield from _walk(ROOT)


def texts() -> Iterator[tuple[Path, str]]:
    """Those that are text, with their text."""
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path, content.decode()


def copy_to(folder: Path) -> Path:
    """A clean copy in `folder`, sharing what `make test` has installed; returns `folder`."""
    for path in files():
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    modules = ROOT / "tests" / "node" / "node_modules"
    (folder / "tests" / "node" / "node_modules").symlink_to(modules)
    return folder


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in BUILT or path == ROOT / "data" or path.is_symlink():
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path
