"""Interactions, take-home briefs and reports as lists over all partnerships."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import F, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.forms.lists import BriefFilter, EveryBriefFilter, EveryInteractionFilter, ReportFilter
from engagement.models import Interaction, Report, TakeHomeBrief
from engagement.queries.attendance import interactions_listed
from engagement.queries.take_home import briefs_listed
from engagement.views import fetching
from partnering import access
from partnering.lists import Column, Listing, list_page, plain_page


def _page_of(thing: Interaction | Report | TakeHomeBrief) -> str:
    return thing.get_absolute_url()


EVERY_INTERACTION = Listing(
    "all-interactions",
    gettext_lazy("Interactions"),
    (
        Column("title", gettext_lazy("What"), "title", F("title"), _page_of),
        Column("day", gettext_lazy("Day"), "held_on", F("held_on")),
        Column("partnership", gettext_lazy("Partnership"), "partnership.name", F("partnership__name")),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", F("kind")),
        Column(
            "joint",
            gettext_lazy("Seen by"),
            lambda one: _("partners") if one.joint else _("us only"),
            F("joint"),
        ),
        Column("people", gettext_lazy("Took part"), "head_count", F("head_count")),
    ),
    default="-day",
    partnership="partnership",
    joint=Q(joint=True),
)


@login_required
def every_interaction(request: HttpRequest) -> HttpResponseBase:
    """What people took part in, in all partnerships."""
    filters = EveryInteractionFilter(request.GET, user=request.user)
    rows = filters.narrow(interactions_listed(request.user))
    return plain_page(request, EVERY_INTERACTION, rows, filters, placeholder=_("Search by title or notes"))


MEETING = Column("meeting", gettext_lazy("Meeting"), "meeting.title", F("meeting__title"), _page_of)
PARTNERSHIP = Column(
    "partnership",
    gettext_lazy("Partnership"),
    "meeting.group.partnership.name",
    F("meeting__group__partnership__name"),
)
COLUMNS = (
    Column("group", gettext_lazy("Working group"), "meeting.group.name", F("meeting__group__name")),
    Column("day", gettext_lazy("Day"), lambda one: one.meeting.starts_there.date(), F("meeting__starts_at")),
    Column(
        "state",
        gettext_lazy("State"),
        "get_state_display",
        F("state"),
        tone=lambda one: "good" if one.state == "published" else "",
    ),
    Column("told", gettext_lazy("People told"), "told", F("told")),
)
BRIEFS = Listing(
    "briefs",
    gettext_lazy("Take-home briefs"),
    (MEETING, *COLUMNS),
    default="-day",
    organisation="organisation",
)
EVERY_BRIEF = Listing(
    "all-briefs",
    gettext_lazy("Take-home briefs"),
    (MEETING, PARTNERSHIP, *COLUMNS),
    default="-day",
    organisation="organisation",
)


@login_required
def take_home_briefs(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What one's own organisation tells its people of the partnership's meetings."""
    partnership = fetching.partnership_to_see(request.user, slug)
    filters = BriefFilter(request.GET, user=request.user)
    rows = filters.narrow(briefs_listed(request.user, partnership))
    works = (
        access.speaks_for(request.user, partnership) is not None
        or access.reads_internals_of(request.user) is not None
    )
    context = {"partnership": partnership, "shows_told": works}
    title = _("Take-home briefs in %(name)s") % {"name": partnership}
    template = "engagement/take_home_briefs.html"
    return list_page(request, BRIEFS, rows, filters, template, context, title=title)


@login_required
def every_brief(request: HttpRequest) -> HttpResponseBase:
    """What one's own organisation tells its people of all meetings."""
    filters = EveryBriefFilter(request.GET, user=request.user)
    rows = filters.narrow(briefs_listed(request.user))
    return plain_page(request, EVERY_BRIEF, rows, filters, placeholder=_("Search by meeting or group"))


REPORTS = Listing(
    "reports",
    gettext_lazy("Reports"),
    (
        Column(
            "partnership", gettext_lazy("Report on"), "partnership.name", F("partnership__name"), _page_of
        ),
        Column("asked", gettext_lazy("Asked for"), "requested_at", F("requested_at")),
        Column(
            "state",
            gettext_lazy("State"),
            "get_state_display",
            F("state"),
            tone=lambda one: {"done": "good", "failed": "bad"}.get(one.state, ""),
        ),
        Column("ready", gettext_lazy("Ready since"), "finished_at", F("finished_at")),
    ),
    default="-asked",
    partnership="partnership",
)


@login_required
def every_report(request: HttpRequest) -> HttpResponseBase:
    """The reports that one asked for."""
    filters = ReportFilter(request.GET, user=request.user)
    rows = Report.objects.visible_to(request.user).select_related("partnership").defer("pdf")
    return plain_page(request, REPORTS, filters.narrow(rows), filters, placeholder=_("Search by partnership"))
