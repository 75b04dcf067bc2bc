"""People's pictures: what comes in, what is kept, who is told, and what is refused."""

from __future__ import annotations

import math
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from app.events import UserChanged
from app.exceptions import Invalid, TooLarge, Unauthenticated
from app.services import accounts, deletion, imaging, messages, people, pictures, rooms, sessions
from app.services.actor import Actor
from app.services.writing import Draft
from tests.services.conftest import DEVICE, House
from tests.support.images import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    alike,
    corners,
    encoded,
    opened,
    plain,
    quarters,
    turned,
)
from tests.support.processes import ROOT


def picture_of(actor: Actor) -> bytes | None:
    """The picture that everybody sees of somebody now."""
    shown = accounts.get(actor.user_id).picture
    return pictures.find(actor.user_id, shown) if shown else None


def test_a_picture_is_kept_shown_everywhere_and_told(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(ana, None).id
    rooms.join(bo, room)
    messages.post(ana, room, Draft(content="halo"))
    before = len(house.heard(UserChanged))
    first = pictures.replace(ana, lambda: plain(RED)).picture
    assert first is not None
    assert [event.user.picture for event in house.heard(UserChanged)[before:]] == [first]  # type: ignore[attr-defined]
    assert rooms.mine(bo)[0].last_message.sender.picture == first  # type: ignore[union-attr]
    assert {one.id: one.picture for one in people.members(bo, room)} == {ana.user_id: first, bo.user_id: None}
    again = sessions.authenticate(ana.user_id, ana.session_id)
    assert messages.post(again, room, Draft(content="lagi")).message.sender.picture == first

    second = pictures.replace(ana, lambda: plain(BLUE)).picture
    assert second not in {first, None}
    assert pictures.find(ana.user_id, first) is None
    assert alike(opened(picture_of(ana) or b"").convert("RGB").getpixel((128, 128)), BLUE)  # type: ignore[arg-type]
    told = len(house.heard(UserChanged))
    assert pictures.replace(ana, lambda: plain(BLUE)).picture == second
    assert len(house.heard(UserChanged)) == told  # nothing changed

    assert pictures.remove(ana).picture is None
    assert accounts.get(ana.user_id).picture is None
    assert pictures.find(ana.user_id, str(second)) is None
    assert pictures.remove(ana).picture is None
    assert len(house.heard(UserChanged)) == told + 1


def test_it_goes_with_the_account(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    room = rooms.create_group(bo, None).id
    rooms.join(ana, room)
    messages.post(ana, room, Draft(content="halo"))
    shown = pictures.replace(ana, plain).picture
    deletion.delete(ana, "ana", device=DEVICE)
    assert pictures.find(ana.user_id, str(shown)) is None
    assert rooms.get(bo, room).last_message.sender.picture is None  # type: ignore[union-attr]
    with pytest.raises(Unauthenticated):
        pictures.replace(ana, plain)


def test_other_addresses_find_nothing(house: House) -> None:
    ana, bo = house.person("ana"), house.person("bo_")
    shown = str(pictures.replace(ana, plain).picture)
    assert pictures.find(bo.user_id, shown) is None
    for nothing in ("", "0" * 16, "\0" * 16, shown.upper() + "x", "%" * 16):
        assert pictures.find(ana.user_id, nothing) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_middle_becomes_a_square(kind: str) -> None:
    wide = Image.new("RGB", (400, 100), GREEN)
    wide.paste(Image.new("RGB", (100, 100), BLUE), (150, 0))
    made = opened(imaging.square(encoded(wide, kind)))
    assert (made.format, made.size, getattr(made, "n_frames", 1)) == ("WEBP", (256, 256), 1)
    assert all(alike(colour, BLUE) for colour in corners(made))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_whatever_the_camera_did(orientation: int) -> None:
    made = opened(imaging.square(turned(orientation)))
    for found, wanted in zip(corners(made), (RED, GREEN, BLUE, WHITE), strict=True):
        assert alike(found, wanted), orientation


def test_nothing_goes_out_but_pixels() -> None:
    secret = b"where it was taken"
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", secret.decode())
    exif = Image.Exif()
    exif[0x010E] = secret.decode()
    for data in (
        encoded(quarters(), "PNG", pnginfo=text, exif=exif),
        encoded(quarters(), "JPEG", exif=exif, comment=secret, icc_profile=secret * 20),
        encoded(quarters(), "WEBP", exif=exif, xmp=secret, icc_profile=secret),
        encoded(quarters(), "GIF", comment=secret),
        plain() + b"<script>" + secret,  # a file that is something else behind its end
    ):
        assert secret in data
        made = imaging.square(data)
        assert secret not in made
        assert b"EXIF" not in made
        assert b"ICCP" not in made
        assert b"XMP " not in made


def test_of_an_animation_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (GREEN, RED, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        made = opened(imaging.square(encoded(frames[0], kind, save_all=True, append_images=frames[1:])))
        assert alike(corners(made)[0], GREEN), kind


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour_is_understood(mode: str) -> None:
    grey = Image.new("I;16", (50, 50), 40_000) if mode == "I;16" else quarters((50, 50)).convert(mode)
    made = opened(imaging.square(encoded(grey, "JPEG" if mode == "CMYK" else "PNG")))
    assert made.size == (256, 256)
    if mode == "I;16":
        assert alike(corners(made)[0], (156, 156, 156))


def test_what_is_transparent_stays_so() -> None:
    made = opened(imaging.square(plain((10, 20, 30, 0)))).convert("RGBA")
    assert made.getpixel((128, 128))[3] == 0  # type: ignore[index]
    assert opened(imaging.square(plain())).mode == "RGB"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 4096,
        b"GIF89a",
        SVG,
        b"<html><script>alert(1)</script>",
        b"GIF89a/*" + SVG + b"*/=1;",
        plain()[:-30],
        plain(kind="JPEG")[:200],
        plain(kind="WEBP")[:40],
        plain(kind="GIF")[:30],
        plain(kind="BMP"),
        plain(kind="TIFF"),
        plain(kind="ICO"),
        encoded(quarters(), "PDF"),
        b"\x89PNG\r\n\x1a\n" + plain(kind="JPEG"),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_picture_is_refused(house: House, data: bytes) -> None:
    ana = house.person("ana")
    with pytest.raises(Invalid) as refusal:
        pictures.replace(ana, lambda: data)
    assert refusal.value.fields == {"picture": "This is not a picture that we can read."}
    assert accounts.get(ana.user_id).picture is None


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says that it is this large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [
        bomb(5_000, 5_000),
        bomb(9_500, 9_500),  # where the library itself warns
        bomb(40_000, 40_000),  # and where it refuses
        bomb(2**31 - 1, 2**31 - 1),
        encoded(Image.new("RGB", (16_000, 16_000)), "WEBP", lossless=True, method=0),
        encoded(Image.new("P", (6_000, 6_000)), "GIF"),
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_a_bomb_is_refused_before_a_pixel_is_made(house: House, data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        pictures.replace(house.person("ana"), lambda: data)
    assert refusal.value.fields == {"picture": "This picture has too many pixels."}


PEAK = """
import sys
from app.services import imaging
data = sys.stdin.buffer.read()
held = int(open("/proc/self/statm").read().split()[1]) * 4096
open("/proc/self/clear_refs", "w").write("5")  # forget the peak so far
imaging.square(data)
line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(line.split()[1]) * 1024 - held)
"""
LARGEST: dict[str, tuple[str, str, dict[str, Any]]] = {
    "grey, 16 bits": ("I;16", "PNG", {}),
    "a palette with transparency": ("P", "PNG", {"transparency": b"\0" * 9}),
    "one transparent colour": ("RGB", "PNG", {"transparency": (0, 0, 0)}),
    "half transparent": ("RGBA", "PNG", {}),
    "webp": ("RGBA", "WEBP", {"lossless": True, "method": 0}),
    "jpeg": ("RGB", "JPEG", {"progressive": True}),
}


@pytest.mark.parametrize("kind", LARGEST)
def test_the_largest_picture_of_each_kind_takes_little_memory(kind: str) -> None:
    mode, form, options = LARGEST[kind]
    side = math.isqrt(imaging.MOST_PIXELS[form])
    data = encoded(Image.new(mode, (side, side)), form, **options)
    done = subprocess.run([sys.executable, "-c", PEAK], input=data, capture_output=True, check=True, cwd=ROOT)
    assert int(done.stdout) < 200 * 1024 * 1024


def test_a_jpeg_of_too_many_scans_is_refused_before_they_are_drawn() -> None:
    file = BytesIO()
    Image.new("L", (64, 64), 128).save(file, "JPEG", progressive=True)
    data = file.getvalue()
    last = data[data.rindex(b"\xff\xc4") : -2]
    assert imaging.square(data)
    assert imaging.square(data[:-2] + 50 * last + data[-2:])
    with pytest.raises(imaging.NotAPicture):
        imaging.square(data[:-2] + 200 * last + data[-2:])


def test_too_many_bytes_are_refused_unread(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imaging, "square", lambda data: pytest.fail("it was opened"))
    with pytest.raises(TooLarge):
        pictures.replace(house.person("ana"), lambda: b"\0" * (pictures.MOST_BYTES + 1))
