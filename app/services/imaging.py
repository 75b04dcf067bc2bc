"""What somebody sent as a picture, made into one of ours; for a thread of its own (`services.pictures`).

Whatever comes in is hostile until it is pixels: four decoders are asked and no other, the size is
judged before anything is decoded, and what goes out is drawn anew and carries nothing else.
"""

from __future__ import annotations

from io import BytesIO

from PIL import ExifTags, Image

SIDE = 256
QUALITY = 82
MOST_PIXELS = {"JPEG": 48_000_000, "PNG": 16_000_000, "GIF": 16_000_000, "WEBP": 10_000_000}
"""Of each format, by what decoding one pixel takes: about 150 MB in all. Cameras make JPEGs."""
COARSE = 4 * SIDE
"""Pixels of a side to which colours of a palette are thinned out; they can't be averaged."""
MOST_SCANS = 100
"""Of a JPEG: ten are usual. Each costs a way over all pixels, and 5 MB hold 80,000 empty ones: minutes."""
SCAN = b"\xff\xda"
Turn = Image.Transpose
TURNS = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}
"""What undoes an orientation of EXIF."""


class NotAPicture(ValueError):
    """None of the formats, or broken."""


class TooManyPixels(ValueError):
    """More than `MOST_PIXELS` of its format."""


def square(data: bytes) -> bytes:
    """The middle of an image as an upright square WebP of `SIDE` pixels, without metadata.

    Of an animation it is the first frame. Raises `NotAPicture`, `TooManyPixels`.
    """
    try:
        with Image.open(BytesIO(data), formats=tuple(MOST_PIXELS)) as image:
            if image.width * image.height > MOST_PIXELS[image.format or ""]:
                raise TooManyPixels
            if image.format == "JPEG" and data.count(SCAN) > MOST_SCANS:
                raise NotAPicture
            return _drawn(image)
    except (TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except NotAPicture:
        raise
    except Exception as fault:  # a decoder may stumble in any way over what was made to trip it
        raise NotAPicture from fault


def _drawn(image: Image.Image) -> bytes:
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    # A JPEG can be decoded at a fraction of its size.
    image.draft("RGB", (2 * SIDE, 2 * SIDE))
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    middle = (left, top, left + side, top + side)
    small = _small(image, middle)
    # The middle stays the middle however it is turned, so the small one is turned.
    upright = small if turn is None else small.transpose(turn)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def _small(image: Image.Image, middle: tuple[int, int, int, int]) -> Image.Image:
    """The middle at `SIDE`, in colours; all that is done to the large one needs no copy in other colours."""
    smooth = Image.Resampling.LANCZOS
    if image.mode not in {"1", "P"} and "transparency" not in image.info:
        plain = image.convert("I") if image.mode.startswith("I") else image
        return _coloured(plain.resize((SIDE, SIDE), smooth, middle, reducing_gap=2.0))
    side = min(middle[2] - middle[0], COARSE)
    coarse = image.resize((side, side), Image.Resampling.NEAREST, middle)
    return _coloured(coarse).resize((SIDE, SIDE), smooth)


def _coloured(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("RGB")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)
