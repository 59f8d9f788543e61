"""Trying a survey before it goes out: its invitation by mail, and its pages as respondents see them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from partnering.answers import do_and_return
from readiness import languages, queries
from readiness.forms.survey import AreaForm
from readiness.framework_data import Framework
from readiness.models import Campaign
from readiness.services.answering import Filled
from readiness.services.trials import send_trial as send
from readiness.views import fetching


@login_required
def send_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the lead the invitation of a draft, as it will look."""
    return _send_trial(request, fetching.campaign_to_manage(request.user, pk))


@login_required
def send_review_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the partnership's manager the invitation of a review's draft, as it will look."""
    return _send_trial(request, fetching.review_to_manage(request.user, pk))


def _send_trial(request: HttpRequest, thing: Campaign) -> HttpResponse:
    if request.method != "POST":
        return redirect(thing)
    return do_and_return(
        request,
        lambda: send(campaign=thing, by=request.user),
        _("A trial of the invitation is on its way to you."),
        thing,
    )


@login_required
def preview_campaign(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """What respondents see: the first page (0), or the questions of an area. Nothing can be answered here."""
    return _preview(request, fetching.campaign_to_see(request.user, pk), number)


@login_required
def preview_review(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """A relationship review as respondents of all members see it."""
    return _preview(request, fetching.review_to_see(request.user, pk), number)


def _preview(request: HttpRequest, thing: Campaign, number: int) -> HttpResponse:
    every = thing.framework_version.framework
    if number > len(every.areas):
        raise Http404
    wishes = [request.GET.get("language", ""), languages.readers_language(request.user)]
    framework = every.in_language(languages.best_of(every.languages, wishes))
    count = len(every.areas)
    context = {
        "campaign": thing,
        "organisation": thing.asker,
        "framework": framework,
        **thing.words_in(framework.language),
        "languages": languages.offered(every),
        "number": number,
        "count": count,
        "percent": round(100 * number / (count + 1)),
        "before": _page(thing, number - 1),
        "after": _page(thing, number + 1) if number < count else "",
    }
    with languages.pages_in(framework.language):
        context |= _area(framework, number) if number else _first_page(thing)
        return render(request, "readiness/campaign_preview.html", context)


def _page(thing: Campaign, number: int) -> str:
    """The address of a page of the preview."""
    if number < 1:
        return reverse(f"readiness:preview-{'review' if thing.is_review else 'campaign'}", args=[thing.pk])
    name = "preview-review-area" if thing.is_review else "preview-area"
    return reverse(f"readiness:{name}", args=[thing.pk, number])


def _area(framework: Framework, number: int) -> dict[str, Any]:
    area = framework.areas[number - 1]
    return {"area": area, "form": AreaForm(area=area, filled=Filled())}


def _first_page(thing: Campaign) -> dict[str, Any]:
    if thing.launched_on is None and not thing.is_review:
        # What is said of few who are asked depends on it, and a draft has asked nobody yet.
        by_mail = queries.frame_of(queries.whom_of(thing), thing.opens_on).asked
        thing.asked = by_mail + queries.heads_given(thing)
    return {"minutes": thing.framework_version.framework.minutes, "sight": queries.sight_of(thing)}
