"""The network of a partnership: who works with whom, what it hangs on, and what would go with somebody."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement import drawings, network_files
from engagement.queries.network import web_of
from engagement.views import fetching
from partnering import access
from partnering.answers import download
from partnering.models import Partnership
from partnering.services.exports import note_export

LISTED = 50


@login_required
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """The network as a picture and in figures, at the end of the month that was chosen."""
    partnership = fetching.partnership_to_see(request.user, slug)
    months = _months(partnership)
    at = _chosen(request, len(months))
    web = web_of(request.user, partnership, on=months[at])
    person = web.people.get(_number(request.GET.get("without", "")))
    leaving = web.leaving(person.pk) if person else None
    context = {
        "partnership": partnership,
        "web": web,
        "months": months,
        "month": months[at],
        "at": at,
        "alone": [web.people[pk] for pk in leaving.alone] if leaving else [],
        "picture": drawings.web(web, leaving=person) if web.ties else None,
        "ranked": web.ranked[:LISTED],
        "left_out": max(len(web.people) - LISTED, 0),
        "names": sorted(web.people.values(), key=lambda one: (one.name, one.pk)),
        "person": person,
        "leaving": leaving,
        "kinds": network_files.KINDS,
    }
    return render(request, "engagement/network.html", context)


@login_required
@require_POST
def network_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The network as a file. That it was taken is noted for all whose people it names."""
    partnership = fetching.partnership_to_see(request.user, slug)
    kind = request.POST.get("kind", "csv")
    if kind not in network_files.KINDS:
        raise Http404
    months = _months(partnership)
    web = web_of(request.user, partnership, on=months[_chosen(request, len(months))])
    content = network_files.written(web, kind)
    note_export(
        by=request.user,  # type: ignore[arg-type]
        title=_("Network of %(name)s") % {"name": partnership},
        kind=kind,
        narrowed="",
        rows=len(web.people),
        organisations=Counter(one.organisation_pk for one in web.people.values()),
        partnerships={partnership.pk: len(web.people)},
    )
    name = f"{partnership.slug}-network-{web.on:%Y-%m-%d}.{kind}"
    return download(content, name, network_files.KINDS[kind])


def _months(partnership: Partnership) -> list[date]:
    """The last days of a partnership's months, in order; of the last one the day on which it ended, or today."""
    last = min(access.today(), partnership.ended_on or date.max)
    days = []
    month = partnership.started_on.replace(day=1)
    while month <= last:
        month = (month + timedelta(days=32)).replace(day=1)
        days.append(min(month - timedelta(days=1), last))
    return days or [last]


def _chosen(request: HttpRequest, count: int) -> int:
    """Which month the address asks for, else the last."""
    asked = _number(request.GET.get("at", ""))
    return asked if 0 <= asked < count else count - 1


def _number(text: str) -> int:
    """A number from an address, -1 for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else -1
