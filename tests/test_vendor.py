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
FORBIDDEN = re.compile(r"\beval\(|new Function\(|\son\w+=\"|document\.write|\sstyle=\"")
OUTSIDE = re.compile(r"""https?://(?!www\.w3\.org/)|(?:src|href|url\()\s*=?\s*["']?//""")


def test_files_are_those_that_the_manifest_names():
    contents = {entry["path"]: (VENDOR / entry["path"]).read_bytes() for entry in FILES}
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
    assert hashes == {entry["path"]: entry["sha256"] for entry in FILES}
    assert [path for path, content in contents.items() if b"sourceMappingURL" in content[-200:]] == []


def test_files_come_with_a_licence_that_allows_it():
    assert {entry["licence"] for entry in FILES} <= LICENCES
    assert [entry["path"] for entry in FILES if not entry["licence_files"]] == []
    texts = {text for entry in FILES for text in entry["licence_files"]}
    assert [text for text in texts if (VENDOR / text).stat().st_size <= 20] == []


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


def test_first_party_files_load_nothing_from_outside():
    assert [str(path) for path in FIRST_PARTY if OUTSIDE.search(path.read_text("utf-8"))] == []


def test_scripts_stay_small_and_within_the_content_security_policy():
    scripts = {str(path): path.read_text("utf-8") for path in FIRST_PARTY if path.suffix == ".js"}
    assert [path for path, text in scripts.items() if text.count("\n") > 250] == []
    assert [path for path, text in scripts.items() if FORBIDDEN.search(text)] == []
