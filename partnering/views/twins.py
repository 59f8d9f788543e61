"""Pages of what was found twice: proposals, merging with a choice for each field, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import likely
from partnering.answers import PER_PAGE, do_and_return, status_of
from partnering.choices import TwinKind
from partnering.forms.base import carried_out
from partnering.forms.twins import MergeForm
from partnering.models import Merge, Organisation
from partnering.services import merges as services
from partnering.views import fetching


@login_required
def twins(request: HttpRequest) -> HttpResponse:
    """What is likely there twice in the registers that the user keeps, and what was merged lately."""
    kept = Organisation.objects.kept_by(request.user)
    if not kept:
        raise Http404
    kind = TwinKind.ORGANISATION if request.GET.get("kind") == TwinKind.ORGANISATION else TwinKind.PERSON
    found = (
        likely.likely_people(request.user)
        if kind == TwinKind.PERSON
        else likely.likely_organisations(request.user)
    )
    context = {
        "kind": kind,
        "kinds": TwinKind.choices,
        "merge_url": "partnering:merge-people"
        if kind == TwinKind.PERSON
        else "partnering:merge-organisations",
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "merges": Merge.objects.visible_to(request.user).undoable().select_related("by__person")[:PER_PAGE],
    }
    return render(request, "partnering/twins.html", context)


@login_required
@require_POST
def mark_apart(request: HttpRequest, kind: str, pk: int, other: int) -> HttpResponse:
    """Remember that two are two."""
    fetch = fetching.person_to_keep if kind == TwinKind.PERSON else fetching.organisation_to_keep
    first, second = fetch(request.user, pk), fetch(request.user, other)
    if first == second:
        raise Http404
    return do_and_return(
        request,
        lambda: services.mark_apart(kind=kind, first=first.pk, second=second.pk, by=request.user),
        _("Noted: these are two."),
        f"{reverse('partnering:twins')}?kind={kind}",
    )


@login_required
def merge_people(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Let one person go into another, field by field."""
    kept, gone = (fetching.person_to_keep(request.user, one) for one in (pk, other))
    if kept == gone or kept.organisation_id != gone.organisation_id:
        raise Http404
    return _merge(
        request, kept, gone, services.PERSON_FIELDS, services.merge_people, "partnering:merge-people"
    )


@login_required
def merge_organisations(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Let one organisation go into another, field by field."""
    kept, gone = (fetching.organisation_to_keep(request.user, one) for one in (pk, other))
    if kept == gone:
        raise Http404
    merge = services.merge_organisations
    return _merge(request, kept, gone, services.ORGANISATION_FIELDS, merge, "partnering:merge-organisations")


def _merge(
    request: HttpRequest, kept: Any, gone: Any, names: tuple[str, ...], merge: Any, route: str
) -> HttpResponse:
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, gone=gone, names=names)
    if form.is_valid():
        done = carried_out(form, lambda: merge(kept=kept, gone=gone, by=request.user, **form.choices()))
        if done:
            text = _("%(gone)s has gone into %(kept)s. You can undo it for 30 days.")
            messages.success(request, text % {"gone": gone, "kept": kept})
            return redirect(kept)
    context = {
        "form": form,
        "kept": kept,
        "gone": gone,
        "moves": services.what_moves(kept, gone, request.user),
        "swapped": reverse(route, args=[gone.pk, kept.pk]),
    }
    return render(request, "partnering/merge.html", context, status=status_of(form))


@login_required
@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Put everything back as it was before a merge."""
    merge = fetching.merge_to_undo(request.user, pk)
    back = f"{reverse('partnering:twins')}?kind={merge.kind}"
    done = _("The merge is undone: both are there again.")
    return do_and_return(request, lambda: services.undo_merge(merge=merge, by=request.user), done, back)
