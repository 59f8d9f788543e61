"""One's own meetings in a calendar program, at an address that is a key."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnering import access
from partnering.answers import behind_link
from partnering.composers import absolute
from partnering.meeting_feeds import calendar_of
from partnering.models import CalendarKey
from partnering.services import calendar_keys as services

RATE = "60/m/ip"
"""A calendar program asks once in an hour or so; a whole office may share an address."""


@require_safe
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar itself: nothing but its key opens it, and nothing tells a wrong one from a closed one."""
    if not ratelimit.consume(
        request, app="partnering", action="calendar", config={"calendar": RATE}, limit_get=True
    ):
        return behind_link(render(request, "429.html", status=429))
    found = CalendarKey.objects.of(key).select_related("user").first()
    if found is None or access.person_of(found.user) is None:
        raise Http404
    content = calendar_of(found.user, now=timezone.now())
    answer = behind_link(HttpResponse(content, content_type="text/calendar; charset=utf-8"))
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = 'inline; filename="traction.ics"'
    return answer


@login_required
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make a new address, and show it this once."""
    if access.person_of(request.user) is None:
        raise Http404
    key = services.make_calendar_key(user=request.user)
    address = absolute(reverse("partnering:calendar", args=[key]))
    answer = render(request, "account/calendar_address.html", {"address": address})
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def close_calendar(request: HttpRequest) -> HttpResponse:
    """Close the address."""
    services.close_calendar(user=request.user)
    messages.success(request, _("The address is closed. What your calendar program has copied stays there."))
    return redirect("account")
