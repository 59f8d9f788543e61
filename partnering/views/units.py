"""Pages of an organisation's units."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access, queries, trees
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.forms.register import UnitForm
from partnering.models import Unit
from partnering.services import units as services
from partnering.views import fetching


@login_required
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation's units as a tree; only for those who may read its register."""
    thing = fetching.organisation_to_see(request.user, pk)
    keeps = access.keeps_register(request.user, thing)
    person = access.person_of(request.user)
    if not keeps and (person is None or person.organisation_id != thing.pk):
        raise Http404
    rows = list(queries.units_listed(thing))
    current = [
        trees.Leaf(one.pk, one.name, one.parent_id, one.head_count) for one in rows if not one.archived_on
    ]
    context = {
        "organisation": thing,
        "branches": trees.grow(current),
        "archived": [one for one in rows if one.archived_on],
        "keeps": keeps,
    }
    return render(request, "partnering/units.html", context)


@login_required
def add_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a unit, below another when the address says so."""
    thing = fetching.organisation_to_keep(request.user, pk)
    form = UnitForm(
        request.POST or None, organisation=thing, initial={"parent": request.GET.get("below", "")}
    )
    back = _tree(pk)
    if form.is_valid():
        made = carried_out(
            form, lambda: services.add_unit(organisation=thing, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("%(name)s is added.") % {"name": made})
            return redirect(back)
    return form_page(request, form, _("Add a unit to %(name)s") % {"name": thing}, back=back, submit=_("Add"))


@login_required
def edit_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a unit or move it under another."""
    unit = fetching.unit_to_keep(request.user, pk)
    form = UnitForm(request.POST or None, instance=unit, organisation=unit.organisation)
    back = _tree(unit.organisation_id)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_unit(unit=unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(back)
    archive = "" if unit.archived_on else reverse("partnering:archive-unit", args=[pk])
    heading = _("Edit or move %(name)s") % {"name": unit}
    return form_page(request, form, heading, back=back, archive=archive)


@login_required
def archive_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a unit away, after asking."""
    unit = fetching.unit_to_keep(request.user, pk)
    back = _tree(unit.organisation_id)
    if request.method == "POST":
        done = _("%(name)s is archived.") % {"name": unit}
        return do_and_return(request, lambda: services.archive_unit(unit=unit, by=request.user), done, back)
    text = _("It disappears from the tree and from choices. What happened in it is kept.")
    heading = _("Archive %(name)s?") % {"name": unit}
    return confirm_page(request, heading, text, back=back, submit=_("Archive"))


@login_required
@require_POST
def restore_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a unit back out of the archive."""
    unit: Unit = fetching.unit_to_keep(request.user, pk)
    done = _("%(name)s is back.") % {"name": unit}
    back = _tree(unit.organisation_id)
    return do_and_return(request, lambda: services.restore_unit(unit=unit, by=request.user), done, back)


def _tree(pk: int) -> str:
    return reverse("partnering:units", args=[pk])
