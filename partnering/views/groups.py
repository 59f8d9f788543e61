"""Pages of working groups and their seats."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partnering import access, histories, listed, queries
from partnering.answers import confirm_page, do_and_return, form_page, panels
from partnering.forms.base import DayForm, carried_out
from partnering.forms.lists import OwnGroupFilter
from partnering.forms.partnerships import GroupForm, HolderForm, OfficeForm, SeatForm
from partnering.forms.terms_of_reference import TermsForm
from partnering.lists import Column, Listing, list_page
from partnering.models import Action
from partnering.seating import seats_drawn
from partnering.services import groups as services
from partnering.services.offices import give_office as give
from partnering.services.terms_of_reference import settle_terms
from partnering.terms_in_words import is_settled, summed_up
from partnering.views import fetching

GROUPS = Listing(
    "partnership-groups",
    gettext_lazy("Working groups"),
    (
        Column("name", gettext_lazy("Working group"), "name", F("name")),
        Column("purpose", gettext_lazy("Purpose"), "purpose"),
        Column("seats", gettext_lazy("Seats"), "seat_count", F("seat_count")),
        Column("vacant", gettext_lazy("Vacant"), "vacant_count", F("vacant_count")),
        Column("next", gettext_lazy("Meets next"), "next_meeting", F("next_meeting")),
        Column("archived", gettext_lazy("Put away"), "archived_on", F("archived_on")),
    ),
    default="name",
    partnership="partnership",
)


@login_required
def groups(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A partnership's working groups, with their gaps."""
    thing = fetching.partnership_to_see(request.user, slug)
    filters = OwnGroupFilter(request.GET, user=request.user)
    rows = filters.narrow(listed.groups(request.user).filter(partnership=thing))
    context = {
        "partnership": thing,
        "put_away": thing.groups.exclude(archived_on=None).order_by("-archived_on", "name"),
        "manages": access.manages_partnership(request.user, thing),
    }
    title = _("Working groups of %(name)s") % {"name": thing}
    found = queries.with_seats(rows)
    return list_page(request, GROUPS, found, filters, "partnering/groups.html", context, title=title)


@login_required
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """A working group: who sits in it, where nobody does, what it has to do."""
    thing = fetching.group_to_see(request.user, pk)
    ever = list(histories.seats_of_group(request.user, thing))
    seats = [one for one in ever if one.is_current()]
    manages = access.manages_partnership(request.user, thing.partnership)
    seated = {seat.organisation_id for seat in seats}
    unseated = (
        []
        if thing.archived_on
        else [one for one in queries.members_of(thing.partnership).order_by("name") if one.pk not in seated]
    )
    context = {
        "group": thing,
        "partnership": thing.partnership,
        "seats": seats,
        "unseated": unseated,
        "picture": seats_drawn(thing, seats, unseated) if seats else None,
        "history": ever,
        "fillable": {
            one.pk
            for one in seats
            if one.ended_on is None
            and (manages or access.leads_organisation(request.user, one.organisation_id))
        },
        "manages": manages,
        "terms": summed_up(thing) if is_settled(thing) else None,
        "review_is_due": thing.review_on is not None and thing.review_on <= access.today(),
        "keeps": access.may_keep_minutes(request.user, thing),
        "actions": Action.objects.visible_to(request.user)
        .open()
        .filter(group=thing)
        .select_related("organisation", "owner"),
        "panels": panels(request, "group", thing),
    }
    return render(request, "partnering/group.html", context)


@login_required
def add_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a working group."""
    thing = fetching.partnership_to_manage(request.user, slug)
    form = GroupForm(request.POST or None, partnership=thing)
    if form.is_valid():
        made = carried_out(
            form, lambda: services.create_group(partnership=thing, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("%(name)s is there. Now add its seats.") % {"name": made})
            return redirect(made)
    back = reverse("partnering:groups", args=[slug])
    return form_page(
        request, form, _("Start a working group"), back=back, submit=_("Start"), partnership=thing
    )


@login_required
def edit_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a group or say better what it is for."""
    thing = fetching.group_to_manage(request.user, pk)
    form = GroupForm(request.POST or None, instance=thing, partnership=thing.partnership)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_group(group=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(thing)
    heading = _("Edit %(name)s") % {"name": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url(), partnership=thing.partnership)


@login_required
def group_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what a group is for, what it may decide, to whom it reports and how it meets."""
    thing = fetching.group_to_manage(request.user, pk)
    form = TermsForm(request.POST or None, instance=thing)
    if form.is_valid() and carried_out(
        form, lambda: settle_terms(group=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The terms of reference are saved."))
        return redirect(thing)
    heading = _("Terms of reference of %(name)s") % {"name": thing}
    intro = _("All partners read them. What is not settled yet stays empty.")
    back = thing.get_absolute_url()
    return form_page(request, form, heading, back=back, intro=intro, partnership=thing.partnership)


@login_required
def archive_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a group away, after asking."""
    thing = fetching.group_to_manage(request.user, pk)
    back = reverse("partnering:groups", args=[thing.partnership.slug])
    if request.method == "POST":
        done = _("%(name)s is put away.") % {"name": thing}
        return do_and_return(
            request, lambda: services.archive_group(group=thing, by=request.user), done, back
        )
    text = _("Its seats end today. Its history and its open actions are kept.")
    heading = _("Put %(name)s away?") % {"name": thing}
    return confirm_page(request, heading, text, back=thing.get_absolute_url(), submit=_("Put away"))


@login_required
@require_POST
def restore_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a group back out."""
    thing = fetching.group_to_restore(request.user, pk)
    done = _("%(name)s is back. Its seats are still to be given.") % {"name": thing}
    return do_and_return(request, lambda: services.restore_group(group=thing, by=request.user), done, thing)


@login_required
def add_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat for a member, held by somebody or vacant."""
    thing = fetching.group_to_manage(request.user, pk)
    form = SeatForm(
        request.POST or None,
        organisations=queries.members_of(thing.partnership).order_by("name"),
        people=queries.people_to_appoint(request.user, thing.partnership),
        initial={"started_on": access.today(), "organisation": request.GET.get("organisation")},
    )
    if form.is_valid() and carried_out(
        form, lambda: services.add_seat(group=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The seat is added."))
        return redirect(thing)
    heading = _("Add a seat to %(name)s") % {"name": thing}
    back = thing.get_absolute_url()
    return form_page(
        request, form, heading, back=back, submit=_("Add the seat"), partnership=thing.partnership
    )


@login_required
def fill_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes a seat, or takes it over."""
    seat = fetching.seat_to_fill(request.user, pk)
    people = queries.people_to_appoint(request.user, seat.group.partnership).filter(
        organisation=seat.organisation_id
    )
    form = HolderForm(request.POST or None, people=people, initial={"on": access.today()})
    if form.is_valid() and carried_out(
        form, lambda: services.fill_seat(seat=seat, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The seat is filled."))
        return redirect(seat.group)
    heading = _("Who sits for %(name)s?") % {"name": seat.organisation}
    back = seat.group.get_absolute_url()
    return form_page(
        request, form, heading, back=back, submit=_("Fill the seat"), partnership=seat.group.partnership
    )


@login_required
def give_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Make whoever holds a seat chair, deputy chair or secretary, or a member again."""
    seat = fetching.seat_to_give_office(request.user, pk)
    form = OfficeForm(request.POST or None, initial={"office": seat.office, "on": access.today()})
    if form.is_valid() and carried_out(form, lambda: give(seat=seat, by=request.user, **form.cleaned_data)):
        messages.success(request, _("The office is given."))
        return redirect(seat.group)
    heading = _("Office of %(name)s") % {"name": seat.person or seat.organisation}
    back = seat.group.get_absolute_url()
    return form_page(
        request, form, heading, back=back, submit=_("Give the office"), partnership=seat.group.partnership
    )


@login_required
def end_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat on a day."""
    seat = fetching.seat_to_fill(request.user, pk)
    form = DayForm(request.POST or None, initial={"on": access.today()})
    if form.is_valid() and carried_out(
        form, lambda: services.end_seat(seat=seat, on=form.cleaned_data["on"], by=request.user)
    ):
        messages.success(request, _("The seat has ended."))
        return redirect(seat.group)
    heading = _("End the seat of %(name)s") % {"name": seat.person or seat.organisation}
    back = seat.group.get_absolute_url()
    return form_page(
        request, form, heading, back=back, submit=_("End the seat"), partnership=seat.group.partnership
    )
