"""Mails are read in dark mode too: what has a colour beside it has a name by which that is turned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
MAILS = sorted(TEMPLATES.glob("*/mail/*.html"))
ELEMENT = re.compile(r"<(?P<tag>[a-z0-9]+)(?P<rest>[^>]*)>")
COLOURED = re.compile(r'style="[^"]*(?:color|background|border[a-z-]*):[^"]*#')


def turned_in_the_dark() -> set[str]:
    """The names for which the sheet of all mails has other colours in the dark."""
    sheet = (TEMPLATES / "partnering" / "mail" / "base.html").read_text()
    [dark] = re.findall(r"prefers-color-scheme: dark\) \{(.*?)\n      \}", sheet, re.DOTALL)
    return set(re.findall(r"\.([a-z]+)", dark))


@pytest.mark.parametrize("path", MAILS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_colour_of_a_mail_is_turned_in_the_dark(path):
    named = turned_in_the_dark() | {"a"}
    for found in ELEMENT.finditer(path.read_text()):
        if COLOURED.search(found["rest"]):
            names = set(re.findall(r'class="([^"]*)"', found["rest"])) | {found["tag"]}
            assert names & named, found[0]


def test_mails_have_colours():
    assert any(COLOURED.search(path.read_text()) for path in MAILS)
