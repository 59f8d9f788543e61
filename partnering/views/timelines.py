"""The timeline of a partnership: what happened, notes beside it, and all of it as a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access, charts, spreadsheets, timelines
from partnering.answers import status_of
from partnering.forms.base import carried_out
from partnering.forms.notes import NoteForm
from partnering.forms.timelines import TimelineFilter
from partnering.lists import Taken, chips, file_of
from partnering.models import Partnership
from partnering.services import notes
from partnering.views import fetching

MONTHS = 24


@login_required
def timeline(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What happened in a partnership, the newest first; as a file when one was asked for."""
    thing = fetching.partnership_to_see(request.user, slug)
    kind = request.POST.get("export", "")
    if kind in spreadsheets.TYPES:
        return _file(request, thing, kind)
    return _page(request, thing, NoteForm(shareable=True))


@login_required
@require_POST
def add_timeline_note(request: HttpRequest, slug: str) -> HttpResponse:
    """Note something: for one's own organisation, or for all partners."""
    thing = fetching.partnership_to_see(request.user, slug)
    form = NoteForm(request.POST, shareable=True)
    if form.is_valid() and carried_out(
        form, lambda: notes.add_note(thing=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The note is saved."))
        return redirect("partnering:timeline", slug)
    return _page(request, thing, form)


def _page(request: HttpRequest, thing: Partnership, form: NoteForm) -> HttpResponse:
    user = request.user
    filters = TimelineFilter(request.GET, user=request.user, partnership=thing)
    after = timelines.Place.read(request.GET.get("after", ""))
    telling = timelines.Telling(user, thing, filters.narrowed())
    if after:
        (shown, rest), activity = telling.page(after=after), None
    else:
        shown, rest, counts = telling.first_page()
        activity = _activity(tuple(counts.items()), get_language())
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(user, thing),
        "filters": filters,
        "chips": chips(request, filters),
        "entries": shown,
        "rest": rest,
        "after": after,
        "activity": activity,
        "form": form,
    }
    return render(
        request, "partnering/timeline.html", context, status=status_of(form) if form.is_bound else 200
    )


@lru_cache(maxsize=256)
def _activity(months: tuple[tuple[date, int], ...], _language: str | None) -> charts.ColumnChart | None:
    """How much happened in each of the last months; None where there is too little to compare.

    It is worked out once for each language and set of figures, which are all that it tells, whoever may see them.
    """
    counts = dict(months)
    if len(counts) < 2:
        return None
    first, last = min(counts), max(counts)
    days = [last - relativedelta(months=back) for back in range(MONTHS)]
    shown = [day for day in reversed(days) if day >= first]
    busiest = max(shown, key=lambda day: counts.get(day, 0))
    words = _("Most happened in %(month)s: %(count)d.") % {
        "month": date_format(busiest, "F Y"),
        "count": counts.get(busiest, 0),
    }
    return charts.columns(
        [date_format(day, "M Y") for day in shown],
        [counts.get(day, 0) for day in shown],
        title=_("How much happened in each month"),
        description=words,
        head=(_("Month"), _("Entries")),
    )


def _file(request: HttpRequest, thing: Partnership, kind: str) -> FileResponse:
    filters = TimelineFilter(request.GET, user=request.user, partnership=thing)
    title = _("Timeline of %(name)s") % {"name": thing}
    found = list(timelines.Telling(request.user, thing, filters.narrowed()).entries())
    taken = Taken(len(found), partnerships={thing.pk: sum(one.joint for one in found)})
    headings = [_("Day"), _("What"), _("Kind"), _("Organisation"), _("Seen by")]
    return file_of(request, title, headings, _cells(found), filters, kind, taken)


def _cells(found: Iterable[timelines.Entry]) -> Iterable[list[Any]]:
    for one in found:
        seen_by = _("partners") if one.joint else _("us only")
        yield [one.on, one.sentence, str(one.source.label), one.organisation, seen_by]
