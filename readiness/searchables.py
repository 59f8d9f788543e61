"""What of readiness is found by its words: own surveys and frameworks, joint reviews, never what respondents wrote."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from partnering import access, registry
from partnering.registry import Command, Searchable
from readiness.models import Campaign, Evidence, OwnFramework


def register() -> None:
    """Put surveys where the search finds them."""
    registry.searchables.append(
        Searchable(
            "campaign",
            _("Readiness surveys"),
            "gauge",
            Campaign.objects.visible_to,
            "title",
            ("title",),
            "readiness:campaign",
            about=F("organisation__name"),
            order=90,
        )
    )
    registry.searchables.append(
        Searchable(
            "review",
            _("Relationship reviews"),
            "heart-handshake",
            Campaign.objects.reviews_visible_to,
            "title",
            ("title",),
            "readiness:review",
            about=F("partnership__name"),
            order=89,
        )
    )
    registry.searchables.append(
        Searchable(
            "ownframework",
            _("Readiness frameworks"),
            "list-checks",
            OwnFramework.objects.visible_to,
            "name",
            ("name",),
            "readiness:framework",
            about=F("organisation__name"),
            order=91,
        )
    )
    registry.searchables.append(
        Searchable(
            "evidence",
            _("Evidence"),
            "file-check",
            Evidence.objects.visible_to,
            "title",
            ("title", "note"),
            "readiness:evidence-item",
            about=F("organisation__name"),
            text="note",
            order=92,
        )
    )
    registry.commands.append(
        Command(
            _("Start a readiness survey"),
            "gauge",
            "readiness:start-campaign",
            shown_to=access.leads_own_organisation,
            order=30,
        )
    )
