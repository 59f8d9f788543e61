"""The only ways in which this app's views get at a row: each also answers "may this user?". No means not found."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from partnering import access
from partnering.models import Organisation, Partnership, User
from readiness.models import Campaign, SharedResult

RELATED = ("organisation", "framework_version")


def campaign_to_see(user: User, pk: int) -> Campaign:
    """A survey of the user's organisation whose result they may read."""
    return get_object_or_404(Campaign.objects.visible_to(user).select_related(*RELATED), pk=pk)


def campaign_to_manage(user: User, pk: int) -> Campaign:
    """A survey that the user runs."""
    return get_object_or_404(Campaign.objects.manageable_by(user).select_related(*RELATED), pk=pk)


def organisation_to_survey(user: User) -> Organisation:
    """The organisation whose people the user may ask: their own, as its partnering lead."""
    person = access.person_of(user)
    if person is None or not access.leads_organisation(user, person.organisation_id):
        raise Http404
    return person.organisation


def partnership_to_see(user: User, slug: str) -> Partnership:
    """A partnership of which the user is part."""
    return get_object_or_404(Partnership.objects.visible_to(user), slug=slug)


def sharing_to_take_back(user: User, pk: int) -> SharedResult:
    """A sharing in force of a result of the user's organisation."""
    rows = SharedResult.objects.in_force().filter(campaign__in=Campaign.objects.manageable_by(user))
    return get_object_or_404(rows.select_related("campaign__organisation", "partnership"), pk=pk)
