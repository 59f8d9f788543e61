"""Searching everything that one may see: the page, and the palette over every page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnering import finds, registry
from partnering.answers import page_of
from partnering.models import User
from partnering.searching import LONGEST, plain, wanted

EACH = 5
EACH_IN_PALETTE = 3


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """All kinds of things with the first finds of each; or, with `kind` in the address, all of one kind, by pages."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    sought = wanted(text)
    chosen = next((one for one in finds.kinds() if one.kind == request.GET.get("kind")), None)
    context: dict[str, Any] = {"text": text, "sought": sought, "chosen": chosen, "longest": LONGEST}
    if chosen and sought:
        rows = finds.rows_found(chosen, request.user, sought).values(*finds.OF_ONE_KIND)
        context["page"] = page_of(request, rows)
        context["finds"] = [finds.as_find(chosen, row, sought) for row in context["page"]]
    else:
        context["kinds"] = finds.find(request.user, sought, each=EACH)
    return render(request, "partnering/search.html", context)


@login_required
def palette(request: HttpRequest) -> HttpResponse:
    """What the palette lists for the text typed so far: what one can do, where one can go, and the first finds."""
    text = request.GET.get("q", "")[:LONGEST].strip()
    sought = wanted(text)
    context = {
        "text": text,
        "offers": _offers(request.user, text),
        "kinds": finds.find(request.user, sought, each=EACH_IN_PALETTE),
        "too_short": bool(text) and not sought,
    }
    return render(request, "partnering/_palette_list.html", context)


def _offers(user: User, text: str) -> list[dict[str, Any]]:
    """Pages of the navigation, lists and commands that the user may use, whose label holds all that was typed.

    Lists are offered once something is typed: there are too many to choose among at a glance.
    """
    places = sorted(registry.navigation, key=lambda one: (one.order, one.url_name))
    deeds = sorted(registry.commands, key=lambda one: (one.order, one.url_name))
    ways = {one.url_name for one in places}
    others = [one for one in registry.lists if text and not one.about and one.url_name not in ways]
    offered: list[Any] = [*deeds, *places, *others]
    return [
        {"label": one.label, "icon": one.icon, "address": reverse(one.url_name)}
        for one in offered
        if _fits(str(one.label), text) and one.shown_to(user)
    ]


def _fits(label: str, text: str) -> bool:
    words = plain(label)
    return all(f" {word}" in words for word in plain(text).split())
