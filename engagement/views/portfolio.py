"""All partnerships of a manager or lead in one list: how they do, what is next, what to do this week."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from engagement import drawings
from engagement.forms.lists import PortfolioFilter
from engagement.queries import portfolio as queries
from partnering import access
from partnering.lists import Column, Listing, list_page


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


PORTFOLIO = Listing(
    "portfolio",
    gettext_lazy("Portfolio"),
    (
        Column("name", gettext_lazy("Partnership"), "name", F("name")),
        Column("phase", gettext_lazy("Phase"), "phase_name"),
        Column("score", gettext_lazy("Traction"), lambda one: _rounded(one.score), F("score")),
        Column("change", gettext_lazy("In 60 days"), lambda one: _rounded(one.change), F("change")),
        Column(
            "alerts",
            gettext_lazy("Alerts"),
            lambda one: "; ".join(str(alert.get_kind_display()) for alert in one.alerts_now),
            F("alert_count"),
        ),
        Column("late", gettext_lazy("Late actions"), "late_count", F("late_count")),
        Column(
            "next",
            gettext_lazy("Next"),
            lambda one: getattr(queries.next_of(one), "on", None),
            F("next_meeting"),
        ),
        Column(
            "week",
            gettext_lazy("This week"),
            lambda one: "; ".join(todo.text for todo in queries.week_of(one)),
        ),
    ),
    default="-alerts",
    partnership="pk",
)


@login_required
def portfolio(request: HttpRequest) -> HttpResponseBase:
    """The partnerships that one is part of, those with alerts first."""
    today = access.today()
    filters = PortfolioFilter(request.GET, user=request.user)
    rows = filters.narrow(queries.portfolio(request.user, on=today))
    return list_page(
        request, PORTFOLIO, rows, filters, "engagement/portfolio.html", lambda page: _shown(request, page)
    )


def _shown(request: HttpRequest, page: Page[Any]) -> dict[str, Any]:
    """The rows of a page with their trends, alerts and what to do."""
    pks, today = [one.pk for one in page], access.today()
    courses = queries.courses_of(request.user, pks, on=today)
    table = [
        {
            "row": one,
            "course": drawings.course(courses.get(one.pk, ()), one.name),
            "next": queries.next_of(one),
            "week": queries.week_of(one),
        }
        for one in page
    ]
    return {"table": table}
