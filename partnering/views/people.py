"""Pages of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partnering import access, histories, kept, queries, registry
from partnering.answers import do_and_return, form_page, next_or, panels
from partnering.choices import RoleKind
from partnering.forms.base import DayForm, carried_out
from partnering.forms.filters import PersonFilter
from partnering.forms.register import PersonForm
from partnering.lists import Asked, Column, Listing, list_page
from partnering.models import Action, Handover, Organisation, Role, Seat, Unit, User
from partnering.services import accounts
from partnering.services import partnerships as partnership_services
from partnering.services import people as services
from partnering.services.reads import What, note_reads
from partnering.views import fetching

FEW = 200
"""So many units are named one by one."""
PEOPLE = Listing(
    "people",
    gettext_lazy("People"),
    (
        Column("name", gettext_lazy("Name"), "name", F("name")),
        Column("organisation", gettext_lazy("Organisation"), "organisation_shown", F("organisation__name")),
        Column("unit", gettext_lazy("Unit"), "unit_shown", F("unit_shown")),
        Column("title", gettext_lazy("Job title"), "job_title", F("job_title")),
        Column("level", gettext_lazy("Level"), "get_level_display", F("level")),
        Column("left", gettext_lazy("Left on"), "left_on"),
    ),
    default="name",
    organisation="organisation",
)


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom the user may know of."""
    filters = PersonFilter(request.GET, user=request.user)
    chosen = filters.chosen()
    rows = Asked(
        queries.people_shown, request.user, {**chosen, "units": _units_called(request.user, chosen["q"])}
    )
    registers = kept.rows(_registers, request.user)
    context = {
        "kept": registers,
        "kept_keys": {one.pk for one in registers},
        "chosen": chosen["organisation"],
        "may_start": access.may_start(request.user),
    }
    return list_page(request, PEOPLE, rows, filters, "partnering/people.html", context)


def _units_called(user: User, q: str) -> tuple[int, ...] | None:
    """The keys of the units of this name; None of very many.

    They are looked up before: only when it knows which they are, PostgreSQL knows whether to look for people by an
    index of their texts or to go through all by name until a page is full.
    """
    found = kept.rows(_first_units, user, kept.Slot(q)) if q else []
    return None if len(found) > FEW else tuple(found)


def _first_units(user: User, q: str) -> QuerySet[Unit]:
    return queries.units_called(user, q).values_list("pk", flat=True)[: FEW + 1]


def _registers(user: User) -> QuerySet[Organisation]:
    """The organisations to whose register the user may add somebody."""
    rows: QuerySet[Organisation] = Organisation.objects.kept_by(user).active()
    return rows


@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody's page: their place, roles, seats and actions, as far as the user may know them."""
    somebody = fetching.person_or_heir(request.user, pk)
    if somebody.pk != pk:
        return redirect(somebody)
    note_reads(by=request.user, what=What.PAGE, thing=somebody, organisations=[somebody.organisation])
    me = access.person_of(request.user)
    keeps = access.keeps_register(request.user, somebody.organisation)
    close = keeps or (me is not None and me.organisation_id == somebody.organisation_id)
    key = kept.Slot(pk)
    roles = kept.rows(_roles_ever, request.user, key)
    seats = kept.rows(histories.seats_ever, request.user, key)
    positions = kept.rows(histories.positions_of, request.user, key) if close else []
    more = kept.one(
        queries.more_of, request.user, key, kept.Slot(somebody.organisation_id), somebody.before_id
    )
    context = {
        "person": somebody,
        "close": close,
        "keeps": keeps,
        "invited_at": more["invited_at"] if keeps else None,
        "roles": [role for role in roles if _lasts(role)],
        "is_general_lead": any(role.partnership_id is None and role.ended_on is None for role in roles),
        "seats": [seat for seat in seats if _lasts(seat)],
        "actions": kept.rows(_to_do, request.user, key),
        "part": histories.part_of(request.user, somebody, roles=roles, seats=seats, positions=positions),
        "planned": next((one for one in positions if one.ended_on is None), None),
        "keeps_others": keeps and more["keeps_others"],
        "elsewhere": queries.elsewhere(request.user, somebody) if more["is_elsewhere"] else [],
        "handovers": queries.handovers_of(request.user, somebody) if keeps and more["has_handovers"] else [],
        "panels": panels(request, "person", somebody, empty=_empty_panels(more)),
    }
    return render(request, "partnering/person.html", context)


def _empty_panels(more: Mapping[str, Any]) -> set[str]:
    """The names of the panels of which it is known that there is nothing to show."""
    every = enumerate(registry.panels_for("person"))
    return {panel.name for n, panel in every if panel.there and not more[f"panel_{n}"]}


def _roles_ever(user: User, pk: int) -> QuerySet[Role]:
    endable = queries.roles_to_end(user).filter(pk=OuterRef("pk"))
    return histories.roles_ever(user, pk).annotate(may_end=Exists(endable))


def _to_do(user: User, pk: int) -> QuerySet[Action]:
    rows: QuerySet[Action] = Action.objects.visible_to(user).open().filter(owner=pk)
    return rows.select_related("partnership")[:10]


def _lasts(one: Role | Seat) -> bool:
    """Whether a role or seat has not ended by today, also one that begins only later."""
    return one.ended_on is None or one.ended_on > access.today()


@login_required
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Add somebody to an organisation's register."""
    organisation = fetching.organisation_to_keep(request.user, pk)
    form = PersonForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        made = carried_out(
            form, lambda: services.add_person(organisation=organisation, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("%(name)s is added.") % {"name": made})
            return redirect(made)
    heading = _("Add a person to %(name)s") % {"name": organisation}
    return form_page(request, form, heading, back=organisation.get_absolute_url(), submit=_("Add"))


@login_required
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's record."""
    somebody = fetching.person_to_keep(request.user, pk)
    form = PersonForm(request.POST or None, instance=somebody, organisation=somebody.organisation)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_person(person=somebody, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(somebody)
    return form_page(request, form, _("Edit %(name)s") % {"name": somebody}, back=somebody.get_absolute_url())


@login_required
@require_POST
def invite_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody an account and send the mail in which they choose a password."""
    somebody = fetching.person_to_keep(request.user, pk)
    return do_and_return(
        request,
        lambda: accounts.invite_person(person=somebody, by=request.user),
        _("%(name)s gets an e-mail with a link to come in.") % {"name": somebody},
        next_or(request, somebody.get_absolute_url()),
    )


@login_required
@require_POST
def revoke_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back that was not accepted yet."""
    somebody = fetching.person_to_keep(request.user, pk)
    return do_and_return(
        request,
        lambda: accounts.revoke_invitation(person=somebody, by=request.user),
        _("The invitation of %(name)s is taken back. Its link opens nothing any more.") % {"name": somebody},
        somebody,
    )


@login_required
@require_POST
def make_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody their organisation's partnering lead."""
    somebody = fetching.person_to_keep(request.user, pk)
    return do_and_return(
        request,
        lambda: partnership_services.give_role(
            person=somebody, kind=RoleKind.PARTNERING_LEAD, by=request.user
        ),
        _("%(name)s leads the partnering of %(organisation)s now.")
        % {"name": somebody, "organisation": somebody.organisation},
        somebody,
    )


@login_required
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role on a day; whoever keeps the register comes to what it leaves open."""
    role = fetching.role_to_end(request.user, pk)
    back = role.person.get_absolute_url()
    if role.partnership:
        back = reverse("partnering:members", args=[role.partnership.slug])
    form = DayForm(request.POST or None, initial={"on": access.today()})
    if form.is_valid() and carried_out(
        form, lambda: partnership_services.end_role(role=role, on=form.cleaned_data["on"], by=request.user)
    ):
        messages.success(request, _("The role has ended."))
        waiting = (
            Handover.objects.visible_to(request.user)
            .open()
            .filter(items__subject_id=role.pk, items__kind="role")
        )
        return redirect(waiting.last() or back)
    heading = _("%(name)s: end the role “%(role)s”") % {"name": role.person, "role": role.get_kind_display()}
    return form_page(request, form, heading, back=back, submit=_("End the role"))
