"""What comes of a meeting: its agenda, who was there, minutes, decisions, actions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import queries
from partnering.answers import do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.forms.meetings import ItemForm, MinutesForm, SettleForm
from partnering.models import Meeting, Person, User
from partnering.services import agendas, attendances, decisions
from partnering.services import minutes as services
from partnering.services.attendances import Presence
from partnering.views import fetching_meetings


def _people(user: User, meeting: Meeting) -> QuerySet[Person]:
    return queries.people_of_members(user, meeting.group.partnership)


@login_required
def add_agenda_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a point on the agenda."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    form = ItemForm(request.POST or None, people=_people(request.user, thing))
    if form.is_valid() and carried_out(
        form, lambda: agendas.add_item(meeting=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The point is on the agenda."))
        return redirect(thing)
    heading, back = _("Add a point to the agenda"), thing.get_absolute_url()
    scope = thing.group.partnership
    return form_page(request, form, heading, back=back, submit=_("Add"), partnership=scope)


@login_required
def edit_agenda_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Word a point better, or say what became of it."""
    item = fetching_meetings.agenda_item_to_keep(request.user, pk)
    people = queries.with_chosen(request.user, _people(request.user, item.meeting), item.lead_id)
    form = SettleForm(request.POST or None, instance=item, people=people)
    if form.is_valid() and carried_out(
        form, lambda: agendas.edit_item(item=item, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(item.meeting)
    heading, back = _("Change the point"), item.meeting.get_absolute_url()
    return form_page(request, form, heading, back=back, partnership=item.meeting.group.partnership)


@login_required
@require_POST
def shift_agenda_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a point up or down."""
    item = fetching_meetings.agenda_item_to_keep(request.user, pk)
    up = request.POST.get("to") == "up"
    done = _("The point is moved.")
    return do_and_return(
        request, lambda: agendas.shift_item(item=item, by=request.user, up=up), done, item.meeting
    )


@login_required
@require_POST
def drop_agenda_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a point off the agenda."""
    item = fetching_meetings.agenda_item_to_keep(request.user, pk)
    done = _("The point is off the agenda.")
    return do_and_return(request, lambda: agendas.drop_item(item=item, by=request.user), done, item.meeting)


@login_required
@require_POST
def carry_agenda_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an open point on the agenda of the group's next meeting."""
    item = fetching_meetings.agenda_item_to_keep(request.user, pk)
    later = fetching_meetings.next_of_group(item.meeting)
    if later is None:
        messages.error(request, _("No later meeting of this group is planned. Plan it first."))
        return redirect(item.meeting)
    words = {"meeting": later, "day": date_format(later.starts_there, "j M Y")}
    done = _("The point is on the agenda of “%(meeting)s” on %(day)s.") % words
    return do_and_return(
        request,
        lambda: agendas.carry_over(item=item, to_meeting=later, by=request.user),
        done,
        item.meeting,
    )


@login_required
def meeting_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who was there; a colleague who came instead is chosen beside the name."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    rows = list(thing.attendances.select_related("person__organisation", "organisation"))
    colleagues = list(_people(request.user, thing).exclude(pk__in=[row.person_id for row in rows]))
    if request.method == "POST":
        noted = [Presence(row.person, f"came-{row.pk}" in request.POST, row.stands_in_for) for row in rows]
        by_key = {str(one.pk): one for one in colleagues}
        for row in rows:
            substitute = by_key.get(request.POST.get(f"instead-{row.pk}", ""))
            if substitute is not None:
                noted.append(Presence(substitute, True, row.person))
        return do_and_return(
            request,
            lambda: attendances.note_attendance(meeting=thing, rows=noted, by=request.user),
            _("Who was there is noted."),
            thing,
        )
    beside = [
        (row, [one for one in colleagues if one.organisation_id == row.organisation_id]) for row in rows
    ]
    context = {"meeting": thing, "partnership": thing.group.partnership, "rows": beside}
    return render(request, "partnering/attendance.html", context)


@login_required
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    form = MinutesForm(request.POST or None, instance=thing)
    if form.is_valid() and carried_out(
        form, lambda: services.write_minutes(meeting=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The minutes are saved."))
        return redirect(thing)
    heading, back = _("Minutes of “%(title)s”") % {"title": thing}, thing.get_absolute_url()
    return form_page(request, form, heading, back=back, partnership=thing.group.partnership)


@login_required
@require_POST
def publish_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Let all partners read the minutes."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    done = _("The minutes are published. Each partner is asked to acknowledge the decisions.")
    return do_and_return(
        request, lambda: services.publish_minutes(meeting=thing, by=request.user), done, thing
    )


@login_required
@require_POST
def acknowledge_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """On behalf of one's own organisation."""
    thing = fetching_meetings.decision_to_acknowledge(request.user, pk)
    return do_and_return(
        request,
        lambda: decisions.acknowledge(decision=thing, by=request.user),
        _("Your organisation has acknowledged the decision."),
        thing.meeting,
    )
