"""Prepare before you agree: one page on how ready an organisation is, before any partnership or agreement."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.preparing import gaps_of
from engagement.queries.preparing import preparation_of
from engagement.views import fetching
from engagement.wording_of_gaps import gap_in_words
from partnering import access


@login_required
def prepare_own(request: HttpRequest) -> HttpResponse:
    """The page of one's own organisation, at an address without its number."""
    organisation = access.reads_internals_of(request.user)
    if organisation is None:
        raise Http404
    return prepare(request, organisation)


@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's own people say, how far the plan is, what is lacking, and what to do next."""
    organisation = fetching.own_organisation(request.user, pk)
    found = preparation_of(request.user, organisation, access.today())
    result = found.readiness.campaign.get_absolute_url() if found.readiness else ""
    gaps = [gap_in_words(gap, organisation=pk, result=result) for gap in gaps_of(found.standing)]
    context = {
        "organisation": organisation,
        "found": found,
        "gaps": gaps,
        "leads": access.leads_organisation(request.user, organisation),
        "today": found.standing.on,
    }
    return render(request, "engagement/prepare.html", context)
