"""QR codes as the path of an SVG, so that page and paper draw them in their own colours."""

from __future__ import annotations

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


@dataclass(frozen=True)
class Drawn:
    """A code of `size` squares each way, and the `path` of its dark ones; the quiet margin of four is counted."""

    size: int
    path: str


def drawn(text: str) -> Drawn:
    """The code of a text; readable when up to 15 % of it is soiled (level M)."""
    code = QRCode(border=4, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    squares = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(squares) for x, is_dark in enumerate(row) if is_dark
    )
    return Drawn(len(squares), path)
