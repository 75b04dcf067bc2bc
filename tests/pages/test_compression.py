"""What travels compressed, and what must not."""

from __future__ import annotations

import re
import secrets
import zlib

import pytest
import requests

from app.http.assets import SHEETS
from app.http.compression import assembled
from tests.pages.conftest import Signed
from tests.pages.visitor import Visitor
from tests.support.processes import ROOT

PIECES = [b"same " * 2000, b"again " * 500]
MARKUP = b'<article class="message"><form method="post" action="/room/1/react"><button>Reply</button></form>'


def unpacked(packed: bytes) -> bytes:
    reader = zlib.decompressobj(31)
    text = reader.decompress(packed)
    assert reader.eof  # the checksum and the length were right
    assert not reader.unused_data
    return text


@pytest.mark.parametrize("pieces", [[], PIECES[:1], PIECES, [b"absent"], [*PIECES, b"absent"]])
@pytest.mark.parametrize("own", [b"", b"mine", b"same again", bytes(70_000), secrets.token_bytes(200_000)])
def test_a_page_of_pieces_is_one_gzip_stream(pieces: list[bytes], own: bytes) -> None:
    body = own + PIECES[0] + own + PIECES[1] + own
    assert unpacked(assembled(body, pieces)) == body


def test_what_is_somebodys_own_takes_the_room_it_takes() -> None:
    """However much a private text repeats one that somebody else could choose."""

    def size(text: bytes) -> int:
        return len(assembled(PIECES[0] + b"kata sandi: kopi tubruk, " + text, PIECES[:1]))

    assert size(b"kata sandi: kopi tubruk, ") == size(secrets.token_bytes(25))
    assert size(b"") < len(PIECES[0]) / 20


def test_markup_that_comes_again_takes_next_to_nothing() -> None:
    own = [secrets.token_bytes(300) for _ in range(50)]
    body = b"".join(MARKUP + text for text in own)
    packed = assembled(body, [MARKUP] * 50)
    assert unpacked(packed) == body
    assert len(packed) - sum(map(len, own)) < 50 * 25


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


def test_a_page_is_compressed_in_what_everybody_gets(person: Signed) -> None:
    ana = person("ana")
    room_id = ana.create(name="Kopi")
    ana.say(room_id, "rahasia dapur " * 100)
    answer, body = bytes_of(ana, f"/room/{room_id}")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"rahasia dapur rahasia dapur" in body  # stands there as it is
    assert b"modulepreload" not in body
    assert b"modulepreload" in unpacked(body)


@pytest.mark.parametrize("path", ["/api/rooms", "/room/{}/messages", "/avatar/1.svg", "/healthz"])
def test_other_answers_stay_as_they_are(person: Signed, path: str) -> None:
    ana = person("ana")
    answer, _ = bytes_of(ana, path.format(ana.create()))
    assert "Content-Encoding" not in answer.headers
