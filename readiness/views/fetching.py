"""The only ways in which this app's views get at a row: each also answers "may this user?". No means not found."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from partnering import access
from partnering.answers import partnership_or_404
from partnering.models import Organisation, Partnership, User
from readiness.models import (
    Campaign,
    Evidence,
    FrameworkVersion,
    OwnFramework,
    SharedResult,
    SurveyImport,
    WayIn,
)

RELATED = ("organisation", "framework_version")


def campaign_to_see(user: User, pk: int) -> Campaign:
    """A survey of the user's organisation whose result they may read; `imported` tells whether it came from a file.

    The job that counts it comes with it, in the same query: asked for later, it may be done and gone.
    """
    file = SurveyImport.objects.visible_to(user).filter(campaign=OuterRef("pk"))
    rows = Campaign.objects.visible_to(user).annotate(imported=Exists(file))
    return get_object_or_404(rows.select_related(*RELATED, "result", "counting"), pk=pk)


def manages(user: User, campaign: Campaign) -> bool:
    """Whether the user runs a survey, or a review, that they may see."""
    if campaign.is_review:
        return access.manages_partnership(user, campaign.partnership)
    return access.leads_organisation(user, campaign.organisation_id)


def campaign_to_manage(user: User, pk: int) -> Campaign:
    """A survey that the user runs."""
    return get_object_or_404(Campaign.objects.manageable_by(user).select_related(*RELATED), pk=pk)


def way_to_manage(user: User, pk: int, kind: str) -> WayIn:
    """A way to answer a survey that the user runs."""
    rows = WayIn.objects.visible_to(user).select_related(
        "campaign__organisation", "campaign__framework_version"
    )
    return get_object_or_404(rows, campaign=pk, kind=kind)


def organisation_to_survey(user: User) -> Organisation:
    """The organisation whose people the user may ask: their own, as its partnering lead."""
    person = access.person_of(user)
    if person is None or not access.leads_organisation(user, person.organisation_id):
        raise Http404
    return person.organisation


def partnership_to_see(user: User, slug: str) -> Partnership:
    """A partnership of which the user is part."""
    return partnership_or_404(user, slug)


def partnership_to_review(user: User, slug: str) -> Partnership:
    """A partnership that the user manages."""
    found = partnership_to_see(user, slug)
    if not access.manages_partnership(user, found):
        raise Http404
    return found


def review_to_see(user: User, pk: int) -> Campaign:
    """A review of a partnership of which the user is part."""
    rows = Campaign.objects.reviews_visible_to(user).select_related(
        "partnership", "framework_version", "result", "counting"
    )
    return get_object_or_404(rows, pk=pk)


def review_to_manage(user: User, pk: int) -> Campaign:
    """A review that the user runs."""
    return get_object_or_404(
        Campaign.objects.reviews_manageable_by(user).select_related("partnership"), pk=pk
    )


def asked_to_see(user: User, pk: int) -> Campaign:
    """A survey or a review that the user may see, with the job that counts it, if there is one."""
    own, reviews = Campaign.objects.visible_to(user), Campaign.objects.reviews_visible_to(user)
    return get_object_or_404((own | reviews).select_related("counting"), pk=pk)


def asked_to_manage(user: User, pk: int) -> Campaign:
    """A survey or a review that the user runs."""
    return get_object_or_404(Campaign.objects.run_by(user), pk=pk)


def sharing_to_take_back(user: User, pk: int) -> SharedResult:
    """A sharing in force of a result of the user's organisation."""
    rows = SharedResult.objects.in_force().filter(campaign__in=Campaign.objects.manageable_by(user))
    return get_object_or_404(rows.select_related("campaign__organisation", "partnership"), pk=pk)


def organisation_to_read(user: User) -> Organisation:
    """The user's own organisation, when they may read its internal matters."""
    person = access.person_of(user)
    if person is None or access.reads_internals_of(user) != person.organisation_id:
        raise Http404
    return person.organisation


def survey_import_to_work_on(user: User, pk: int) -> SurveyImport:
    """A survey's file that waits for its lead's word."""
    rows = SurveyImport.objects.visible_to(user).waiting().select_related("organisation")
    return get_object_or_404(rows, pk=pk)


def imported_campaign_to_manage(user: User, pk: int) -> Campaign:
    """An imported survey of the organisation that the user leads."""
    rows = Campaign.objects.manageable_by(user).filter(imported_by__isnull=False)
    return get_object_or_404(rows.select_related(*RELATED), pk=pk)


def evidence_to_see(user: User, pk: int) -> Evidence:
    """Evidence of the user's organisation that they may read."""
    rows = Evidence.objects.visible_to(user).select_related("organisation", "assessed_by")
    return get_object_or_404(rows, pk=pk)


def evidence_to_change(user: User, pk: int) -> Evidence:
    """Evidence that the user looks after."""
    rows = Evidence.objects.changeable_by(user).select_related("organisation", "assessed_by")
    return get_object_or_404(rows, pk=pk)


def framework_to_see(user: User, pk: int) -> OwnFramework:
    """A framework of the user's own organisation."""
    return get_object_or_404(OwnFramework.objects.visible_to(user).select_related("organisation"), pk=pk)


def framework_to_manage(user: User, pk: int) -> OwnFramework:
    """A framework of the organisation whose lead the user is."""
    return get_object_or_404(OwnFramework.objects.manageable_by(user).select_related("organisation"), pk=pk)


def draft_page(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page on which a draft is worked on: gets the framework; without a draft it leads to what there is instead."""

    @login_required
    @wraps(page)
    def guarded(request: HttpRequest, pk: int, **parts: Any) -> HttpResponse:
        own = framework_to_manage(request.user, pk)
        if own.draft is None:
            messages.error(request, _("There is no draft any more: somebody has published or discarded it."))
            return redirect(own)
        return page(request, own, **parts)

    return guarded


def own_version_to_see(user: User, pk: int) -> FrameworkVersion:
    """A version of a framework of the user's own organisation."""
    rows = FrameworkVersion.objects.visible_to(user).filter(own__isnull=False)
    return get_object_or_404(rows.select_related("own"), pk=pk)
