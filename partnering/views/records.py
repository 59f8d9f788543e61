"""Is this still right? A person's own record behind a link, and the list of those who keep the register.

Behind the link nothing is allowed by a cookie, so forged posts need no check: who could forge one knows the link.
Opening it changes nothing, so that programs which follow links in mails confirm nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from partnering.answers import behind_link, do_and_return, status_of
from partnering.forms.base import carried_out
from partnering.forms.records import SuggestionForm
from partnering.histories import suggestion_rows, unconfirmed
from partnering.models import Person, RecordSuggestion
from partnering.services import records as services
from partnering.views import fetching

Page = Callable[[HttpRequest, str, Person], HttpResponse]


def record_page(page: Page) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page behind a link to one's own record; whoever's link is spent or unknown reads why."""

    @csrf_exempt
    @wraps(page)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        found = fetching.record_by_link(token)
        if found is None:
            answer = render(request, "partnering/record/state.html", {"state": "unknown"}, status=404)
        elif found.is_spent:
            answer = render(
                request, "partnering/record/state.html", {"state": "done", "person": found.person}
            )
        else:
            answer = page(request, token, found.person)
        return behind_link(answer)

    return guarded


@record_page
def own_record(request: HttpRequest, token: str, person: Person) -> HttpResponse:
    """One's own record; pressing the button confirms it."""
    if request.method == "POST":
        services.confirm_record(person=person, by=None)
        return render(request, "partnering/record/state.html", {"state": "thanks", "person": person})
    context = {
        "person": person,
        "token": token,
        "roles": person.roles.current().select_related("partnership"),
        "seats": person.seats.current().select_related("group__partnership"),
    }
    return render(request, "partnering/record/own.html", context)


@record_page
def suggest_record(request: HttpRequest, token: str, person: Person) -> HttpResponse:
    """Say what is wrong; whoever keeps the register takes it over."""
    form = SuggestionForm(request.POST or None, instance=person, organisation=person.organisation)
    if form.is_valid() and carried_out(
        form, lambda: services.suggest_record(person=person, **form.cleaned_data)
    ):
        return render(request, "partnering/record/state.html", {"state": "suggested", "person": person})
    context = {"person": person, "token": token, "form": form}
    return render(request, "partnering/record/suggest.html", context, status=status_of(form))


@login_required
def records(request: HttpRequest, pk: int) -> HttpResponse:
    """What people suggest about their records, and whose have not been confirmed for a year."""
    organisation = fetching.organisation_to_keep(request.user, pk)
    people = unconfirmed(organisation)
    if request.method == "POST":
        chosen = people.filter(pk__in=[one for one in request.POST.getlist("person") if one.isdecimal()])
        count = services.confirm_records(people=list(chosen), by=request.user)
        messages.success(
            request,
            ngettext("%(n)d record is confirmed.", "%(n)d records are confirmed.", count) % {"n": count},
        )
        return redirect("partnering:records", pk)
    context = {
        "organisation": organisation,
        "keeps": True,
        "suggestions": suggestion_rows(request.user, organisation),
        "people": people[:200],
        "count": people.count(),
    }
    return render(request, "partnering/records.html", context)


@login_required
@require_POST
def take_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the record as its person suggests."""
    return _settle(request, pk, services.take_suggestion, _("The record is changed and confirmed."))


@login_required
@require_POST
def refuse_suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the record as it is."""
    return _settle(request, pk, services.refuse_suggestion, _("The record stays as it was."))


def _settle(request: HttpRequest, pk: int, do: Callable[..., object], done: str) -> HttpResponse:
    suggestion: RecordSuggestion = fetching.suggestion_to_settle(request.user, pk)
    to = redirect("partnering:records", suggestion.person.organisation_id).url
    return do_and_return(request, lambda: do(suggestion=suggestion, by=request.user), done, to)
