"""This app's lists, on the page of all lists and beside a partnership."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnering.registry import ListPlace, add_lists

GROUP = _("Agreements")


def register() -> None:
    """Put them on record."""
    add_lists(
        ListPlace(
            "all-agreements",
            "agreements:every-agreement",
            _("Agreements"),
            _("Drafts, what waits for signatures, and what is in force until when."),
            "file-pen-line",
            GROUP,
            order=30,
        ),
        ListPlace(
            "all-commitments",
            "agreements:every-commitment",
            _("Commitments"),
            _("Who brings in what by when, and what became of it."),
            "package-check",
            GROUP,
            order=31,
        ),
        ListPlace(
            "agreements", "agreements:agreements", _("Agreements of a partnership"), about="partnership"
        ),
        ListPlace(
            "commitments", "agreements:commitments", _("Commitments in a partnership"), about="partnership"
        ),
    )
