"""The page of all lists, and the lists over everything that one may see: roles, seats, groups, meetings, decisions."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import listed, registry
from partnering.decided import acknowledged_by
from partnering.forms import lists as forms
from partnering.lists import Column, Listing, place_of, plain_page
from partnering.models import Meeting, Role, Seat

MEETING_TONES = {"held": "good", "planned": "brand"}


@login_required
def all_lists(request: HttpRequest) -> HttpResponse:
    """Which lists there are."""
    found = registry.lists_of(request.user)
    groups = [(group, list(places)) for group, places in groupby(found, key=lambda one: one.group)]
    return render(request, "partnering/lists.html", {"groups": groups})


def _page_of(thing: Any) -> str:
    return str(thing.get_absolute_url()) if thing is not None else ""


def _where(role: Role) -> str:
    return role.partnership.name if role.partnership else _("All partnerships of the organisation")


ROLES = Listing(
    "roles",
    gettext_lazy("Roles"),
    (
        Column(
            "person",
            gettext_lazy("Person"),
            "person.name",
            F("person__name"),
            lambda one: _page_of(one.person),
        ),
        Column(
            "organisation",
            gettext_lazy("Organisation"),
            "person.organisation.name",
            F("person__organisation__name"),
            lambda one: _page_of(one.person.organisation),
        ),
        Column("role", gettext_lazy("Role"), "get_kind_display", F("kind")),
        Column(
            "partnership",
            gettext_lazy("Partnership"),
            _where,
            F("partnership__name"),
            lambda one: _page_of(one.partnership),
        ),
        Column("from", gettext_lazy("From"), "started_on", F("started_on")),
        Column("to", gettext_lazy("To"), "ended_on", F("ended_on")),
    ),
    default="person",
    organisation="person__organisation",
    partnership="partnership",
)


@login_required
def roles(request: HttpRequest) -> HttpResponseBase:
    """Who has which role where, and who had."""
    filters = forms.RoleFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.roles(request.user))
    return plain_page(request, ROLES, rows, filters, placeholder=_("Search by person or partnership"))


def _holder(seat: Seat) -> str:
    return seat.person.name if seat.person else _("vacant")


SEATS = Listing(
    "seats",
    gettext_lazy("Seats"),
    (
        Column(
            "group",
            gettext_lazy("Working group"),
            "group.name",
            F("group__name"),
            lambda one: _page_of(one.group),
        ),
        Column(
            "partnership",
            gettext_lazy("Partnership"),
            "group.partnership.name",
            F("group__partnership__name"),
        ),
        Column("organisation", gettext_lazy("Organisation"), "organisation.name", F("organisation__name")),
        Column(
            "person",
            gettext_lazy("Held by"),
            _holder,
            F("person__name"),
            lambda one: _page_of(one.person),
            lambda one: "" if one.person else "warn",
        ),
        Column("from", gettext_lazy("From"), "started_on", F("started_on")),
        Column("to", gettext_lazy("To"), "ended_on", F("ended_on")),
    ),
    default="group",
    organisation="organisation",
    partnership="group__partnership",
)


@login_required
def seats(request: HttpRequest) -> HttpResponseBase:
    """Who sits for whom in which working group, and who sat."""
    filters = forms.SeatFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.seats(request.user))
    return plain_page(request, SEATS, rows, filters, placeholder=_("Search by person or group"))


GROUPS = Listing(
    "groups",
    gettext_lazy("Working groups"),
    (
        Column("name", gettext_lazy("Working group"), "name", F("name"), _page_of),
        Column(
            "partnership",
            gettext_lazy("Partnership"),
            "partnership.name",
            F("partnership__name"),
            lambda one: _page_of(one.partnership),
        ),
        Column("seats", gettext_lazy("Seats"), "seat_count", F("seat_count")),
        Column(
            "vacant",
            gettext_lazy("Vacant"),
            "vacant_count",
            F("vacant_count"),
            tone=lambda one: "warn" if one.vacant_count else "",
        ),
        Column("next", gettext_lazy("Meets next"), "next_meeting", F("next_meeting")),
        Column("archived", gettext_lazy("Put away"), "archived_on", F("archived_on")),
    ),
    default="name",
    partnership="partnership",
)


@login_required
def groups(request: HttpRequest) -> HttpResponseBase:
    """The working groups of all partnerships."""
    filters = forms.GroupFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.groups(request.user))
    return plain_page(request, GROUPS, rows, filters, placeholder=_("Search by name or purpose"))


def _group_of_meeting(meeting: Meeting) -> str:
    return _page_of(meeting.group)


MEETINGS = Listing(
    "all-meetings",
    gettext_lazy("Meetings"),
    (
        Column("title", gettext_lazy("Meeting"), "title", F("title"), _page_of),
        Column("when", gettext_lazy("Begins"), "starts_at", F("starts_at")),
        Column("group", gettext_lazy("Working group"), "group.name", F("group__name"), _group_of_meeting),
        Column(
            "partnership",
            gettext_lazy("Partnership"),
            "group.partnership.name",
            F("group__partnership__name"),
        ),
        Column("place", gettext_lazy("Place"), "place"),
        Column(
            "state",
            gettext_lazy("State"),
            "get_state_display",
            F("state"),
            tone=lambda one: MEETING_TONES.get(one.state, ""),
        ),
        Column("came", gettext_lazy("Were there"), "came"),
    ),
    default="-when",
    partnership="group__partnership",
)


@login_required
def meetings(request: HttpRequest) -> HttpResponseBase:
    """The meetings of all partnerships."""
    filters = forms.EveryMeetingFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.meetings(request.user))
    return plain_page(request, MEETINGS, rows, filters, placeholder=_("Search by title, place or group"))


DECISIONS = Listing(
    "all-decisions",
    gettext_lazy("Decisions"),
    (
        Column("text", gettext_lazy("Decision"), "text", F("text"), lambda one: _page_of(one.meeting)),
        Column(
            "day", gettext_lazy("Day"), lambda one: one.meeting.starts_there.date(), F("meeting__starts_at")
        ),
        Column("group", gettext_lazy("Working group"), "meeting.group.name", F("meeting__group__name")),
        Column(
            "partnership",
            gettext_lazy("Partnership"),
            "meeting.group.partnership.name",
            F("meeting__group__partnership__name"),
        ),
        Column("owner", gettext_lazy("Owner"), "owner.name", F("owner__name")),
        Column("due", gettext_lazy("Due"), "due_on", F("due_on")),
        Column("acknowledged", gettext_lazy("Acknowledged by"), acknowledged_by),
    ),
    default="-day",
    partnership="meeting__group__partnership",
)


@login_required
def decisions(request: HttpRequest) -> HttpResponseBase:
    """What the meetings of all partnerships decided, once their minutes are published."""
    filters = forms.EveryDecisionFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.decisions(request.user))
    return plain_page(request, DECISIONS, rows, filters, placeholder=_("Search by words, owner or meeting"))


UNITS = Listing(
    "all-units",
    gettext_lazy("Units"),
    (
        Column(
            "name",
            gettext_lazy("Unit"),
            "name",
            F("name"),
            lambda one: reverse("partnering:units", args=[one.organisation_id]),
        ),
        Column("organisation", gettext_lazy("Organisation"), "organisation.name", F("organisation__name")),
        Column("parent", gettext_lazy("Part of"), "parent.name", F("parent__name")),
        Column("people", gettext_lazy("People"), "head_count", F("head_count")),
        Column("archived", gettext_lazy("Archived on"), "archived_on", F("archived_on")),
    ),
    default="name",
    organisation="organisation",
)


@login_required
def units(request: HttpRequest) -> HttpResponseBase:
    """The units of the registers that one may read."""
    filters = forms.UnitFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.units(request.user))
    return plain_page(request, UNITS, rows, filters, placeholder=_("Search by name"))


HANDOVERS = Listing(
    "handovers",
    gettext_lazy("Handovers"),
    (
        Column("person", gettext_lazy("Person"), "person.name", F("person__name"), _page_of),
        Column(
            "organisation",
            gettext_lazy("Organisation"),
            "person.organisation.name",
            F("person__organisation__name"),
        ),
        Column("reason", gettext_lazy("Why"), "get_reason_display", F("reason")),
        Column("on", gettext_lazy("From"), "on", F("on")),
        Column("items", gettext_lazy("To hand over"), "item_count", F("item_count")),
        Column(
            "left",
            gettext_lazy("Without a successor"),
            "left",
            F("left"),
            tone=lambda one: "warn" if one.left and one.closed_on is None else "",
        ),
        Column("closed", gettext_lazy("Closed on"), "closed_on", F("closed_on")),
    ),
    default="-on",
    organisation="person__organisation",
)


@login_required
def handovers(request: HttpRequest) -> HttpResponseBase:
    """What passes from whom to others, in the registers that one keeps."""
    place = place_of(HANDOVERS.key)
    if not place.shown_to(request.user):
        raise Http404
    filters = forms.HandoverFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.handovers(request.user))
    return plain_page(request, HANDOVERS, rows, filters, placeholder=_("Search by person"))
