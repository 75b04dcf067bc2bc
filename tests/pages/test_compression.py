"""What travels compressed, and what must not."""

from __future__ import annotations

import re
import secrets
import zlib

import pytest
import requests

from app.http.assets import SHEETS
from app.http.compression import PADDING, padded
from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.processes import ROOT


def unpacked(packed: bytes) -> bytes:
    reader = zlib.decompressobj(31)
    text = reader.decompress(packed)
    assert reader.eof  # the checksum and the length were right
    assert not reader.unused_data
    return text


@pytest.mark.parametrize("body", [b"", b"kopi " * 500, bytes(70_000), secrets.token_bytes(200_000)])
def test_a_padded_page_is_one_gzip_stream(body: bytes) -> None:
    assert unpacked(padded(body)) == body


def test_how_long_a_page_is_tells_little_of_what_is_in_it() -> None:
    sizes = {len(padded(b"kata sandi: kopi tubruk, kata sandi: kopi")) for _ in range(300)}
    assert len(sizes) > 50
    assert max(sizes) - min(sizes) < PADDING


def bytes_of(visitor: Visitor, path: str, accepted: str = "gzip") -> tuple[requests.Response, bytes]:
    answer = visitor.raw("GET", path, headers={"Accept-Encoding": accepted}, stream=True)
    return answer, answer.raw.read(decode_content=False)


def test_static_files_travel_compressed_to_whom_can_read_it(stranger: Visitor) -> None:
    sheet = re.findall(r'href="(/static/css/[^"]+)"', stranger.raw("GET", "/").text)[0]
    plain, whole = bytes_of(stranger, sheet, "identity")
    packed, body = bytes_of(stranger, sheet)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(body) < len(whole) / 2
    assert unpacked(body) == whole
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"]
    asked = {"Accept-Encoding": "gzip", "Range": "bytes=0-9"}
    assert stranger.raw("GET", "/static/css/base.css", headers=asked).content == whole[:10]


def test_styles_that_pages_take_together_are_one_sheet(person: Signed) -> None:
    ana = person("ana")
    html = ana.raw("GET", "/room/1").text
    for name, names in SHEETS.items():
        found = re.search(rf'href="(/static/css/\+{name}[^"]+)"', html)
        assert found
        answer = ana.raw("GET", found[1])
        assert answer.headers["Content-Type"].startswith("text/css")
        assert answer.content == b"\n".join(
            (ROOT / f"static/css/{n}.css").read_bytes() for n in names.split()
        )
    assert ana.raw("GET", "/static/css/+none.css").status_code == 404


def test_our_scripts_travel_without_their_comments(stranger: Visitor) -> None:
    scripts = sorted((ROOT / "static" / "js").rglob("*.js"))
    assert len(scripts) > 50
    for script in scripts:
        source = script.read_text().split("\n")
        _, body = bytes_of(stranger, f"/static/{script.relative_to(ROOT / 'static')}")
        packed = body.startswith(b"\x1f\x8b")  # not worth it for the smallest
        came = (unpacked(body) if packed else body).decode().split("\n")
        assert len(came) == len(source), script
        for was, now in zip(source, came, strict=True):
            assert now == was or (
                packed and now == "" and was.lstrip()[:2] in {"//", "/*", "*/", "* ", "*"}
            ), was


def test_each_form_of_a_file_has_a_tag_of_its_own(stranger: Visitor) -> None:
    tags = {}
    for accepted in ("gzip", "identity"):
        answer, _ = bytes_of(stranger, "/static/css/base.css", accepted)
        tags[accepted] = answer.headers["ETag"]
        known = {"Accept-Encoding": accepted, "If-None-Match": tags[accepted]}
        assert stranger.raw("GET", "/static/css/base.css", headers=known).status_code == 304
    assert len(set(tags.values())) == 2


def test_a_page_travels_compressed_and_is_never_twice_as_long(person: Signed) -> None:
    ana = person("ana")
    room_id = ana.create(name="Kopi")
    ana.say(room_id, "rahasia dapur " * 100)
    answers = [bytes_of(ana, f"/room/{room_id}") for _ in range(20)]
    assert {answer.headers["Content-Encoding"] for answer, _ in answers} == {"gzip"}
    assert "rahasia dapur rahasia dapur" in unpacked(answers[0][1]).decode()
    assert len({len(body) for _, body in answers}) > 5
    _, plain = bytes_of(ana, f"/room/{room_id}", "identity")
    assert len(answers[0][1]) < len(plain) / 3


@pytest.mark.parametrize("path", ["/api/rooms", "/room/{}/messages", "/avatar/1.svg", "/healthz"])
def test_other_answers_stay_as_they_are(person: Signed, path: str) -> None:
    ana = person("ana")
    answer, _ = bytes_of(ana, path.format(ana.create()))
    assert "Content-Encoding" not in answer.headers
