"""Draws a simple mark for each organisation of the sample, so that no picture file lies in the repository."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from partnering.models import Organisation, User
from partnering.services.logos import set_logo

SIDE = 160
COLOURS = ("#17625d", "#a3541f", "#3d6b2e", "#4a3f8f")


def draw_logos(organisations: Iterable[tuple[Organisation, User]]) -> None:
    """Give each organisation a mark of its own, chosen by its lead."""
    for number, (organisation, lead) in enumerate(organisations):
        set_logo(organisation=organisation, content=_mark(number), by=lead)


def _mark(number: int) -> bytes:
    """Rings, waves, leaves or bars on a coloured ground, by number."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 slow, and the loader alone needs it

    picture = Image.new("RGB", (SIDE, SIDE), COLOURS[number % len(COLOURS)])
    pen = ImageDraw.Draw(picture)
    steps = range(28, SIDE - 28, 26)
    for step in steps:
        if number % 4 == 0:
            pen.arc((20, step - 20, SIDE - 20, step + 36), 200, 340, "white", 9)
        elif number % 4 == 1:
            pen.ellipse((step, step / 2 + 20, step + 22, SIDE - step / 2 - 20), fill="white")
        elif number % 4 == 2:
            pen.pieslice((step - 20, step - 20, step + 40, step + 40), 180, 270, "white")
        else:
            pen.rectangle((step, SIDE - step, step + 16, SIDE - 24), fill="white")
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
