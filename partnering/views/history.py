"""Who changed what, when: of everything one may read, of a partnership, of an organisation, of a single thing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from partnering import access, telling
from partnering.answers import page_of
from partnering.forms.history import HistoryFilter
from partnering.import_history import imports_of
from partnering.models import AuditEntry, Organisation, ReadEntry
from partnering.services.exports import EXPORTED
from partnering.views import fetching

EXPORTS = (EXPORTED, "asked for")


def _answer(request: HttpRequest, template: str, within: Q, **context: Any) -> HttpResponse:
    filters = HistoryFilter(request.GET)
    page = page_of(request, telling.history(request.user, within, **filters.chosen()))
    lines = telling.tell(request.user, page.object_list)
    return render(request, template, {"filters": filters, "page": page, "lines": lines, **context})


@login_required
def history(request: HttpRequest) -> HttpResponse:
    """All changes that the user may read."""
    if not access.reads_history(request.user):
        raise Http404
    return _answer(request, "partnering/history.html", Q(), heading=_("History"))


@login_required
def history_of(request: HttpRequest, thing: str, pk: str) -> HttpResponse:
    """The changes of one thing, also of one that is gone."""
    within = Q(thing=thing, thing_pk=pk)
    newest = telling.tell(request.user, telling.history(request.user, within)[:1])
    if not newest:
        raise Http404
    heading = _("History of %(thing)s") % {"thing": newest[0].label}
    return _answer(request, "partnering/history.html", within, heading=heading)


@login_required
def partnership_history(request: HttpRequest, slug: str) -> HttpResponse:
    """The joint changes of a partnership, for its managers."""
    partnership = fetching.partnership_to_manage(request.user, slug)
    within = Q(partnership=partnership.pk)
    return _answer(request, "partnering/partnership_history.html", within, partnership=partnership)


@login_required
def organisation_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The internal changes of an organisation, for its partnering leads."""
    organisation = organisation_to_account_for(request, pk)
    within = Q(organisation=organisation.pk)
    return _answer(request, "partnering/organisation_history.html", within, organisation=organisation)


def organisation_to_account_for(request: HttpRequest, pk: int) -> Organisation:
    """An organisation of which the user is partnering lead."""
    organisation = fetching.organisation_to_see(request.user, pk)
    if not access.leads_organisation(request.user, organisation):
        raise Http404
    return organisation


@login_required
def organisation_reads(request: HttpRequest, pk: int) -> HttpResponse:
    """Who read, exported and imported an organisation's data, for its partnering leads."""
    organisation = organisation_to_account_for(request, pk)
    exports = AuditEntry.objects.visible_to(request.user).filter(organisation=organisation, verb__in=EXPORTS)
    context = {
        "organisation": organisation,
        "page": page_of(request, ReadEntry.objects.visible_to(request.user)),
        "exports": exports[:25],
        "imports": imports_of(request.user, organisation),
        "kept_days": settings.READS_KEPT_DAYS,
    }
    return render(request, "partnering/organisation_reads.html", context)
