"""Reads over the comments of a survey and their themes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from readiness.models import Campaign, Comment, Theme


def comments_listed(user: Any, campaign: Campaign, theme: int | None = None) -> QuerySet[Comment]:
    """The comments of a closed survey in an order that tells nothing, all or those of one theme, with their themes."""
    rows: QuerySet[Comment] = Comment.objects.visible_to(user).filter(campaign=campaign)
    if theme is not None:
        rows = rows.filter(themes=theme)
    return rows.prefetch_related(Prefetch("themes", queryset=Theme.objects.visible_to(user)))


def themes_counted(user: Any, campaign: Campaign) -> QuerySet[Theme]:
    """The themes of a survey's comments, each with how many comments it has; the most frequent first."""
    rows: QuerySet[Theme] = Theme.objects.visible_to(user).filter(campaign=campaign)
    return rows.annotate(count=Count("comments")).order_by("-count", "name")


def theme_names(user: Any, campaign: Campaign) -> list[str]:
    """The names of themes in use in the surveys of the same organisation, to choose from."""
    rows = Theme.objects.visible_to(user).filter(campaign__organisation=campaign.organisation_id)
    return sorted(set(rows.values_list("name", flat=True)), key=str.casefold)
