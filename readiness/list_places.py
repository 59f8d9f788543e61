"""This app's list, on the page of all lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.registry import ListPlace, add_lists


def reads_surveys(user: Any) -> bool:
    """Whether the user reads the surveys of their organisation."""
    return access.reads_internals_of(user) is not None


def register() -> None:
    """Put it on record."""
    add_lists(
        ListPlace(
            "campaigns",
            "readiness:campaigns",
            _("Readiness surveys"),
            _("Those of your organisation: whom they asked, until when, and with which result."),
            "gauge",
            _("Traction"),
            shown_to=reads_surveys,
            order=43,
        )
    )
