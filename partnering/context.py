"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from partnering import access, registry


def shell(request: HttpRequest) -> dict[str, Any]:
    """The signed-in user's person and navigation, and whether this is the demo."""
    user = getattr(request, "user", None)
    person = access.person_of(user) if user is not None else None
    entries = sorted(registry.navigation, key=lambda item: (item.order, item.url_name)) if person else []
    return {
        "demo": settings.TRACTION_DEMO,
        "me": person,
        "navigation": [item for item in entries if item.shown_to(user)],
    }
