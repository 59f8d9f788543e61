"""What the meetings of a partnership decided, as a list."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access, listed
from partnering.decided import acknowledged_by, shown
from partnering.forms.lists import DecisionFilter
from partnering.lists import Column, Listing, list_page
from partnering.views import fetching

DECISIONS = Listing(
    "decisions",
    gettext_lazy("Decisions"),
    (
        Column("text", gettext_lazy("Decision"), "text", F("text")),
        Column(
            "day",
            gettext_lazy("Day"),
            lambda one: one.meeting.starts_there.date(),
            F("meeting__starts_at"),
        ),
        Column("meeting", gettext_lazy("Meeting"), "meeting.title", F("meeting__title")),
        Column("group", gettext_lazy("Working group"), "meeting.group.name", F("meeting__group__name")),
        Column("owner", gettext_lazy("Owner"), "owner.name", F("owner__name")),
        Column("due", gettext_lazy("Due"), "due_on", F("due_on")),
        Column("acknowledged", gettext_lazy("Acknowledged by"), acknowledged_by),
    ),
    default="-day",
    partnership="meeting__group__partnership",
)


@login_required
def partnership_decisions(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the partnership's meetings decided, and who has acknowledged it."""
    thing = fetching.partnership_to_see(request.user, slug)
    filters = DecisionFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.decisions(request.user).filter(meeting__group__partnership=thing))
    ours = access.speaks_for(request.user, thing)
    return list_page(
        request,
        DECISIONS,
        rows,
        filters,
        "partnering/decisions.html",
        lambda page: {
            "partnership": thing,
            "manages": access.manages_partnership(request.user, thing),
            "decisions": shown(page, ours=ours),
            "here": "partnering:decisions",
        },
        title=_("Decisions of %(name)s") % {"name": thing},
    )
