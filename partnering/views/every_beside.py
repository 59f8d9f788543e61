"""The lists of what stands beside things: notes, files, tags; and of what was brought in by imports."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import listed, registry
from partnering.forms import lists as forms
from partnering.lists import Column, Listing, plain_page
from partnering.models import ImportFile


def _kind(one: Any) -> str:
    attachable = registry.attachables.get(one.kind)
    return str(attachable.model()._meta.verbose_name) if attachable else one.kind


def _seen_by(one: Any) -> str:
    return _("partners") if one.joint else _("us only")


def _beside(one: Any) -> str:
    return reverse("partnering:beside", args=[one.kind, one.thing_pk])


SHARED = (
    Column("about", gettext_lazy("Beside"), "about", F("about"), _beside),
    Column("kind", gettext_lazy("Kind"), _kind, F("kind")),
    Column("author", gettext_lazy("By"), "author_shown", F("author_shown")),
    Column("organisation", gettext_lazy("Organisation"), "organisation.name", F("organisation__name")),
    Column("seen", gettext_lazy("Seen by"), _seen_by, F("joint")),
    Column("when", gettext_lazy("When"), "created_at", F("created_at")),
)
NOTES = Listing(
    "notes",
    gettext_lazy("Notes"),
    (Column("text", gettext_lazy("Note"), "text", link=_beside), *SHARED),
    default="-when",
    organisation="organisation",
)
FILES = Listing(
    "files",
    gettext_lazy("Files"),
    (
        Column("name", gettext_lazy("File"), "name", F("name"), lambda one: str(one.get_absolute_url())),
        Column("size", gettext_lazy("Size"), lambda one: filesizeformat(one.size), F("size")),
        *SHARED,
    ),
    default="-when",
    organisation="organisation",
)


@login_required
def notes(request: HttpRequest) -> HttpResponseBase:
    """All notes that one may read."""
    filters = forms.NoteFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.notes(request.user))
    return plain_page(request, NOTES, rows, filters, placeholder=_("Search by words or author"))


@login_required
def files(request: HttpRequest) -> HttpResponseBase:
    """All files that one may read."""
    filters = forms.FileFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.files(request.user))
    return plain_page(request, FILES, rows, filters, placeholder=_("Search by name or author"))


TAGS = Listing(
    "tags",
    gettext_lazy("Tags"),
    (
        Column("name", gettext_lazy("Tag"), "name", F("name")),
        Column("uses", gettext_lazy("On how many things"), "use_count", F("use_count")),
    ),
    default="name",
    organisation="organisation",
)


@login_required
def tags(request: HttpRequest) -> HttpResponseBase:
    """One's organisation's tags, and how often each is used."""
    filters = forms.TagFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.tags(request.user))
    return plain_page(request, TAGS, rows, filters, placeholder=_("Search by name"))


def _did(file: ImportFile) -> str:
    if file.finished_at is None:
        return ""
    told = [
        _("%(label)s: %(new)s added, %(changed)s changed")
        % {"label": label, "new": count["new"], "changed": count["changed"]}
        for label, count in file.counts
        if count["new"] or count["changed"]
    ]
    return "; ".join(told)


STATES = {"done": "good", "failed": "bad", "checked": "warn"}
IMPORTS = Listing(
    "imports",
    gettext_lazy("Imports"),
    (
        Column("name", gettext_lazy("File"), "name", F("name"), lambda one: str(one.get_absolute_url())),
        Column("kind", gettext_lazy("Kind"), "importer.label", F("kind")),
        Column("uploaded", gettext_lazy("Uploaded"), "created_at", F("created_at")),
        Column(
            "state",
            gettext_lazy("State"),
            "get_state_display",
            F("state"),
            tone=lambda one: STATES.get(one.state, ""),
        ),
        Column("rows", gettext_lazy("Rows"), "rows_total", F("rows_total")),
        Column("did", gettext_lazy("What it did"), _did),
        Column("undone", gettext_lazy("Undone"), "undone_at", F("undone_at")),
    ),
    default="-uploaded",
)


@login_required
def imports(request: HttpRequest) -> HttpResponseBase:
    """The files that one brought in."""
    filters = forms.ImportFilter(request.GET, user=request.user)
    rows = filters.narrow(ImportFile.objects.visible_to(request.user).light())
    return plain_page(request, IMPORTS, rows, filters, placeholder=_("Search by file"))
