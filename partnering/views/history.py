"""Who changed what, when: of everything one may read, of a partnership, of an organisation, of a single thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access, spreadsheets, telling
from partnering.forms.history import ExportFilter, HistoryFilter, ReadFilter
from partnering.import_history import imports_of
from partnering.lists import Column, Listing, Taken, file_of, list_page, shown_page
from partnering.models import AuditEntry, Organisation, Partnership, ReadEntry, User
from partnering.services.exports import TAKEN_AWAY
from partnering.views import fetching

TOLD_AT_ONCE = 500

HISTORY = Listing(
    "history",
    gettext_lazy("History"),
    (
        Column("when", gettext_lazy("When"), "at", F("moment")),
        Column("who", gettext_lazy("Who"), "who"),
        Column("verb", gettext_lazy("What was done"), "verb"),
        Column("kind", gettext_lazy("Kind of thing"), "kind"),
        Column("label", gettext_lazy("To what"), "label"),
        Column("fields", gettext_lazy("Before and after"), lambda one: "; ".join(map(_in_words, one.fields))),
    ),
    default="-when",
)


def _in_words(field: telling.Field) -> str:
    return f"{field.label}: {field.before or '–'} → {field.after or '–'}"


def _answer(
    request: HttpRequest, key: str, template: str, within: Q, title: str, **context: Any
) -> HttpResponseBase:
    """A history as its page, or, when one was asked for, as a file."""
    listing, filters = replace(HISTORY, key=key), HistoryFilter(request.GET)
    kind = request.POST.get("export", "")
    if kind in spreadsheets.TYPES:
        within &= Q(at__lte=timezone.now())  # or else the file would tell of itself
    oldest_first = request.GET.get("sort") == "when"
    keys = telling.history(request.user, within, **filters.chosen(), newest_first=not oldest_first)
    if kind in spreadsheets.TYPES:
        taken = Taken(
            keys.count(), *telling.whose(request.user, within & telling.narrowed(**filters.chosen()))
        )
        headings = [str(column.label) for column in HISTORY.columns]
        return file_of(request, title, headings, _cells(request.user, keys), filters, kind, taken)
    return shown_page(
        request,
        listing,
        keys,
        filters,
        template,
        lambda page: {"lines": telling.tell(request.user, page.object_list), "heading": title, **context},
    )


def _cells(user: User, keys: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    rows = keys.iterator(TOLD_AT_ONCE)
    while some := [key for _number, key in zip(range(TOLD_AT_ONCE), rows, strict=False)]:
        for line in telling.tell(user, some):
            yield [column.of(line) for column in HISTORY.columns]


@login_required
def history(request: HttpRequest) -> HttpResponseBase:
    """All changes that the user may read."""
    if not access.reads_history(request.user) and not Partnership.objects.visible_to(request.user).exists():
        raise Http404
    return _answer(request, "history", "partnering/history.html", Q(), _("History"))


@login_required
def history_of(request: HttpRequest, thing: str, pk: str) -> HttpResponseBase:
    """The changes of one thing, also of one that is gone."""
    within = Q(thing=thing, thing_pk=pk)
    newest = telling.tell(request.user, telling.history(request.user, within)[:1])
    if not newest:
        raise Http404
    heading = _("History of %(thing)s") % {"thing": newest[0].label}
    return _answer(request, "history-of", "partnering/history.html", within, heading)


@login_required
def partnership_history(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The joint changes of a partnership, for all who are part of it."""
    partnership = fetching.partnership_to_see(request.user, slug)
    return _answer(
        request,
        "partnership-history",
        "partnering/partnership_history.html",
        Q(partnership=partnership.pk, organisation=None),
        _("History of %(thing)s") % {"thing": partnership},
        partnership=partnership,
        manages=access.manages_partnership(request.user, partnership),
    )


@login_required
def organisation_history(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The internal changes of an organisation, for its partnering leads."""
    organisation = organisation_to_account_for(request, pk)
    return _answer(
        request,
        "organisation-history",
        "partnering/organisation_history.html",
        Q(organisation=organisation.pk),
        _("History of %(thing)s") % {"thing": organisation},
        organisation=organisation,
    )


def organisation_to_account_for(request: HttpRequest, pk: int) -> Organisation:
    """An organisation of which the user is partnering lead."""
    organisation = fetching.organisation_to_see(request.user, pk)
    if not access.leads_organisation(request.user, organisation):
        raise Http404
    return organisation


READS = Listing(
    "reads",
    gettext_lazy("Read by other organisations"),
    (
        Column("what", gettext_lazy("What"), "label", F("label")),
        Column("kind", gettext_lazy("Kind"), "get_what_display", F("what")),
        Column("who", gettext_lazy("Who"), "reader_name", F("reader_name")),
        Column("whose", gettext_lazy("Of"), "reader_organisation", F("reader_organisation")),
        Column("day", gettext_lazy("Day"), "day", F("day")),
    ),
    default="-day",
    organisation="organisation",
)


@login_required
def organisation_reads(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who of other organisations read an organisation's data, for its partnering leads."""
    organisation = organisation_to_account_for(request, pk)
    filters = ReadFilter(request.GET, user=request.user)
    rows = filters.narrow(ReadEntry.objects.visible_to(request.user).filter(organisation=organisation))
    context = {
        "organisation": organisation,
        "imports": imports_of(request.user, organisation),
        "kept_days": settings.READS_KEPT_DAYS,
    }
    title = _("Who read the data of %(name)s") % {"name": organisation}
    template = "partnering/organisation_reads.html"
    return list_page(request, READS, rows, filters, template, context, title=title)


EXPORTS = Listing(
    "exports",
    gettext_lazy("Taken away"),
    (
        Column("what", gettext_lazy("What was done"), "verb", F("verb")),
        Column("list", gettext_lazy("Which"), lambda one: one.details.get("list") or one.label),
        Column("file", gettext_lazy("File"), lambda one: one.details.get("file", "")),
        Column("rows", gettext_lazy("Rows of ours"), lambda one: one.details.get("rows")),
        Column("narrowed", gettext_lazy("Narrowed to"), lambda one: one.details.get("narrowed", "")),
        Column("who", gettext_lazy("Who"), "actor_name", F("actor_name")),
        Column("when", gettext_lazy("When"), "at", F("at")),
    ),
    default="-when",
    organisation="organisation",
)


@login_required
def organisation_exports(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who took an organisation's data away or brought some in, for its partnering leads."""
    organisation = organisation_to_account_for(request, pk)
    filters = ExportFilter(request.GET, user=request.user)
    rows = AuditEntry.objects.visible_to(request.user).filter(organisation=organisation, verb__in=TAKEN_AWAY)
    rows = rows.filter(at__lte=timezone.now())  # or else a file of this list would tell of itself
    title = _("Taken away of %(name)s") % {"name": organisation}
    template = "partnering/organisation_exports.html"
    context = {"organisation": organisation}
    return list_page(request, EXPORTS, filters.narrow(rows), filters, template, context, title=title)
