"""Logging interactions: one with who took part, and heads without names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.choices import InteractionKind
from engagement.forms.log import HeadsForm, LogForm, Sight
from engagement.models import Interaction
from engagement.queries import attendance
from engagement.services import interactions as services
from engagement.views import fetching
from partnering import access
from partnering.answers import form_page, status_of
from partnering.forms.base import carried_out
from partnering.models import Organisation, Partnership, User, WorkingGroup


def sight_of(user: User, partnership: Partnership) -> Sight:
    """What this user may name when they log something there; not found for who has no person."""
    me = access.person_of(user)
    if me is None:
        raise Http404
    groups = WorkingGroup.objects.visible_to(user).filter(partnership=partnership, archived_on=None)
    return Sight(
        user=user,
        own=me.organisation,
        people=attendance.people_to_name(user, partnership),
        groups=groups,
        units=attendance.units_to_pick(user),
        members=attendance.organisations_to_count(user, partnership),
    )


def usual(user: User, partnership: Partnership) -> dict[str, Any]:
    """What a form begins with: today, oneself, and the kind that one logged last."""
    me = access.person_of(user)
    mine = Interaction.objects.visible_to(user).filter(access.own(user, "logged_by"), partnership=partnership)
    last = mine.order_by("-logged_at").values_list("kind", flat=True).first()
    return {
        "kind": last or InteractionKind.MEETING,
        "held_on": access.today(),
        "people": [me.pk] if me else [],
    }


@login_required
def log_interaction(request: HttpRequest, slug: str) -> HttpResponse:
    """Log what took place and who took part."""
    partnership = fetching.partnership_to_see(request.user, slug)
    sight = sight_of(request.user, partnership)
    form = LogForm(request.POST or None, sight=sight, initial=usual(request.user, partnership))
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.log_interaction(partnership=partnership, by=request.user, **form.values()),
        )
        if made:
            messages.success(request, _("Logged. Its effect on traction shows in a moment."))
            return redirect(made)
    context = {
        "form": form,
        "partnership": partnership,
        "back": reverse("engagement:interactions", args=[slug]),
    }
    return render(request, "engagement/log_interaction.html", context, status=status_of(form))


@login_required
def count_heads(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how many took part beside those who are named: of one's own; who may change it, of all members."""
    thing = fetching.interaction_to_see(request.user, pk)
    me = access.person_of(request.user)
    members = attendance.organisations_to_count(request.user, thing.partnership)
    may_change = Interaction.objects.changeable_by(request.user).filter(pk=pk).exists()
    if not (may_change and thing.joint):
        members = Organisation.objects.visible_to(request.user).filter(pk=me.organisation_id if me else None)
    form = HeadsForm(
        request.POST if request.method == "POST" else None,
        members=members,
        units=attendance.units_to_pick(request.user),
        initial={"organisation": me.organisation_id if me else None},
    )
    if form.is_valid():
        carried_out(
            form, lambda: services.count_heads(interaction=thing, heads=form.heads(), by=request.user)
        )
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect(thing)
    heading = _("How many took part without being named?")
    intro = _("A number shows in the interaction and in the reach. Traction rests on names alone.")
    return form_page(
        request, form, heading, back=thing.get_absolute_url(), partnership=thing.partnership, intro=intro
    )
