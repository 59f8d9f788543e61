"""Reading frameworks: as a whole, as a respondent sees them, and as files to take away."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from partnering import access, spreadsheets
from partnering.answers import download
from readiness import framework_tables as tables
from readiness import languages
from readiness.forms.survey import AreaForm
from readiness.framework_drafts import Draft, draft_of, framework_in
from readiness.framework_files import BUILT_IN, Framework, FrameworkError, built_in
from readiness.framework_writing import to_toml
from readiness.models import OwnFramework
from readiness.services.answering import Filled
from readiness.views import fetching


@login_required
def built_in_framework(request: HttpRequest) -> HttpResponse:
    """All that a framework of the product asks; the address says which by `name`."""
    slug = request.GET.get("name", next(iter(BUILT_IN)))
    if slug not in BUILT_IN or access.reads_internals_of(request.user) is None:
        raise Http404
    return _read(request, built_in(slug), None)


@login_required
def framework_version(request: HttpRequest, pk: int) -> HttpResponse:
    """All that a version of one's own framework asks."""
    version = fetching.own_version_to_see(request.user, pk)
    return _read(request, version.framework, version.own)


def _read(request: HttpRequest, framework: Framework, own: OwnFramework | None) -> HttpResponse:
    wishes = [request.GET.get("language", ""), languages.readers_language(request.user)]
    organisation = access.reads_internals_of(request.user)
    context = {
        "framework": framework.in_language(languages.best_of(framework.languages, wishes)),
        "languages": languages.offered(framework),
        "own": own,
        "manages": access.leads_organisation(request.user, organisation),
    }
    return render(request, "readiness/framework_version.html", context)


@login_required
def preview_framework(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An area of the draft, or else of the newest version, as a respondent sees it. Nothing is kept."""
    own = fetching.framework_to_see(request.user, pk)
    try:
        every = framework_in(_content(own))
    except FrameworkError:
        return redirect(own)
    if not 1 <= number <= len(every.areas):
        raise Http404
    wishes = [request.GET.get("language", ""), languages.readers_language(request.user)]
    framework = every.in_language(languages.best_of(every.languages, wishes))
    area = framework.areas[number - 1]
    context = {
        "own": own,
        "framework": framework,
        "languages": languages.offered(every),
        "form": AreaForm(area=area, filled=Filled()),
        "area": area,
        "number": number,
        "count": len(every.areas),
        "percent": round(100 * number / (len(every.areas) + 1)),
    }
    with languages.pages_in(framework.language):
        return render(request, "readiness/framework_preview.html", context)


@login_required
def framework_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The draft, or else the newest version, as a file."""
    return _file(_content(fetching.framework_to_see(request.user, pk)), kind)


@login_required
def version_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A version as a file."""
    return _file(draft_of(fetching.own_version_to_see(request.user, pk).framework), kind)


def _content(own: OwnFramework) -> Draft:
    if own.draft is not None:
        draft: Draft = own.draft
        return draft
    newest = own.versions.order_by("-version").first()
    if newest is None:
        raise Http404
    return draft_of(newest.framework)


def _file(draft: Draft, kind: str) -> HttpResponse:
    name = f"{slugify(draft['name']) or 'framework'}-{draft['version']}.{kind}"
    if kind == "toml":
        return download(to_toml(draft).encode(), name, "application/toml; charset=utf-8")
    if kind != "csv":
        raise Http404
    table = spreadsheets.Table(draft["name"], tables.headings(draft), tables.rows(draft))
    with spreadsheets.written(table, "csv") as file:
        return download(file.read(), name, spreadsheets.TYPES["csv"])
