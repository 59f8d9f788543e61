"""Pictures that people upload: read as what they are, and made anew small, so that nothing else comes along."""

from __future__ import annotations

from io import BytesIO

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
SIDE = 320
"""The longest side of a picture as it is kept, in pixels."""
PIXELS = 40_000_000
"""More than this is no logo, and would take much memory to read."""


class UnreadablePicture(Exception):
    """The bytes are no picture of a known kind, or one that is far too large."""


def small_picture(content: bytes) -> bytes:
    """The picture as a PNG that fits into a square of `SIDE` pixels, without anything hidden in the original."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 slow, and needed by one page only

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > PIXELS:
                raise UnreadablePicture
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadablePicture from error
    upright.thumbnail((SIDE, SIDE))
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    kept = BytesIO()
    clean.save(kept, "PNG", optimize=True)
    return kept.getvalue()
