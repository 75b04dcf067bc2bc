"""What the browser loads is what the manifest says, licensed, and all of it is ours to serve."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from app.services.emoji import is_emoji

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
FILES = json.loads((VENDOR / "manifest.json").read_text("utf-8"))["files"]
LICENCES = {"MIT", "Apache-2.0", "BSD-3-Clause", "Unicode-3.0"}
FIRST_PARTY = [
    path
    for folder, endings in (
        ("static/js", {".js"}),
        ("static/styleguide", {".js", ".css"}),
        ("static/css", {".css"}),
        ("templates", {".html", ".svg", ".xml"}),
    )
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in endings
]
IMPORT = re.compile(
    r"""(?:^|[\s;}])(?:import|export)\b(?:[^"'();]*?\bfrom)?\s*["']([^"']+)["']|\bimport\(["']([^"']+)["']\)""",
    re.MULTILINE,
)
OUTSIDE = re.compile(r"""https?://(?!www\.w3\.org/)|(?:src|href|url\()\s*=?\s*["']?//""")


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["path"])
def test_file_is_the_one_the_manifest_names(entry):
    content = (VENDOR / entry["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert b"sourceMappingURL" not in content[-200:]
    assert entry["licence"] in LICENCES
    assert entry["licence_files"]
    assert all((VENDOR / text).stat().st_size > 20 for text in entry["licence_files"])


def test_versions_are_those_pinned_for_maintainers():
    pinned = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))["dependencies"]
    assert {entry["name"]: entry["version"] for entry in FILES} == pinned
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pinned.values())


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_emoji_to_choose_from_is_one_that_the_server_takes(language):
    data = json.loads((VENDOR / "emoji" / f"{language}.json").read_text("utf-8"))
    chosen = [each["emoji"] for entry in data for each in (entry, *entry.get("skins", ()))]
    assert len(chosen) > 3_000
    assert [emoji for emoji in chosen if not is_emoji(emoji)] == []


@pytest.mark.parametrize(
    ("word", "emoji"), [("wkwk", "😂"), ("makasih", "🙏"), ("pisang", "🍌"), ("indonesia", "🇮🇩")]
)
def test_emoji_are_found_by_what_people_here_call_them(word, emoji):
    data = json.loads((VENDOR / "emoji" / "id.json").read_text("utf-8"))
    assert emoji in [entry["emoji"] for entry in data if word in entry["tags"]]


def test_nothing_lies_in_the_vendor_folder_unlisted():
    listed = {entry["path"] for entry in FILES} | {text for entry in FILES for text in entry["licence_files"]}
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found == listed | {"manifest.json"}


def imports_of(path):
    return {a or b for a, b in IMPORT.findall(path.read_text("utf-8"))}


def test_every_import_leads_to_a_file_of_ours():
    names = {entry["import"] for entry in FILES if entry["import"]}
    scripts = [path for path in FIRST_PARTY if path.suffix == ".js"] + [
        VENDOR / e["path"] for e in FILES if e["import"]
    ]
    assert len(scripts) > 10
    for script in scripts:
        for specifier in imports_of(script):
            if specifier.startswith("."):
                assert (script.parent / specifier).resolve().is_file(), f"{script}: {specifier}"
            else:
                assert specifier in names, f"{script}: {specifier}"


@pytest.mark.parametrize("path", FIRST_PARTY, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_first_party_files_load_nothing_from_outside(path):
    assert not OUTSIDE.search(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "path", [p for p in FIRST_PARTY if p.suffix == ".js"], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_scripts_stay_small_and_within_the_content_security_policy(path):
    text = path.read_text("utf-8")
    assert text.count("\n") <= 250
    assert not re.search(r"\beval\(|new Function\(|\son\w+=\"|document\.write|\sstyle=\"", text)
