"""What every page's frame shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from partnering import access, guises, registry
from partnering.choices import RoleKind


def _looking_as(user: Any) -> str:
    guise = guises.guise_of(user)
    if guise is None:
        return ""
    return str(RoleKind(guise.role).label) if guise.role else _("a colleague without a role")


def shell(request: HttpRequest) -> dict[str, Any]:
    """The signed-in user's person and navigation, and whether this is the demo."""
    user = getattr(request, "user", None)
    person = access.person_of(user) if user is not None else None
    entries = sorted(registry.navigation, key=lambda item: (item.order, item.url_name)) if person else []
    return {
        "demo": settings.TRACTION_DEMO,
        "me": person,
        "looking_as": _looking_as(user),
        "may_look": person is not None and access.may_start(user),
        "navigation": [item for item in entries if item.shown_to(user)],
    }
