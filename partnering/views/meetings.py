"""Pages of meetings: their list, one meeting, planning and changing it, invitations and answers."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page, panels
from partnering.choices import Answer, MeetingState, MinutesState
from partnering.decided import decided_at
from partnering.forms.base import carried_out
from partnering.forms.meetings import MeetingFilter, MeetingForm, PlanForm, when_and_where
from partnering.lists import Column, Listing, list_page
from partnering.meeting_quorum import quorum_of
from partnering.models import Action, AgendaItem, Attendance, Meeting, Person
from partnering.services import meetings as services
from partnering.views import fetching, fetching_meetings

ANSWERS = [one for one in Answer.choices if one[0] != Answer.NONE]
MEETINGS = Listing(
    "meetings",
    gettext_lazy("Meetings"),
    (
        Column("when", gettext_lazy("Begins"), "starts_at", F("starts_at")),
        Column("title", gettext_lazy("Meeting"), "title", F("title")),
        Column("group", gettext_lazy("Working group"), "group.name", F("group__name")),
        Column("place", gettext_lazy("Place"), "place"),
        Column("state", gettext_lazy("State"), "state_shown"),
        Column("came", gettext_lazy("Were there"), "came"),
    ),
    default="-when",
    partnership="group__partnership",
)


@login_required
def meetings(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The meetings of a partnership's working groups."""
    thing = fetching.partnership_to_see(request.user, slug)
    filters = MeetingFilter(request.GET, partnership=thing)
    rows = filters.narrow(Meeting.objects.visible_to(request.user).filter(group__partnership=thing))
    came = Count("attendances", Q(attendances__attended=True))
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(request.user, thing),
        "may_plan": thing.groups.kept_by(request.user).filter(archived_on=None).exists(),
    }
    found = rows.select_related("group").annotate(came=came)
    title = _("Meetings of %(name)s") % {"name": thing}
    return list_page(request, MEETINGS, found, filters, "partnering/meetings.html", context, title=title)


@login_required
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: when and where, its agenda, who comes or came, what it decided."""
    thing = fetching_meetings.joint_meeting(request.user, pk)
    if thing is None:
        return _invited(request, fetching_meetings.own_attendance(request.user, pk))
    keeps = access.may_keep_minutes(request.user, thing.group)
    me = access.person_of(request.user)
    # Somebody without a seat or role is known to their own organisation and to who keeps the minutes alone.
    known = Person.objects.visible_to(request.user)
    attendances_now = list(
        Attendance.objects.visible_to(request.user)
        .filter(meeting=thing)
        .select_related("person", "organisation", "stands_in_for")
        .annotate(
            is_known=Exists(known.filter(pk=OuterRef("person"))),
            knows_whom_for=Exists(known.filter(pk=OuterRef("stands_in_for"))),
        )
    )
    mine = next((one for one in attendances_now if me and one.person_id == me.pk and one.invited), None)
    begun = thing.starts_at <= timezone.now()
    is_read = keeps or thing.minutes_state == MinutesState.PUBLISHED
    actions = list(Action.objects.visible_to(request.user).around_meeting(thing))
    context = {
        "meeting": thing,
        "partnership": thing.group.partnership,
        "keeps": keeps and thing.state != MeetingState.CANCELLED,
        "agenda": AgendaItem.objects.visible_to(request.user).filter(meeting=thing).select_related("lead"),
        "attendances": attendances_now,
        "mine": mine if thing.state == MeetingState.PLANNED and thing.ends_at > timezone.now() else None,
        "answers": ANSWERS,
        "has_begun": begun,
        "here": _here(thing),
        "is_read": is_read,
        "decisions": decided_at(thing, request.user) if is_read and begun else [],
        "actions": [one for one in actions if one.meeting_id == thing.pk],
        "open_in_group": [one for one in actions if one.meeting_id != thing.pk],
        "quorum": quorum_of(thing, attendances_now),
        "panels": panels(request, "meeting", thing),
        "previous": _neighbour(thing, thing.previous_pk, thing.previous_at),
        "following": _neighbour(thing, thing.following_pk, thing.following_at),
    }
    return render(request, "partnering/meeting.html", context)


def _invited(request: HttpRequest, mine: Attendance) -> HttpResponse:
    """What an invitation shows to who has no part in the partnership: when, where, what about, and nothing else."""
    thing = mine.meeting
    points = list(AgendaItem.objects.visible_to(request.user).filter(meeting=thing))
    context = {
        "meeting": thing,
        "mine": mine if thing.ends_at > timezone.now() else None,
        "answers": ANSWERS,
        "agenda": [(item, item.lead_id == mine.person_id) for item in points],
        "here": _here(thing),
    }
    return render(request, "partnering/meeting_invited.html", context)


def _here(meeting: Meeting) -> datetime | None:
    """When it begins by the reader's clock; None where that shows the same."""
    here = timezone.localtime(meeting.starts_at)
    return here.replace(tzinfo=None) if here.utcoffset() != meeting.starts_there.utcoffset() else None


def _neighbour(meeting: Meeting, pk: int | None, starts_at: datetime | None) -> tuple[str, datetime] | None:
    """Address and beginning of a meeting before or after this one in its series."""
    if pk is None or starts_at is None:
        return None
    return reverse("partnering:meeting", args=[pk]), starts_at.astimezone(meeting.zone)


@login_required
def plan_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Call a meeting of a working group, or record one that has been."""
    thing = fetching.partnership_to_meet_in(request.user, slug)
    groups = thing.groups.kept_by(request.user).filter(archived_on=None)
    initial = {"time_zone": timezone.get_current_timezone_name(), "group": request.GET.get("group")}
    form = PlanForm(request.POST or None, groups=groups, initial=initial)
    back = reverse("partnering:meetings", args=[slug])
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.plan_meeting(
                group=form.cleaned_data["group"],
                by=request.user,
                called_by=access.person_of(request.user),
                **form.values(),
            ),
        )
        if made:
            past = made.starts_at <= timezone.now()
            recorded = _("The meeting is recorded. As it has begun already, nobody is invited to it by mail.")
            messages.success(request, recorded if past else _("The meeting is planned. Now add its agenda."))
            return redirect(made)
    heading, submit = _("Plan a meeting"), _("Plan")
    intro = _("Whoever holds a seat in the group on that day is invited. You can invite others afterwards.")
    return form_page(request, form, heading, back=back, submit=submit, intro=intro, partnership=thing)


@login_required
def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time or place, or better words."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    form = MeetingForm(request.POST or None, rows=[thing], stored=lambda: when_and_where(thing))
    if form.is_valid() and carried_out(
        form, lambda: services.change_meeting(meeting=thing, by=request.user, **form.values())
    ):
        messages.success(request, _("Saved."))
        return redirect(thing)
    heading, back = _("Change the meeting"), thing.get_absolute_url()
    return form_page(request, form, heading, back=back, partnership=thing.group.partnership)


@login_required
def cancel_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off, after asking."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    if request.method == "POST":
        done = _("The meeting is cancelled.")
        return do_and_return(
            request, lambda: services.cancel_meeting(meeting=thing, by=request.user), done, thing
        )
    words = {"title": thing, "day": date_format(thing.starts_there, "j M Y")}
    heading = _("Cancel “%(title)s” on %(day)s?") % words
    text = _("It stays on record as cancelled. This can't be undone; you can plan another one.")
    back, scope = thing.get_absolute_url(), thing.group.partnership
    return confirm_page(request, heading, text, back=back, submit=_("Cancel the meeting"), partnership=scope)
