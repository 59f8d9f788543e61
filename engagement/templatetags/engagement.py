"""How figures of traction are written."""

from __future__ import annotations

from django import template

from engagement.choices import stage_in_words

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 as a whole number of hundredths; nothing without evidence."""
    return "" if share is None else f"{share * 100:.0f}"


@register.filter
def signed(points: float | None) -> str:
    """A change in points with its sign: +4, −12, ±0."""
    if points is None:
        return ""
    whole = round(points)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "±0"


@register.filter
def direction(points: float | None) -> str:
    """The icon of a change in points."""
    whole = round(points or 0)
    return "trending-up" if whole > 0 else "trending-down" if whole < 0 else "move-right"


@register.filter
def stage_name(stage: int) -> str:
    """What a rung of the ladder is called."""
    return stage_in_words(stage)


@register.filter
def at(table: dict[str, str], key: str) -> str:
    """A dictionary's entry."""
    return table.get(key, "")
