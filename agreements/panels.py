"""What this app shows on pages of lower ones: its tabs, and its panels."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, Commitment
from partnering.attachables import add_attachable
from partnering.models import Action, Organisation
from partnering.registry import Panel, Surface, Tab, panels, surfaces, tabs

SHOWN = 8


def commitments_of_organisation(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """What an organisation has still to keep, as far as the user sees it."""
    rows = Commitment.objects.visible_to(request.user).open().filter(organisation=organisation)
    found = list(rows.in_force().select_related("agreement__partnership").order_by("due_on", "pk")[:SHOWN])
    return {"commitments": found} if found else None


def commitment_behind_action(request: HttpRequest, action: Action) -> dict[str, Any] | None:
    """The commitments that an action works towards."""
    rows = Commitment.objects.visible_to(request.user).filter(actions=action)
    found = list(rows.select_related("agreement", "organisation"))
    return {"commitments": found} if found else None


def register() -> None:
    """Put tabs and panels where the core's pages find them, and the ways by which data leaves on record."""
    tabs.extend(
        [
            Tab(
                "partnership",
                "agreements:agreements",
                _("Agreements"),
                "file-pen-line",
                lambda one: one.slug,
                order=30,
                group=_("Agreements"),
            ),
            Tab(
                "partnership",
                "agreements:commitments",
                _("Commitments"),
                "package-check",
                lambda one: one.slug,
                order=31,
                group=_("Agreements"),
            ),
        ]
    )
    panels.extend(
        [
            Panel(
                "organisation",
                "commitments",
                "agreements/_organisation_panel.html",
                commitments_of_organisation,
                order=40,
            ),
            Panel("action", "commitment", "agreements/_action_panel.html", commitment_behind_action),
        ]
    )
    add_attachable(Agreement, "agreement", partnership=lambda thing: thing.partnership, title="title")
    surfaces.extend(
        [
            Surface("agreement", "page", "agreements:agreement"),
            Surface("agreement to be signed", "page", "agreements:sign"),
            Surface("commitment", "page", "agreements:commitment"),
            Surface("commitments of an organisation", "panel", "partnering:organisation"),
            Surface("commitment behind an action", "panel", "partnering:action"),
            Surface("agreement to sign", "e-mail", "agreement_to_sign"),
        ]
    )
