"""What must not be written anywhere in the repository."""

from __future__ import annotations

import re

from tests.support.processes import ROOT
from tests.support.repository import texts

OURS = {
    ".py",
    ".html",
    ".js",
    ".mjs",
    ".css",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".json",
    ".po",
    ".svg",
    ".mako",
    "",
}
FOREIGN = ("static/vendor/",)  # its words are its authors', and its checksums are tested elsewhere

MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:home|root|Users|work|opt)/\w+")
PACKAGE_SOURCE = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|\"resolved\":")
UNFINISHED = re.compile(r"\b(?:TO(?:DO)|FIX(?:ME)|X(?:XX))\b")
INLINE = re.compile(
    r"""<[^>]*\s(?:on[a-z]+|style)=|<script(?![^>]*\b(?:src=|nonce=|type="application/json"))|javascript:""",
    re.IGNORECASE,
)

TEXTS = [
    (path.relative_to(ROOT).as_posix(), text)
    for path, text in texts()
    if path.suffix in OURS and not path.relative_to(ROOT).as_posix().startswith(FOREIGN)
]


def found(pattern: re.Pattern[str], texts: list[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts
        for match in pattern.finditer(text)
    ]


def test_the_repository_is_read_at_all() -> None:
    names = {name for name, _ in TEXTS}
    assert {"main.py", "Makefile", "requirements.txt", "static/css/tokens.css"} <= names


def test_no_path_of_somebodys_machine() -> None:
    assert found(MACHINE_PATH, TEXTS) == []


def test_no_source_of_packages_is_prescribed() -> None:
    locks = [(name, text) for name, text in TEXTS if re.search(r"requirements|package(-lock)?\.json$", name)]
    assert len(locks) >= 6
    assert found(PACKAGE_SOURCE, locks) == []


def test_every_requirement_is_pinned_and_hashed() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "tests/bench/requirements.txt"):
        lines = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
        pins = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
        assert len(pins) > 10
        for pin in pins:
            assert re.match(r"[\w.-]+==\S+ .*--hash=sha256:", pin), f"{name}: {pin[:60]}"


def test_nothing_is_left_unfinished() -> None:
    assert found(UNFINISHED, TEXTS) == []


def test_templates_need_no_exception_from_the_content_security_policy() -> None:
    templates = [(name, text) for name, text in TEXTS if name.startswith("templates/")]
    assert templates
    assert found(INLINE, templates) == []
