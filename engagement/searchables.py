"""What of engagement is found by its words."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from engagement.models import Interaction
from partnering import registry
from partnering.registry import Searchable


def register() -> None:
    """Put interactions where the search finds them."""
    registry.searchables.append(
        Searchable(
            "interaction",
            _("Interactions"),
            "messages-square",
            Interaction.objects.visible_to,
            "title",
            ("title", "notes"),
            "engagement:interaction",
            about=F("partnership__name"),
            text="notes",
            order=65,
        )
    )
