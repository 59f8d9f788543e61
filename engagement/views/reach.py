"""Who needs to be involved inside one's own organisation, and how far that has come."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.choices import StageName
from engagement.forms.plans import TargetsForm
from engagement.queries import reach as queries
from engagement.queries.aspects import own_member
from engagement.queries.evidence import evidence_of
from engagement.queries.readers import reader_of
from engagement.queries.traction import Count
from engagement.services.targets import name_targets
from engagement.stages import Stage
from engagement.views import fetching
from partnering import access
from partnering.answers import form_page
from partnering.forms.base import carried_out
from partnering.models import Partnership, Unit

DEEPEST = 4
"""The strongest of the five colours, which the committed and the owners share."""


@login_required
def reach(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own people by unit and stage; nobody else sees them."""
    partnership = fetching.partnership_to_see(request.user, slug)
    member = _own_member(request, partnership)
    today = access.today()
    rows = queries.reach_by_unit(request.user, member, on=today)
    unit = _chosen(request, rows)
    context = {
        "partnership": partnership,
        "organisation": access.person_of(request.user).organisation,
        "stages": [StageName(stage.name.lower()).label for stage in Stage],
        "rows": [(row, _cells(row)) for row in rows],
        "needed": sum(row.people for row in rows if row.needed),
        "involved": sum(row.involved for row in rows if row.needed),
        "units": sum(row.needed for row in rows),
        "units_involved": sum(row.needed and row.involved > 0 for row in rows),
        "may_name": access.leads_organisation(request.user, member.pk),
        "unit": unit,
        "people": [
            (person, StageName(stage.name.lower()).label, int(stage))
            for person, stage in (queries.people_at(request.user, member, unit, on=today) if unit else [])
        ],
    }
    return render(request, "engagement/reach.html", context)


def _own_member(request: HttpRequest, partnership: Partnership) -> Any:
    """The user's own organisation as the evidence has it; not found for whoever may not read its internals."""
    reader = reader_of(request.user, partnership)
    if not reader.reads_internals:
        raise Http404
    member = own_member(reader, Count(partnership, evidence_of(partnership)), access.today())
    if member is None:
        raise Http404
    return member


def _cells(row: queries.UnitReach) -> list[tuple[int, int]]:
    """Counts with their colour: that of the stage, from alarming for the unaware to calm for those who carry it."""
    return [(count, min(stage, DEEPEST)) for stage, count in enumerate(row.by_stage)]


def _chosen(request: HttpRequest, rows: list[queries.UnitReach]) -> Unit | None:
    asked = request.GET.get("unit", "")
    return next((row.unit for row in rows if row.unit and str(row.unit.pk) == asked), None)


@login_required
def targets(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which units' people a partnership needs."""
    partnership = fetching.partnership_to_see(request.user, slug)
    me = access.person_of(request.user)
    if me is None or not access.leads_organisation(request.user, me.organisation_id):
        raise Http404
    units = Unit.objects.visible_to(request.user).filter(organisation=me.organisation_id).order_by("name")
    form = TargetsForm(
        request.POST if request.method == "POST" else None,
        units=units,
        rows=[me.organisation],
        stored=lambda: {"units": queries.targeted_units(request.user, partnership, on=access.today())},
    )
    back = reverse("engagement:reach", args=[slug])
    if form.is_valid():
        carried_out(
            form,
            lambda: name_targets(
                partnership=partnership,
                organisation=me.organisation,
                units=list(form.cleaned_data["units"]),
                by=request.user,
            ),
        )
        if not form.errors:
            messages.success(request, _("Saved. Breadth is measured against these units from today."))
            return redirect(back)
    heading = _("Whose people does this partnership need?")
    return form_page(request, form, heading, back=back, partnership=partnership)
