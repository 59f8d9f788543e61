"""Done, later, not mine: what owners answer to a mail about an action, and what is decided on what they give back.

Behind the link nothing is allowed by a cookie, so forged posts need no check: who could forge one knows the link.
Opening it changes nothing, so that programs which follow links in mails answer nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from partnering.action_links import Answer
from partnering.answers import behind_link, do_and_return, status_of
from partnering.forms.action_answers import LaterForm, NotMineForm
from partnering.forms.base import carried_out
from partnering.services import action_answers as services
from partnering.views import fetching
from partnering.views.fetching import OwnAction

FORMS: dict[Answer, type[forms.Form]] = {
    Answer.DONE: forms.Form,
    Answer.LATER: LaterForm,
    Answer.NOT_MINE: NotMineForm,
}
SERVICES: dict[Answer, Callable[..., Any]] = {
    Answer.DONE: services.say_done,
    Answer.LATER: services.put_off,
    Answer.NOT_MINE: services.give_back,
}


@csrf_exempt
def answer_for_action(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link of a mail: asks, and does it when its button is pressed."""
    found = fetching.action_by_link(token)
    if found is None:
        answer = _state(request, "unknown", status=404)
    elif found.state != "open":
        answer = _state(request, found.state, found)
    else:
        answer = _asked(request, found)
    return behind_link(answer)


def _asked(request: HttpRequest, found: OwnAction) -> HttpResponse:
    form = FORMS[found.answer](request.POST if request.method == "POST" else None)
    do = SERVICES[found.answer]
    if form.is_valid() and carried_out(
        form, lambda: do(action=found.action, person=found.person, **form.cleaned_data)
    ):
        return _state(request, f"thanks {found.answer}", found)
    context = {"found": found, "action": found.action, "form": form}
    return render(request, "partnering/action_answer/ask.html", context, status=status_of(form))


def _state(
    request: HttpRequest, state: str, found: OwnAction | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"state": state, "action": found.action if found else None}
    return render(request, "partnering/action_answer/state.html", context, status=status)


@login_required
@require_POST
def take_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the action to whom its owner names."""
    given_back = fetching.return_to_take(request.user, pk)
    done = _("The action has a new owner.")
    to = given_back.action.get_absolute_url()
    return do_and_return(
        request, lambda: services.take_return(given_back=given_back, by=request.user), done, to
    )


@login_required
@require_POST
def refuse_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the action with its owner."""
    given_back = fetching.return_to_settle(request.user, pk)
    done = _("The action stays with its owner.")
    to = given_back.action.get_absolute_url()
    return do_and_return(
        request, lambda: services.refuse_return(given_back=given_back, by=request.user), done, to
    )
