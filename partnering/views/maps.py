"""The page with the map of a partnership."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from partnering import access, mapping, queries
from partnering.views import fetching


@login_required
def partnership_map(request: HttpRequest, slug: str) -> HttpResponse:
    """Organisations, groups and people as a picture, and beside it in words."""
    thing = fetching.partnership_to_see(request.user, slug)
    groups = list(queries.groups_listed(thing))
    members = mapping.members_on_the_map(thing, groups)
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(request.user, thing),
        "members": members,
        "groups": groups,
        "map": mapping.drawn(thing, members, groups),
    }
    return render(request, "partnering/map.html", context)
