"""Who needs to be involved inside one's own organisation, by when, and how far that has come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement import drawings
from engagement.choices import StageName
from engagement.forms.plans import TargetForm, TargetsForm
from engagement.forms.stages import WITHOUT
from engagement.models import Briefing
from engagement.queries import reach as queries
from engagement.queries.attendance import heads_by_unit
from engagement.queries.since_signing import since_signing
from engagement.services.targets import change_target, name_targets
from engagement.stages import Stage
from engagement.views import fetching
from partnering import access
from partnering.answers import form_page
from partnering.charts import BarChart
from partnering.choices import Level
from partnering.forms.base import carried_out
from partnering.models import Partnership, Unit

SHOWN = 6
HEADS_FOR = 365
"""Days for which counted heads are shown."""
DEEPEST = 4
"""The strongest of the five colours, which the committed and the owners share."""


@login_required
def reach(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own people by unit and stage, and who is needed by when; nobody else sees them."""
    partnership = fetching.partnership_to_see(request.user, slug)
    own = fetching.own_reach(request.user, partnership)
    today = access.today()
    rows = queries.reach_by_unit(request.user, own.member, on=today)
    unit = _chosen(request, rows)
    reached = queries.targets_reached(request.user, partnership, own.member, on=today)
    peopled = [row for row in reached if row.wanted]
    context = {
        **_since_signing(request, partnership, rows, today),
        "partnership": partnership,
        "organisation": own.organisation,
        "stages": [StageName(stage.name.lower()) for stage in Stage],
        "rows": [(row, str(row.unit.pk) if row.unit else WITHOUT, _cells(row)) for row in rows],
        "needed": sum(row.wanted for row in peopled),
        "involved": sum(row.involved for row in peopled),
        "units": len(peopled),
        "units_involved": sum(row.involved > 0 for row in peopled),
        "targets": [(row, [Level(level).label for level in row.target.levels]) for row in reached],
        "late": sum(row.is_late for row in reached),
        "missing": sum(row.missing for row in peopled),
        "briefings": Briefing.objects.visible_to(request.user)
        .filter(partnership=partnership)
        .annotate(invited=Count("invitations", Q(invitations__withdrawn_at=None)))[:SHOWN],
        "may_name": own.leads,
        "unit": unit,
        "heads": heads_by_unit(request.user, partnership, today - timedelta(days=HEADS_FOR)),
        "ladder": _ladder(own, unit, today),
    }
    return render(request, "engagement/reach.html", context)


def _ladder(own: fetching.OwnReach, unit: Unit | None, on: date) -> BarChart:
    """The rungs now, and on the day of signing, of the organisation or of a unit with those below it."""

    def standing(day: date) -> tuple[int, ...]:
        there = [
            human
            for human in own.member.present(day)
            if unit is None or unit.pk in own.member.above.get(human.unit_on(day) or 0, ())
        ]
        return queries.by_stage_on(there, day)

    signed = own.signed_on if own.signed_on and own.signed_on < on else None
    before = standing(signed) if signed else ()
    return drawings.ladder(standing(on), unit.name if unit else own.organisation, before=before, since=signed)


def _since_signing(
    request: HttpRequest, partnership: Partnership, rows: list[queries.UnitReach], on: date
) -> dict[str, Any]:
    """Where the organisation and its units began, beside where they are."""
    since = since_signing(request.user, partnership, rows, on=on)
    return {"since_signing": since, "since_chart": drawings.since_signing(since.units) if since else None}


def _cells(row: queries.UnitReach) -> list[tuple[StageName, int, int]]:
    """Each stage with its count and colour, from alarming for the unaware to calm for those who carry it."""
    return [
        (StageName(Stage(stage).name.lower()), count, min(stage, DEEPEST))
        for stage, count in enumerate(row.by_stage)
    ]


def _chosen(request: HttpRequest, rows: list[queries.UnitReach]) -> Unit | None:
    asked = request.GET.get("unit", "")
    return next((row.unit for row in rows if row.unit and str(row.unit.pk) == asked), None)


@login_required
def targets(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which units' people a partnership needs."""
    partnership = fetching.partnership_to_see(request.user, slug)
    own = fetching.led_organisation(request.user)
    units = Unit.objects.visible_to(request.user).filter(organisation=own.pk).order_by("name")
    form = TargetsForm(
        request.POST if request.method == "POST" else None,
        units=units,
        rows=[own],
        stored=lambda: {"units": queries.targeted_units(request.user, partnership, on=access.today())},
    )
    back = reverse("engagement:reach", args=[slug])
    if form.is_valid():
        carried_out(
            form,
            lambda: name_targets(
                partnership=partnership,
                organisation=own,
                by=request.user,
                **{**form.cleaned_data, "units": list(form.cleaned_data["units"])},
            ),
        )
        if not form.errors:
            messages.success(request, _("Saved. Breadth is measured against these units from today."))
            return redirect(back)
    heading = _("Whose people does this partnership need?")
    return form_page(request, form, heading, back=back, partnership=partnership)


@login_required
def edit_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who of a unit is needed, and by when."""
    thing = fetching.target_to_change(request.user, pk)
    form = TargetForm(
        request.POST if request.method == "POST" else None,
        rows=[thing],
        stored=lambda: {"levels": thing.levels, "due_on": thing.due_on},
    )
    back = reverse("engagement:reach", args=[thing.partnership.slug])
    if form.is_valid() and carried_out(
        form, lambda: change_target(target=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved. Past days are still counted against what was asked then."))
        return redirect(back)
    heading = _("Who of %(unit)s is needed, and by when?") % {"unit": thing.unit}
    return form_page(request, form, heading, back=back, partnership=thing.partnership)
