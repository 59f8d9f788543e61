"""Pages of partnerships: themselves, their members and the roles of people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access, kept, queries
from partnering.answers import form_page, panels
from partnering.choices import RoleKind
from partnering.forms.base import DayForm, carried_out
from partnering.forms.filters import PartnershipFilter
from partnering.forms.partnerships import (
    MemberForm,
    MembershipForm,
    NewPartnershipForm,
    PartnershipForm,
    RoleForm,
)
from partnering.lists import Asked, Column, Listing, list_page
from partnering.models import Action, Membership, Organisation, Partnership, Role, User
from partnering.services import partnerships as services
from partnering.views import fetching

PARTNERSHIPS = Listing(
    "partnerships",
    gettext_lazy("Partnerships"),
    (
        Column("name", gettext_lazy("Name"), "name", F("name")),
        Column("phase", gettext_lazy("Phase"), "phase_name"),
        Column("members", gettext_lazy("Members"), "member_count", F("member_count")),
        Column("late", gettext_lazy("Late actions"), "late_count", F("late_count")),
        Column("started", gettext_lazy("Started"), "started_on", F("started_on")),
    ),
    default="name",
    partnership="pk",
)
SWITCHED = 15  # partnerships that the switch above each page offers; the list has the others


@login_required
def partnerships(request: HttpRequest) -> HttpResponse:
    """The partnerships that the user is part of."""
    filters = PartnershipFilter(request.GET, user=request.user)
    rows = Asked(queries.partnerships_listed, request.user, filters.chosen())
    context = {"may_start": access.may_start(request.user)}
    return list_page(request, PARTNERSHIPS, rows, filters, "partnering/partnerships.html", context)


@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """What the switch above each page offers, fetched when it is opened: most pages are read without it."""
    rows = Partnership.objects.visible_to(request.user).select_related("life_phase").order_by("name", "pk")
    context = {"others": rows[:SWITCHED], "here": request.GET.get("here", "")}
    return render(request, "partnering/_switch.html", context)


@login_required
def partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """What the core knows of a partnership, and what higher apps add."""
    thing = fetching.partnership_to_see(request.user, slug)
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(request.user, thing),
        "members": queries.current_members(thing),
        "groups": queries.groups_listed(thing),
        "late": Action.objects.visible_to(request.user)
        .filter(partnership=thing)
        .late()
        .select_related("organisation", "owner")[:5],
        "panels": panels(request, "partnership", thing),
    }
    return render(request, "partnering/partnership.html", context)


@login_required
def add_partnership(request: HttpRequest) -> HttpResponse:
    """Start a partnership; who does becomes its manager."""
    if not access.may_start(request.user):
        raise Http404
    known = Partnership.objects.visible_to(request.user)
    form = NewPartnershipForm(request.POST or None, known=known, initial={"started_on": access.today()})
    if form.is_valid():
        made = carried_out(form, lambda: services.create_partnership(by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("%(name)s is there. Now add its members.") % {"name": made})
            return redirect("partnering:members", made.slug)
    intro = _("You become its partnership manager, and your organisation its first member.")
    back = reverse("partnering:partnerships")
    return form_page(request, form, _("Start a partnership"), back=back, submit=_("Start"), intro=intro)


@login_required
def edit_partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a partnership."""
    thing = fetching.partnership_to_manage(request.user, slug)
    form = PartnershipForm(request.POST or None, instance=thing)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_partnership(partnership=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(thing)
    back = thing.get_absolute_url()
    return form_page(request, form, _("Edit %(name)s") % {"name": thing}, back=back, partnership=thing)


@login_required
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """The members of a partnership and the people who have a role in it, by organisation."""
    thing = fetching.partnership_to_see(request.user, slug)
    user, key = request.user, kept.Slot(thing.pk)
    roles: dict[int, list[object]] = {}
    sponsored = set()
    for role in kept.rows(_roles, user, key):
        roles.setdefault(role.person.organisation_id, []).append(role)
        if role.kind == RoleKind.SENIOR_SPONSOR:
            sponsored.add(role.person.organisation_id)
    rows = [
        (member, roles.get(member.organisation_id, []), member.organisation_id in sponsored)
        for member in kept.rows(_members, user, key)
    ]
    context = {
        "partnership": thing,
        "rows": rows,
        "former": kept.rows(_former_members, user, key),
        "manages": access.manages_partnership(user, thing),
        "kept": set(kept.rows(_registers, user)),
        "may_appoint": bool(queries.kinds_to_give(user, thing)),
        "endable": set(kept.rows(_endable, user, key)),
    }
    return render(request, "partnering/members.html", context)


# What follows is of a partnership that its reader was found to see.
def _roles(user: User, partnership: int) -> QuerySet[Role]:
    return queries.current_roles(partnership)


def _members(user: User, partnership: int) -> QuerySet[Membership]:
    return queries.current_members(partnership)


def _former_members(user: User, partnership: int) -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.filter(partnership=partnership).exclude(left_on=None)
    return rows.select_related("organisation")


def _registers(user: User) -> QuerySet[Any]:
    return Organisation.objects.kept_by(user).values_list("pk", flat=True)


def _endable(user: User, partnership: int) -> QuerySet[Any]:
    return queries.roles_to_end(user).filter(partnership=partnership).values_list("pk", flat=True)


@login_required
def add_member(request: HttpRequest, slug: str) -> HttpResponse:
    """An organisation joins."""
    thing = fetching.partnership_to_manage(request.user, slug)
    free = Organisation.objects.visible_to(request.user).active().exclude(pk__in=queries.members_of(thing))
    form = MemberForm(request.POST or None, organisations=free, initial={"joined_on": access.today()})
    back = reverse("partnering:members", args=[slug])
    if form.is_valid():
        made = carried_out(
            form, lambda: services.add_member(partnership=thing, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("%(name)s is a member now.") % {"name": made.organisation})
            return redirect(back)
    intro = _("Not in the list? Add or import the organisation first.")
    heading = _("Add a member to %(name)s") % {"name": thing}
    return form_page(request, form, heading, back=back, submit=_("Add"), intro=intro, partnership=thing)


@login_required
def edit_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the part that a member plays."""
    membership = fetching.membership_to_manage(request.user, pk)
    form = MembershipForm(request.POST or None, instance=membership)
    back = reverse("partnering:members", args=[membership.partnership.slug])
    if form.is_valid() and carried_out(
        form, lambda: services.edit_member(membership=membership, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(back)
    heading = _("Edit the membership of %(name)s") % {"name": membership.organisation}
    return form_page(request, form, heading, back=back, partnership=membership.partnership)


@login_required
def member_leaves(request: HttpRequest, pk: int) -> HttpResponse:
    """A member leaves on a day."""
    membership = fetching.membership_to_manage(request.user, pk)
    form = DayForm(request.POST or None, initial={"on": access.today()})
    back = reverse("partnering:members", args=[membership.partnership.slug])
    if form.is_valid() and carried_out(
        form,
        lambda: services.member_leaves(membership=membership, on=form.cleaned_data["on"], by=request.user),
    ):
        messages.success(request, _("%(name)s has left the partnership.") % {"name": membership.organisation})
        return redirect(
            "partnering:partnerships" if _sees_no_more(request, membership.partnership_id) else back
        )
    intro = _(
        "Its people's roles and seats here end on that day, and with them what they see. History is kept."
    )
    heading = _("%(name)s leaves") % {"name": membership.organisation}
    return form_page(
        request,
        form,
        heading,
        back=back,
        submit=_("End the membership"),
        intro=intro,
        partnership=membership.partnership,
    )


def _sees_no_more(request: HttpRequest, pk: int) -> bool:
    return not access.partnerships_of(request.user).filter(pk=pk).exists()


@login_required
def add_role(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a role: sponsor, lead, manager, representative, contributor."""
    thing = fetching.partnership_to_see(request.user, slug)
    kinds = queries.kinds_to_give(request.user, thing)
    if not kinds:
        raise Http404
    initial = {
        "started_on": access.today(),
        "kind": request.GET.get("kind", RoleKind.SENIOR_SPONSOR),
        "person": request.GET.get("person"),
    }
    people = queries.people_to_appoint(request.user, thing)
    form = RoleForm(request.POST or None, people=people, kinds=kinds, initial=initial)
    back = reverse("partnering:members", args=[slug])
    if form.is_valid():
        made = carried_out(
            form, lambda: services.give_role(partnership=thing, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(
                request, _("%(role)s. Invite them to sign in, if they can't yet.") % {"role": made}
            )
            return redirect(back)
    heading = _("Give somebody a role in %(name)s") % {"name": thing}
    intro = _(
        "You can choose people whose register you keep or who already take part. "
        "Another organisation's lead names its own people."
    )
    return form_page(
        request, form, heading, back=back, submit=_("Give the role"), intro=intro, partnership=thing
    )
