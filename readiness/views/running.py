"""What is done with a survey while it runs, whoever asks with it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from readiness.forms.campaigns import ExtendForm
from readiness.models import Campaign
from readiness.services import campaigns as services


def extend(request: HttpRequest, thing: Campaign) -> HttpResponse:
    """Give people more time."""
    form = ExtendForm(request.POST or None, initial={"closes_on": thing.closes_on + timedelta(days=7)})
    if form.is_valid() and carried_out(
        form,
        lambda: services.extend_campaign(
            campaign=thing, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("People have more time now."))
        return redirect(thing)
    heading = _("More time for %(title)s") % {"title": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url(), submit=_("Give more time"))


def close(request: HttpRequest, thing: Campaign, *, done: str, submit: str) -> HttpResponse:
    """Close a survey now; asks first. `done` and `submit` say what is closed, and the button's words."""
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.close_campaign(campaign=thing, by=request.user, now=timezone.now()),
            done,
            thing,
        )
    text = _("Nobody can answer any more, also those who have begun. This can't be undone.")
    heading = _("Close %(title)s now?") % {"title": thing}
    return confirm_page(request, heading, text, back=thing.get_absolute_url(), submit=submit)
