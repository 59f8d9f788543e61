"""Beside which of the core's things there may be notes, files and tags, and their part of those things' pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from partnering.models import Action, Organisation, Partnership, Person, WorkingGroup
from partnering.registry import Attachable, Panel, Surface, attachables, loose_ends, panels, surfaces

PANELS = {
    "organisation": "organisation",
    "person": "person",
    "partnership": "partnership",
    "group": "workinggroup",
    "action": "action",
}
"""By the name of a page's panels: the name of its model."""


def add_attachable(model: Any, *, partnership: Callable[[Any], Any] = lambda thing: None) -> None:
    """Let notes, files and tags stand beside the rows of a model that has `visible_to`; for an app's start."""
    attachables[model._meta.model_name] = Attachable(
        model=lambda: model,
        visible=model.objects.visible_to,
        partnership=partnership,
    )


def panel_of(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any] | None]:
    """The context of the panel, which asks for its content by itself."""

    def context(request: HttpRequest, thing: Any) -> dict[str, Any]:
        return {"kind": kind, "pk": thing.pk}

    return context


def register() -> None:
    """Put the core's things where notes find them, and the panels where pages do."""
    add_attachable(Organisation)
    add_attachable(Person)
    add_attachable(Partnership, partnership=lambda thing: thing)
    add_attachable(WorkingGroup, partnership=lambda thing: thing.partnership)
    add_attachable(Action, partnership=lambda thing: thing.partnership)
    loose_ends.extend(
        (table, "kind", "thing_pk")
        for table in ("partnering.Note", "partnering.Attachment", "partnering.TagUse")
    )
    for page, kind in PANELS.items():
        panels.append(
            Panel(page, "notes and files", "partnering/_beside_panel.html", panel_of(kind), order=200)
        )
        surfaces.append(Surface(f"notes and files of a {page}", "panel", f"partnering:{page}"))
