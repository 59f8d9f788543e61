"""Reads over frameworks and their versions."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

from readiness.models import FrameworkVersion, OwnFramework


def own_frameworks_listed(user: Any) -> QuerySet[OwnFramework]:
    """The frameworks of the user's organisation, those in use first, each with its newest version's number."""
    rows: QuerySet[OwnFramework] = OwnFramework.objects.visible_to(user).defer("draft")
    return rows.annotate(newest=Max("versions__version"), works_on=Exists(_with_draft())).order_by(
        F("archived_on").desc(nulls_first=True), "name", "pk"
    )


def _with_draft() -> QuerySet[OwnFramework]:
    return OwnFramework.objects.filter(pk=OuterRef("pk"), draft__isnull=False)


def versions_listed(own: OwnFramework) -> QuerySet[FrameworkVersion]:
    """The published versions of a framework, newest first, each with how many surveys asked with it."""
    rows: QuerySet[FrameworkVersion] = FrameworkVersion.objects.filter(own=own).defer("data")
    return rows.annotate(asked=Count("campaigns")).order_by("-version")
