"""Beside which of the core's things there may be notes, files and tags, and their part of those things' pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from partnering.models import Action, Meeting, Organisation, Partnership, Person, WorkingGroup
from partnering.registry import Attachable, Panel, Surface, attachables, loose_ends, panels, surfaces


def add_attachable(
    model: Any, page: str, *, partnership: Callable[[Any], Any] = lambda thing: None, title: str = "name"
) -> None:
    """Let notes, files and tags stand beside the rows of a model that has `visible_to`; for an app's start.

    `page` is the kind of thing whose panels the model's page shows.
    """
    kind = model._meta.model_name
    attachables[kind] = Attachable(
        model=lambda: model,
        visible=model.objects.visible_to,
        partnership=partnership,
        title=title,
    )
    panels.append(Panel(page, "notes and files", "partnering/_beside_panel.html", panel_of(kind), order=200))
    surfaces.append(Surface(f"notes and files of {model._meta.verbose_name}", "panel", f"partnering:{page}"))


def panel_of(kind: str) -> Callable[[HttpRequest, Any], dict[str, Any] | None]:
    """The context of the panel, which asks for its content by itself."""

    def context(request: HttpRequest, thing: Any) -> dict[str, Any]:
        return {"kind": kind, "pk": thing.pk}

    return context


def register() -> None:
    """Put the core's things where notes find them, and the panels where pages do."""
    add_attachable(Organisation, "organisation")
    add_attachable(Person, "person")
    add_attachable(Partnership, "partnership", partnership=lambda thing: thing)
    add_attachable(WorkingGroup, "group", partnership=lambda thing: thing.partnership)
    add_attachable(Meeting, "meeting", partnership=lambda thing: thing.group.partnership, title="title")
    add_attachable(Action, "action", partnership=lambda thing: thing.partnership, title="title")
    loose_ends.extend(
        (table, "kind", "thing_pk")
        for table in ("partnering.Note", "partnering.Attachment", "partnering.TagUse")
    )
