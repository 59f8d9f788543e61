"""System checks: what the project needs from the machine and from those who run it."""

from __future__ import annotations

from ctypes.util import find_library
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags
from django.core.checks import register as add_check

PDF_LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}


def register() -> None:
    """Add the core's checks to those that `manage.py check` runs."""
    add_check(check_pdf_libraries)
    add_check(check_base_url, Tags.security, deploy=True)
    add_check(check_not_demo, Tags.security, deploy=True)


def check_pdf_libraries(**kwargs: Any) -> list[CheckMessage]:
    """The libraries with which WeasyPrint lays out PDF reports, which no Python package brings along."""
    missing = [package for library, package in PDF_LIBRARIES.items() if find_library(library) is None]
    if not missing:
        return []
    hint = f"On Debian or Ubuntu: apt-get install {' '.join(missing)}. On macOS: brew install pango."
    return [
        Error("Reports can't be made: text layout libraries are missing.", hint=hint, id="partnering.E001")
    ]


def check_base_url(**kwargs: Any) -> list[CheckMessage]:
    """The address in e-mails must be one that people outside this machine can open, and encrypted."""
    address = urlsplit(settings.BASE_URL)
    if address.scheme == "https" and address.hostname not in (None, "localhost", "127.0.0.1"):
        return []
    hint = "Set BASE_URL in the environment, for instance to https://traction.example.org."
    return [Error("Links in e-mails would lead nowhere.", hint=hint, id="partnering.E002")]


def check_not_demo(**kwargs: Any) -> list[CheckMessage]:
    """Demo mode has known passwords and a known secret key."""
    if not settings.TRACTION_DEMO:
        return []
    return [
        Error("Demo mode is on.", hint="Remove TRACTION_DEMO from the environment.", id="partnering.E003")
    ]
