"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from partnering import access, registry

SWITCHED = 15  # partnerships that the switch above each page offers; the list has the others


def shell(request: HttpRequest) -> dict[str, Any]:
    """The signed-in user's person, partnerships and navigation, and whether this is the demo."""
    user = getattr(request, "user", None)
    person = access.person_of(user) if user is not None else None
    entries = sorted(registry.navigation, key=lambda item: (item.order, item.url_name)) if person else []
    return {
        "demo": settings.TRACTION_DEMO,
        "me": person,
        # Lazily, for the pages and fragments that show no switch.
        "my_partnerships": SimpleLazyObject(
            lambda: list(
                access.partnerships_of(user).select_related("life_phase").order_by("name", "pk")[:SWITCHED]
            )
        ),
        "navigation": [item for item in entries if item.shown_to(user)],
    }
