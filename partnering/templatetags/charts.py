"""`{% chart some_chart %}`: draws a chart of `partnering.charts`, the same on the page and in the PDF."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from partnering.charts.base import Chart
from partnering.charts.columns import ColumnChart

register = template.Library()

# Colours on paper. On the page, theme.css paints over them by class, in light and dark; a PDF engine that does not
# apply a page's style sheet inside SVG shows these.
PAPER: dict[str, str | list[str]] = {
    "series": ["#0e6b66", "#a86200", "#4357ad", "#a23d63", "#5f6f14", "#5b6672"],
    "grid": "#dcdfd6",
    "axis": "#7b857f",
    "text": "#16211f",
    "muted": "#56625f",
    "band": "#a5281f",
    "tie": "#c3cac2",
    "steps": ["#d5d9d2", "#bfd5cd", "#93bfb3", "#3d7d74", "#24665f", "#0a4341"],
    "surface": "#ffffff",
    "good": "#1c6b3f",
    "warn": "#a86200",
    "bad": "#a5281f",
}


@register.simple_tag
def chart(drawn: Chart, table: str = "details") -> SafeString:
    """A chart with its table of figures: behind a 'details' toggle, 'hidden' but read aloud, or 'none'."""
    return _kept(drawn, table, get_language()) if isinstance(drawn, ColumnChart) else _figure(drawn, table)


def _figure(drawn: Chart, table: str) -> SafeString:
    context: dict[str, Any] = {"chart": drawn, "paper": PAPER, "table": table}
    return render_to_string("charts/_figure.html", context)


@lru_cache(maxsize=256)
def _kept(drawn: ColumnChart, table: str, _language: str | None) -> SafeString:
    """What was drawn of exactly these words and figures before, for whomever: it shows nothing else."""
    return _figure(drawn, table)


@register.filter
def colour(number: int, ordered: bool = False) -> str:
    """The paper colour of a series, or of a step of a ladder, by its number from 1; after the sixth again the first."""
    return str(PAPER["steps" if ordered else "series"][(number - 1) % 6])


@register.filter
def colour_class(number: int, ordered: bool = False) -> str:
    """The class by which the theme paints a series or a step."""
    return f"{'o' if ordered else 's'}{(number - 1) % 6 + 1}"


@register.filter
def tone_colour(tone: str) -> str:
    """The paper colour of a bar's tone."""
    return str(PAPER[tone]) if tone in {"good", "warn", "bad"} else colour(1)
