"""Pages of a partnership's phases and of what each asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access, checklists, queries
from partnering.answers import do_and_return, form_page, status_of
from partnering.forms.base import carried_out
from partnering.forms.phases import (
    ChecklistItemForm,
    DropForm,
    LifeCycleForm,
    MappingForm,
    MoveForm,
    TickForm,
)
from partnering.lifecycles import BUILT_IN, read_life_cycle
from partnering.models import ChecklistItem, LifePhase, Partnership, Person
from partnering.services import phases as services
from partnering.views import fetching


def _page(slug: str) -> str:
    return reverse("partnering:phases", args=[slug])


@login_required
def phases(request: HttpRequest, slug: str) -> HttpResponse:
    """The road of phases, what the present one asks for, and how the partnership came here."""
    thing = fetching.partnership_to_see(request.user, slug)
    road = checklists.road_of(thing)
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(request.user, thing),
        "me": access.person_of(request.user),
        "road": road,
        "standing": next((one for one in road if one.place == "here"), None),
        "next": checklists.next_phase(road),
        "history": checklists.history_of(thing),
    }
    return render(request, "partnering/phases.html", context)


@login_required
def move_phase(request: HttpRequest, slug: str) -> HttpResponse:
    """Go on to another phase; what is still open is shown first, and going on all the same needs a reason."""
    thing = fetching.partnership_with_phases(request.user, slug)
    road = checklists.road_of(thing)
    ahead = checklists.next_phase(road)
    standing = thing.life_phase
    others = LifePhase.objects.filter(life_cycle=standing.life_cycle_id).exclude(pk=standing.pk)
    form = MoveForm(
        request.POST or None,
        phases=others,
        initial={"on": access.today(), "phase": ahead.phase if ahead else None},
    )
    if form.is_valid() and carried_out(
        form, lambda: services.move_to_phase(partnership=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(
            request, _("The partnership is in the phase “%(name)s” now.") % {"name": thing.phase_name()}
        )
        return redirect(_page(slug))
    here = next(one for one in road if one.place == "here")
    context = {"partnership": thing, "form": form, "here": here, "back": _page(slug)}
    return render(request, "partnering/move_phase.html", context, status=status_of(form))


@login_required
def choose_phases(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the life cycle; another one than before also asks where each phase in use goes on."""
    thing = fetching.partnership_to_manage(request.user, slug)
    wanted = request.GET.get("to", "")
    if thing.life_phase and wanted in BUILT_IN and wanted != thing.life_phase.life_cycle.slug:
        return _map_phases(request, thing, wanted)
    current = thing.life_phase.life_cycle.slug if thing.life_phase else BUILT_IN[0]
    form = LifeCycleForm(request.POST or None, initial={"life_cycle": current})
    if form.is_valid():
        chosen = form.cleaned_data["life_cycle"]
        if thing.life_phase and chosen != current:
            return redirect(f"{reverse('partnering:choose-phases', args=[slug])}?to={chosen}")
        if carried_out(
            form, lambda: services.choose_life_cycle(partnership=thing, slug=chosen, by=request.user)
        ):
            messages.success(request, _("The phases are chosen, each with a checklist to begin with."))
            return redirect(_page(slug))
    heading = _("Phases of %(name)s") % {"name": thing}
    return form_page(request, form, heading, back=_page(slug), submit=_("Go on"), partnership=thing)


def _map_phases(request: HttpRequest, thing: Partnership, slug: str) -> HttpResponse:
    """Ask where each phase in use goes on."""
    used = Q(pk=thing.life_phase.pk) | Q(pk__in=thing.checklist.values("phase"))
    form = MappingForm(
        request.POST or None, phases=list(LifePhase.objects.filter(used)), to=read_life_cycle(slug)
    )
    if form.is_valid() and carried_out(
        form,
        lambda: services.choose_life_cycle(
            partnership=thing, slug=slug, mapping=form.mapping(), by=request.user
        ),
    ):
        messages.success(request, _("The partnership goes by other phases now."))
        return redirect(_page(thing.slug))
    intro = _("Nothing on a checklist is lost. New phases bring their own checklist along.")
    return form_page(
        request,
        form,
        _("Where does each phase go on?"),
        back=_page(thing.slug),
        submit=_("Change the phases"),
        intro=intro,
        partnership=thing,
    )


def _people_for(request: HttpRequest, thing: Partnership, owner: int | None = None) -> Any:
    """Whom an item can be given to; its present owner stays among them."""
    people = queries.people_to_appoint(request.user, thing)
    rows = Person.objects.filter(Q(pk__in=people.order_by().values("pk")) | Q(pk=owner))
    return queries.with_units(request.user, rows).select_related("organisation").order_by("name")


@login_required
def add_checklist_item(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing more that a phase asks for."""
    thing = fetching.partnership_with_phases(request.user, slug)
    phase = fetching.phase_of(thing, request.GET.get("phase", ""))
    form = ChecklistItemForm(request.POST or None, people=_people_for(request, thing))
    if form.is_valid() and carried_out(
        form,
        lambda: services.add_checklist_item(
            partnership=thing, phase=phase, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, _("It is on the checklist."))
        return redirect(_page(slug))
    heading = _("Add to the checklist of “%(phase)s”") % {"phase": phase}
    return form_page(request, form, heading, back=_page(slug), submit=_("Add"), partnership=thing)


@login_required
def edit_checklist_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is needed, who sees to it or by when."""
    item = fetching.checklist_item_to_change(request.user, pk)
    people = _people_for(request, item.partnership, item.owner_id)
    form = ChecklistItemForm(request.POST or None, instance=item, people=people)
    back = _page(item.partnership.slug)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_checklist_item(item=item, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(
        request, form, _("Edit an item of the checklist"), back=back, partnership=item.partnership
    )


@login_required
def tick_checklist_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is done, and what shows it."""
    item = fetching.checklist_item_to_tick(request.user, pk)
    form = TickForm(request.POST or None, initial={"evidence": item.evidence})
    back = _page(item.partnership.slug)
    if form.is_valid() and carried_out(
        form, lambda: services.tick_checklist_item(item=item, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Done: %(text)s") % {"text": item})
        return redirect(back)
    return form_page(
        request, form, item.text, back=back, submit=_("It is done"), partnership=item.partnership
    )


@login_required
def drop_checklist_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why it is not relevant."""
    item = fetching.checklist_item_to_change(request.user, pk)
    form = DropForm(request.POST or None)
    back = _page(item.partnership.slug)
    if form.is_valid() and carried_out(
        form, lambda: services.drop_checklist_item(item=item, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("It counts no more."))
        return redirect(back)
    return form_page(
        request, form, item.text, back=back, submit=_("Not relevant"), partnership=item.partnership
    )


@login_required
@require_POST
def reopen_checklist_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item up again."""
    item = fetching.checklist_item_to_tick(request.user, pk)
    return do_and_return(
        request,
        lambda: services.reopen_checklist_item(item=item, by=request.user),
        _("It is open again."),
        _page(item.partnership.slug),
    )


@login_required
@require_POST
def shift_checklist_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an item one place up or down."""
    item: ChecklistItem = fetching.checklist_item_to_change(request.user, pk)
    services.shift_checklist_item(item=item, up=request.POST.get("to") == "up", by=request.user)
    return redirect(f"{_page(item.partnership.slug)}#phase-{item.phase_id}")
