"""Pages on which a partnering lead runs surveys."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.lists import Column, Listing, list_page
from partnering.models import Organisation, Unit
from readiness import languages, queries
from readiness.choices import Mode
from readiness.forms.campaigns import ExtendForm, StartForm
from readiness.forms.lists import CampaignFilter
from readiness.models import Campaign
from readiness.services import campaigns as services
from readiness.services.frameworks import frameworks_to_ask
from readiness.views import fetching

USUAL_LENGTH = timedelta(days=14)


def _state(campaign: Campaign) -> str:
    if campaign.closed_on:
        return _("result")
    return _("not open yet") if campaign.opens_on > access.today() else _("open")


CAMPAIGNS = Listing(
    "campaigns",
    gettext_lazy("Readiness surveys"),
    (
        Column("title", gettext_lazy("Survey"), "title", F("title")),
        Column("framework", gettext_lazy("Framework"), "framework_version.name"),
        Column("kind", gettext_lazy("Kind"), "get_mode_display", F("mode")),
        Column("opens", gettext_lazy("Opens"), "opens_on", F("opens_on")),
        Column("closes", gettext_lazy("Closes"), "closes_on", F("closes_on")),
        Column("closed", gettext_lazy("Closed on"), "closed_on", F("closed_on")),
        Column("asked", gettext_lazy("Asked"), "asked", F("asked")),
        Column("state", gettext_lazy("State"), _state),
    ),
    default="-opens",
    organisation="organisation",
)


@login_required
def campaigns(request: HttpRequest) -> HttpResponseBase:
    """The surveys of the user's organisation."""
    organisation = access.reads_internals_of(request.user)
    if organisation is None:
        raise Http404
    filters = CampaignFilter(request.GET, user=request.user)
    rows = filters.narrow(queries.campaigns_listed(request.user))
    context = {
        "may_start": access.leads_organisation(request.user, organisation),
        "today": access.today(),
    }
    return list_page(request, CAMPAIGNS, rows, filters, "readiness/campaigns.html", context)


@login_required
def start_campaign(request: HttpRequest) -> HttpResponse:
    """Start a survey: fill in, look at whom it reaches, then send."""
    organisation = fetching.organisation_to_survey(request.user)
    form = _start_form(request, organisation)
    asked = None
    if form.is_valid():
        values = {"units": [], **form.cleaned_data, "organisation": organisation, "now": timezone.now()}
        checked = {key: value for key, value in values.items() if key not in ("title", "opening_text")}
        asked = carried_out(form, lambda: services.check_campaign(**checked))
        # Sent only as it was looked at: when people came or went meanwhile, they look again.
        if asked and request.POST.get("asked") == str(len(asked.people)):
            made = carried_out(form, lambda: services.start_campaign(**values, by=request.user))
            if made:
                messages.success(request, _("The survey has started. Invitations are on their way."))
                return redirect(made)
            asked = None
    context = {"form": form, "asked": asked, "organisation": organisation}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "readiness/start_campaign.html", context, status=status)


def _start_form(request: HttpRequest, organisation: Organisation) -> StartForm:
    today = access.today()
    language = languages.readers_language(request.user)
    frameworks = [(name, one.in_language(language)) for name, one in frameworks_to_ask(organisation)]
    asked = request.GET.get("framework", "")
    initial = {
        "framework": asked if asked in dict(frameworks) else frameworks[0][0],
        "title": _("Partnering readiness, %(month)s") % {"month": date_format(today, "F Y")},
        "mode": Mode.CONFIDENTIAL,
        "opens_on": today,
        "closes_on": today + USUAL_LENGTH,
    }
    choices = [
        (
            name,
            _("%(name)s (areas: %(areas)s, questions: %(questions)s)")
            % {"name": one.name, "areas": len(one.areas), "questions": len(one.questions)},
        )
        for name, one in frameworks
    ]
    units = Unit.objects.filter(organisation=organisation)
    return StartForm(request.POST or None, units=units, frameworks=choices, initial=initial)


@login_required
def extend_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give people more time."""
    thing = fetching.campaign_to_manage(request.user, pk)
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


@login_required
def close_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a survey now; asks first."""
    thing = fetching.campaign_to_manage(request.user, pk)
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.close_campaign(campaign=thing, by=request.user, now=timezone.now()),
            _("The survey is closed."),
            thing,
        )
    text = _("Nobody can answer any more, also those who have begun. This can't be undone.")
    heading = _("Close %(title)s now?") % {"title": thing}
    return confirm_page(request, heading, text, back=thing.get_absolute_url(), submit=_("Close the survey"))
