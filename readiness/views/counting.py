"""How far the counting of a closed survey is, whoever asked with it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from partnering.answers import do_and_return
from partnering.services.progress import told
from readiness.models import Campaign
from readiness.services import counting as services
from readiness.views import fetching


def counted(thing: Campaign, *, manages: bool) -> dict[str, Any]:
    """What the page of a survey shows while it is counted: the job, and how far it is."""
    job = thing.counting
    job.progress = told(job, "progress")
    return {"campaign": thing, "manages": manages, "job": job}


@login_required
@never_cache
def counting(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again until a survey is counted, and then has the whole page shown anew."""
    thing = fetching.asked_to_see(request.user, pk)
    if thing.counting_since is None:
        return HttpResponseClientRefresh()
    manages = fetching.manages(request.user, thing)
    answer = render(request, "readiness/_counting.html", counted(thing, manages=manages))
    if not thing.counting.is_working:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def count_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more to count a survey, after it was given up."""
    thing = fetching.asked_to_manage(request.user, pk)
    return do_and_return(
        request, lambda: services.count_again(campaign=thing), _("It is being counted again."), thing
    )
