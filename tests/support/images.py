"""Small images to send, and what they were made into."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (40, 60, 190), (255, 255, 255)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """An image as a file."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def plain(colour: tuple[int, ...] = RED, kind: str = "PNG", size: tuple[int, int] = (90, 60)) -> bytes:
    """An image of one colour."""
    return encoded(Image.new("RGB" if len(colour) == 3 else "RGBA", size, colour), kind)


def quarters(size: tuple[int, int] = (100, 100)) -> Image.Image:
    """Red, green, blue and white: left above, right above, left below, right below."""
    small = Image.new("RGB", (2, 2))
    for place, colour in zip(((0, 0), (1, 0), (0, 1), (1, 1)), (RED, GREEN, BLUE, WHITE), strict=True):
        small.putpixel(place, colour)
    return small.resize(size, Image.Resampling.NEAREST)


def turned(orientation: int) -> bytes:
    """`quarters` as a camera that was held otherwise writes it: turned, and said so in EXIF."""
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    upright = quarters()
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "a camera that nobody is told of"
    return encoded(upright.transpose(undo) if undo is not None else upright, "JPEG", exif=exif, quality=95)


def opened(data: bytes) -> Image.Image:
    """A file as an image."""
    return Image.open(BytesIO(data))


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours near the four corners, in the order of `quarters`."""
    near, far = image.width // 8, image.width - image.width // 8
    found = image.convert("RGB")
    return [found.getpixel(place) for place in ((near, near), (far, near), (near, far), (far, far))]  # type: ignore[misc]


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two colours are the same but for what compression does to them."""
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))
