"""What happens with every request of somebody who signed in."""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from partnering import access, noting
from partnering.second_factors import lacks_second_factor
from partnering.services.sign_ins import note_sign_in

Answer = Callable[[HttpRequest], HttpResponseBase]
NOTED = "noted"
NOTED_AGAIN_AFTER = 300
"""Seconds. That somebody was here is written down at most so often."""


def is_signed_in(request: HttpRequest) -> bool:
    """Whether somebody signed in asks; without their cookie the database isn't asked."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def note(request: HttpRequest, user: Any) -> None:
    """Write down in which browser somebody is signed in, and keep in the session that it is written."""
    if request.session.session_key is None:
        request.session.save()
    key, now = request.session.session_key or "", timezone.now()
    before = request.session.get(NOTED, ["", 0])[0]
    agent = request.META.get("HTTP_USER_AGENT", "")
    note_sign_in(user=user, session_key=key, user_agent=agent, now=now, before=before)
    request.session[NOTED] = [key, int(now.timestamp())]


def note_where_people_are_signed_in(get_response: Answer) -> Answer:
    """Keep the list of one's sessions up to date, also when a session's key was changed for safety."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if is_signed_in(request) and request.session.session_key:
            key, at = request.session.get(NOTED, ["", 0])
            if key != request.session.session_key or time.time() - at > NOTED_AGAIN_AFTER:
                note(request, request.user)
        return response

    return answer


def show_times_as_people_read_them(get_response: Answer) -> Answer:
    """Show times in the reader's own time zone, when they chose one."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        person = access.person_of(request.user) if is_signed_in(request) else None
        try:
            zone = zoneinfo.ZoneInfo(person.time_zone) if person and person.time_zone else None
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = None
        with timezone.override(zone):
            return get_response(request)

    return answer


def ask_for_a_second_factor(get_response: Answer) -> Answer:
    """Lead those who must have a second factor and have none to where they set it up, before anything else."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        # All that is needed to set one up, and to go away, lies below this address.
        free = request.path.startswith((reverse("account"), settings.STATIC_URL))
        if not free and is_signed_in(request) and lacks_second_factor(request):
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": reverse("second-factor")})
            return redirect("second-factor")
        return get_response(request)

    return answer


def remember_roles_while_reading(get_response: Answer) -> Answer:
    """Look a user's roles up once for a page that only reads; what changes something looks anew each time."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with access.remembering():
            return get_response(request)

    return answer


def explain_what_only_a_button_does(get_response: Answer) -> Answer:
    """Say so where somebody opens an address that only a button asks for, as after they had to sign in again."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return answer


def note_who_changes_what(get_response: Answer) -> Answer:
    """Let the record of changes know on whose request a row changes; it asks for the user only when one does."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with noting.acting(lambda: request.user if is_signed_in(request) else None):
            return get_response(request)

    return answer
