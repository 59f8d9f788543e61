"""Keeping in the session that somebody looks as another role, and answering their requests in that role only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import guises
from partnering.models import User
from partnering.services.looking import is_over, stop_looking

Answer = Callable[[HttpRequest], HttpResponseBase]
KEPT = "look_as"


def keep(request: HttpRequest, guise: guises.Guise) -> None:
    """From the next request on, whoever asks in this session looks as that role."""
    request.session[KEPT] = [guise.role or "", int(timezone.now().timestamp())]


def _end(request: HttpRequest, user: User) -> None:
    stop_looking(by=user, role=request.session.pop(KEPT)[0])


def look_as_another_role(get_response: Answer) -> Answer:
    """While somebody looks as another role, let them read and nothing else, and see what that role sees."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or KEPT not in request.session:
            return get_response(request)
        user = request.user
        if not isinstance(user, User):
            return get_response(request)
        reads = request.method in ("GET", "HEAD")
        role, since = request.session[KEPT]
        if is_over(user, since=datetime.fromtimestamp(since, UTC), now=timezone.now()):
            _end(request, user)
            return get_response(request) if reads else _refused(request)
        if request.path == reverse("account_logout") and not reads:
            _end(request, user)
            return get_response(request)
        with guises.wearing(guises.Guise(user.pk, role or None)):
            return _in_guise(request, user, reads, get_response)

    return answer


def _in_guise(request: HttpRequest, user: User, reads: bool, get_response: Answer) -> HttpResponseBase:
    if request.path == reverse("partnering:look-as"):
        return redirect("/") if reads else _stop(request, user)
    # One's own account is nobody else's, whatever role they have.
    if not reads or request.path.startswith(reverse("account")):
        return _refused(request)
    response = get_response(request)
    return _refused(request) if _takes_away(request, response) else response


def _stop(request: HttpRequest, user: User) -> HttpResponseBase:
    _end(request, user)
    messages.success(request, _("You look as yourself again."))
    return redirect("/")


def _takes_away(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a file; a logo is part of a page."""
    match = request.resolver_match
    if match is not None and match.view_name == "partnering:logo":
        return False
    return response.streaming or response.has_header("Content-Disposition")


def _refused(request: HttpRequest) -> HttpResponseBase:
    return render(request, "partnering/looking_only.html", status=403)
