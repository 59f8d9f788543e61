"""What is done with a result, whoever asked: taking it along on paper, taking on what is advised for an area."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partnering import access
from partnering.answers import download, form_page
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from partnering.models import Person
from readiness import queries
from readiness.forms.campaigns import TakeOnForm
from readiness.models import Campaign
from readiness.services import following as services
from readiness.services.one_page import one_page


def on_one_page(request: HttpRequest, thing: Campaign) -> HttpResponse:
    """A result on one sheet of paper, as a PDF."""
    try:
        pdf = one_page(user=request.user, campaign=thing)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(thing)
    kind = "review" if thing.is_review else "readiness"
    return download(pdf, f"{kind}-{slugify(thing.title)[:60]}-{thing.closed_on}.pdf", "application/pdf")


def take_on(
    request: HttpRequest, thing: Campaign, area: str, number: int, *, people: QuerySet[Person], said: str
) -> HttpResponse:
    """Make an action of something recommended for an area, of one of the `people`; `said` when it is noted."""
    advised = queries.advice_for(request.user, thing, area)
    if thing.closed_on is None or number >= len(advised):
        raise Http404
    me = access.person_of(request.user)
    initial = {"title": advised[number], "owner": me, "due_on": access.today() + timedelta(days=30)}
    form = TakeOnForm(request.POST or None, people=people, initial=initial)
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.take_on(campaign=thing, area=area, by=request.user, **form.cleaned_data),
        )
        if made:
            messages.success(request, said)
            return redirect(made)
    return form_page(
        request,
        form,
        _("Take this on"),
        intro=_("All members see it as their joint action.") if thing.is_review else "",
        back=thing.get_absolute_url(),
        submit=_("Note the action"),
    )
