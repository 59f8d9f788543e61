"""Who is asked to come to a meeting, what they answer, and who need not come after all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import queries
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.choices import Answer
from partnering.forms.base import carried_out
from partnering.forms.meetings import GuestsForm
from partnering.models import Attendance
from partnering.services import attendances
from partnering.services import meetings as services
from partnering.views import fetching_meetings


@login_required
def invite_to_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask more people of the members to come."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    people = queries.people_of_members(request.user, thing.group.partnership)
    there = Attendance.objects.filter(meeting=thing, invited=True).values("person")
    form = GuestsForm(request.POST or None, people=people.exclude(pk__in=there))
    if form.is_valid() and (
        carried_out(
            form,
            lambda: services.invite(meeting=thing, people=form.cleaned_data["people"], by=request.user),
        )
        is not None
    ):
        messages.success(request, _("They are invited."))
        return redirect(thing)
    heading, back = _("Invite people"), thing.get_absolute_url()
    scope = thing.group.partnership
    return form_page(request, form, heading, back=back, submit=_("Invite"), partnership=scope)


@login_required
@require_POST
def answer_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether one comes."""
    mine = fetching_meetings.own_attendance(request.user, pk)
    given = request.POST.get("answer", "")
    if given not in Answer.values:
        messages.error(request, _("Choose an answer first."))
        return redirect(mine.meeting)
    return do_and_return(
        request,
        lambda: attendances.answer(attendance=mine, answer=given, by=request.user),
        _("Your answer is noted."),
        mine.meeting,
    )


@login_required
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell somebody that they need not come, after asking."""
    invited = fetching_meetings.invitation_to_withdraw(request.user, pk)
    meeting, name = invited.meeting, {"name": invited.person}
    if request.method == "POST":
        done = _("%(name)s is not invited any more.") % name
        return do_and_return(
            request,
            lambda: services.withdraw_invitation(attendance=invited, by=request.user),
            done,
            meeting,
        )
    heading = _("Take back the invitation of %(name)s?") % name
    text = _("Who has had the invitation by mail gets another that takes the meeting out of their calendar.")
    return confirm_page(request, heading, text, back=meeting.get_absolute_url(), submit=_("Take it back"))
