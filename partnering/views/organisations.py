"""Pages of organisations."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partnering import access, queries
from partnering.answers import confirm_page, do_and_return, form_page, panels
from partnering.choices import RoleKind
from partnering.forms.base import carried_out
from partnering.forms.filters import OrganisationFilter
from partnering.forms.register import OrganisationForm
from partnering.lists import Asked, Column, Listing, list_page
from partnering.models import Membership
from partnering.services import organisations as services
from partnering.services.reads import What, note_reads
from partnering.views import fetching

ORGANISATIONS = Listing(
    "organisations",
    gettext_lazy("Organisations"),
    (
        Column("name", gettext_lazy("Name"), "name", F("name")),
        Column("type", gettext_lazy("Type"), "get_kind_display", F("kind")),
        Column("sector", gettext_lazy("Sector"), "get_sector_display", F("sector")),
        Column("country", gettext_lazy("Country"), "country", F("country")),
        Column("people", gettext_lazy("People"), "head_count", F("head_count")),
        Column("archived", gettext_lazy("Archived on"), "archived_on"),
    ),
    default="name",
    organisation="pk",
)


MEMBERSHIPS = 100
"""So many are on an organisation's page, current ones first; the list of partnerships has all."""


@login_required
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations that the user may know of."""
    filters = OrganisationFilter(request.GET, user=request.user)
    as_file = request.method == "POST"
    give = queries.organisations_listed if as_file else queries.organisations_shown
    rows = Asked(give, request.user, filters.chosen())
    context = {"may_start": access.may_start(request.user), "most_heads": queries.MOST_HEADS}
    return list_page(request, ORGANISATIONS, rows, filters, "partnering/organisations.html", context)


@login_required
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """An organisation: its facts, its partnerships, and what higher apps know of it."""
    thing = fetching.organisation_or_heir(request.user, pk)
    if thing.pk != pk:
        return redirect(thing)
    note_reads(by=request.user, what=What.PAGE, thing=thing, organisations=[thing])
    memberships = list(
        Membership.objects.visible_to(request.user)
        .filter(organisation=thing)
        .select_related("partnership")
        .order_by(F("left_on").desc(nulls_first=True), "joined_on", "pk")[: MEMBERSHIPS + 1]
    )
    roles = queries.roles_held_in(request.user, thing)
    context = {
        "organisation": thing,
        "memberships": memberships[:MEMBERSHIPS],
        "more_memberships": len(memberships) > MEMBERSHIPS,
        "related": queries.related_organisations(request.user, thing),
        "keeps": access.keeps_register(request.user, thing),
        "may_take_over": access.leads_organisation(request.user, thing)
        and thing.steward_id not in (None, request.user.pk),
        "roles": roles,
        "has_lead": any(role.kind == RoleKind.PARTNERING_LEAD for role in roles),
        "panels": panels(request, "organisation", thing),
    }
    return render(request, "partnering/organisation.html", context)


@login_required
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add one organisation by hand; many come by import."""
    if not access.may_start(request.user):
        raise Http404
    form = OrganisationForm(request.POST or None, user=request.user)
    if form.is_valid():
        made = carried_out(form, lambda: services.create_organisation(by=request.user, **form.cleaned_data))
        if made:
            messages.success(
                request,
                _("%(name)s is added. You keep its register until it has its own lead.") % {"name": made},
            )
            return redirect(made)
    return form_page(
        request, form, _("Add an organisation"), back=reverse("partnering:organisations"), submit=_("Add")
    )


@login_required
def edit_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an organisation's own data."""
    thing = fetching.organisation_to_keep(request.user, pk)
    form = OrganisationForm(request.POST or None, instance=thing, user=request.user)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_organisation(organisation=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(thing)
    return form_page(request, form, _("Edit %(name)s") % {"name": thing}, back=thing.get_absolute_url())


@login_required
def archive_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an organisation away, after asking."""
    thing = fetching.organisation_to_keep(request.user, pk)
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.archive_organisation(organisation=thing, by=request.user),
            _("%(name)s is archived.") % {"name": thing},
            thing,
        )
    text = _("It disappears from lists and choices. Its people, history and results are kept.")
    return confirm_page(
        request,
        _("Archive %(name)s?") % {"name": thing},
        text,
        back=thing.get_absolute_url(),
        submit=_("Archive"),
    )


@login_required
@require_POST
def restore_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an organisation back out of the archive."""
    thing = fetching.organisation_to_keep(request.user, pk)
    done = _("%(name)s is back.") % {"name": thing}
    return do_and_return(
        request, lambda: services.restore_organisation(organisation=thing, by=request.user), done, thing
    )


@login_required
@require_POST
def take_over_register(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation's own lead takes its register over from who imported it."""
    thing = fetching.organisation_to_keep(request.user, pk)
    done = _("From now on only %(name)s keeps its own register.") % {"name": thing}
    return do_and_return(
        request, lambda: services.take_over_register(organisation=thing, by=request.user), done, thing
    )
