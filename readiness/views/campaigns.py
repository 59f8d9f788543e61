"""Pages on which a partnering lead runs surveys."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access
from partnering.lists import Column, Listing, list_page
from readiness import queries
from readiness.forms.lists import CampaignFilter
from readiness.models import Campaign
from readiness.views import fetching, running


def _asked(campaign: Campaign) -> int | str:
    """How many were asked by mail, or how else people answer; nothing of a draft, which has asked nobody."""
    if campaign.launched_on is None:
        return ""
    return campaign.asked or str(_("by link or on paper"))


def _state(campaign: Campaign) -> str:
    return str(campaign.state(access.today()).label)


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
        Column("asked", gettext_lazy("Asked"), _asked, F("asked")),
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
def extend_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give people more time."""
    return running.extend(request, fetching.campaign_to_manage(request.user, pk))


@login_required
def change_reminders(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how those are reminded who have not answered; nobody is shown who they are."""
    thing = fetching.campaign_to_manage(request.user, pk)
    return running.change_reminders(request, thing)


@login_required
def close_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a survey now; asks first."""
    thing = fetching.campaign_to_manage(request.user, pk)
    return running.close(request, thing, done=_("The survey is closed."), submit=_("Close the survey"))


@login_required
def withdraw_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a survey with all that it holds; says first what goes."""
    thing = fetching.campaign_to_manage(request.user, pk)
    return running.withdraw(request, thing, to=reverse("readiness:campaigns"))
