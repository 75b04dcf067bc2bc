"""What somebody sent as a picture, made into one of ours; for a thread of its own (`services.pictures`).

Whatever comes in is hostile until it is pixels: four decoders are asked and no other, the size is
judged before anything is decoded, and what goes out is drawn anew and carries nothing else.
"""

from __future__ import annotations

from io import BytesIO

from PIL import ExifTags, Image

SIDE = 256
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 24_000_000
"""As cameras make; decoding takes up to 8 bytes for each."""
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
    """More than `MOST_PIXELS`."""


def square(data: bytes) -> bytes:
    """The middle of an image as an upright square WebP of `SIDE` pixels, without metadata.

    Of an animation it is the first frame. Raises `NotAPicture`, `TooManyPixels`.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
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
    small = _coloured(image).resize((SIDE, SIDE), Image.Resampling.LANCZOS, middle, reducing_gap=2.0)
    # The middle stays the middle however it is turned, so the small one is turned.
    upright = small if turn is None else small.transpose(turn)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    out = BytesIO()
    bare.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()


def _coloured(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("RGB")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)
