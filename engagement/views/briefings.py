"""Inviting one's own people to a briefing: choosing it, what became of it, and taking invitations back."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.forms.interactions import PeopleForm
from engagement.forms.inviting import NEW, InviteForm
from engagement.models import Briefing, BriefingInvitation
from engagement.queries.attendance import own_people_to_name
from engagement.services import inviting as services
from engagement.views import fetching
from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page, status_of
from partnering.choices import Answer
from partnering.forms.base import carried_out
from partnering.forms.meetings import MeetingForm, when_and_where
from partnering.models import Meeting, Organisation, Partnership, WorkingGroup

AHEAD = timedelta(days=14)
SAID = (Answer.YES, Answer.MAYBE, Answer.NO, Answer.NONE)


@login_required
def invite_to_briefing(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the chosen ones to a briefing that is planned, or to a new one."""
    partnership = fetching.partnership_to_see(request.user, slug)
    own = fetching.led_organisation(request.user)
    chosen = (request.POST if request.method == "POST" else request.GET).getlist("people")
    form = _form(request, partnership, own)
    back = reverse("engagement:reach-people", args=[slug], query={"need": "missing"})
    if form.is_valid():
        found = carried_out(form, lambda: _invite(request, form, partnership, own))
        if found is not None:
            thing, invited = found
            _say(request, invited)
            return redirect(thing)
    meant = own_people_to_name(request.user).filter(pk__in=[one for one in chosen if one.isdecimal()])
    lately = services.asked_lately(partnership, meant)
    people = [(person, person.pk in lately) for person in meant.select_related("unit")]
    context = {"partnership": partnership, "form": form, "people": people, "back": back}
    context["days"] = services.NOT_AGAIN_WITHIN.days
    return render(request, "engagement/invite.html", context, status=status_of(form))


def _form(request: HttpRequest, partnership: Partnership, own: Organisation) -> InviteForm:
    now = timezone.now()
    mine = Briefing.objects.visible_to(request.user).to_come(now)
    groups = WorkingGroup.objects.kept_by(request.user).filter(partnership=partnership)
    meetings = Meeting.objects.visible_to(request.user).to_come(now).filter(group__in=groups)
    initial = {
        "people": request.GET.getlist("people"),
        "where": NEW,
        "title": _("What “%(name)s” means for us") % {"name": partnership},
        "day": _workday_ahead(),
        "begins": "10:00",
        "ends": "11:00",
        "time_zone": timezone.get_current_timezone_name(),
    }
    return InviteForm(
        request.POST if request.method == "POST" else None,
        people=own_people_to_name(request.user),
        briefings=mine.filter(partnership=partnership, organisation=own).order_by("starts_at"),
        meetings=meetings.select_related("group").order_by("starts_at"),
        initial=initial,
    )


def _workday_ahead() -> date:
    """A day in two weeks; the Monday after it where that is at a weekend."""
    day = access.today() + AHEAD
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _invite(
    request: HttpRequest, form: InviteForm, partnership: Partnership, own: Organisation
) -> tuple[Any, services.Invited]:
    by: Any = request.user
    people, thing = list(form.cleaned_data["people"]), form.thing
    if isinstance(thing, Meeting):
        return thing, services.invite_to_meeting(meeting=thing, people=people, by=by)
    if thing is None:
        return services.plan_and_invite(
            people=people, partnership=partnership, organisation=own, by=by, **form.values()
        )
    return thing, services.invite_to_briefing(briefing=thing, people=people, by=by)


def _say(request: HttpRequest, invited: services.Invited) -> None:
    asked, left = len(invited.asked), len(invited.left_out)
    if asked:
        text = ngettext("%(n)d person is invited.", "%(n)d people are invited.", asked) % {"n": asked}
        messages.success(request, text)
    if left:
        text = ngettext(
            "%(n)d was left out: they were invited already, or lately.",
            "%(n)d were left out: they were invited already, or lately.",
            left,
        )
        messages.warning(request, text % {"n": left})
    silent = sum(not person.email for person in invited.asked)
    if silent:
        text = ngettext(
            "%(n)d has no e-mail address: tell them yourself.",
            "%(n)d have no e-mail address: tell them yourself.",
            silent,
        )
        messages.warning(request, text % {"n": silent})


@login_required
def briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """A briefing of one's own organisation: when, where, and who is invited."""
    thing = fetching.briefing_to_see(request.user, pk)
    rows = BriefingInvitation.objects.visible_to(request.user).filter(briefing=thing)
    invitations = list(rows.select_related("person__unit").order_by("withdrawn_at", "person__name", "pk"))
    said = Counter(one.answer for one in invitations if one.withdrawn_at is None)
    leads = access.leads_organisation(request.user, thing.organisation_id)
    context = {
        "briefing": thing,
        "partnership": thing.partnership,
        "invitations": invitations,
        "answers": [(answer.value, answer.label, said[answer]) for answer in SAID if said[answer]],
        "may_change": leads and thing.is_to_come,
        "may_log": leads
        and thing.cancelled_at is None
        and thing.starts_at <= timezone.now()
        and thing.interaction_id is None,
    }
    return render(request, "engagement/briefing.html", context)


@login_required
def edit_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time or place, or better words; whoever is invited gets another message."""
    thing = fetching.briefing_to_keep(request.user, pk)
    form = MeetingForm(request.POST or None, rows=[thing], stored=lambda: when_and_where(thing))
    if form.is_valid() and carried_out(
        form, lambda: services.change_briefing(briefing=thing, by=request.user, **form.values())
    ):
        messages.success(request, _("Saved. Whoever is invited is told."))
        return redirect(thing)
    heading, back, scope = _("Change the briefing"), thing.get_absolute_url(), thing.partnership
    intro = _(
        "Whoever is invited gets a message that changes it in their calendar; at another time they are asked anew."
    )
    return form_page(request, form, heading, back=back, intro=intro, partnership=scope)


@login_required
def cancel_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a briefing off, after asking."""
    thing = fetching.briefing_to_keep(request.user, pk)
    if request.method == "POST":
        done = _("The briefing is called off.")
        return do_and_return(
            request, lambda: services.cancel_briefing(briefing=thing, by=request.user), done, thing
        )
    heading = _("Call off “%(title)s”?") % {"title": thing}
    text = _("Whoever has had the invitation gets another message that takes it out of their calendar.")
    back, scope = thing.get_absolute_url(), thing.partnership
    return confirm_page(request, heading, text, back=back, submit=_("Call it off"), partnership=scope)


@login_required
def withdraw_briefing_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell somebody that they need not come, after asking."""
    invitation = fetching.briefing_invitation_to_withdraw(request.user, pk)
    back = (invitation.briefing or invitation.meeting).get_absolute_url()
    name = {"name": invitation.person}
    if request.method == "POST":
        done = _("%(name)s is not invited any more.") % name
        return do_and_return(
            request,
            lambda: services.withdraw_briefing_invitation(invitation=invitation, by=request.user),
            done,
            back,
        )
    heading = _("Take back the invitation of %(name)s?") % name
    text = _("Who has had the invitation by mail gets another that takes it out of their calendar.")
    return confirm_page(request, heading, text, back=back, submit=_("Take it back"))


@login_required
def log_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who came to a briefing."""
    thing = fetching.briefing_to_keep(request.user, pk)
    invited = thing.invitations.filter(withdrawn_at=None).values_list("person", flat=True)
    form = PeopleForm(
        request.POST if request.method == "POST" else None,
        people=own_people_to_name(request.user),
        initial={"people": list(invited)},
    )
    if form.is_valid():
        logged = carried_out(
            form,
            lambda: services.log_briefing(
                briefing=thing, people=list(form.cleaned_data["people"]), by=request.user
            ),
        )
        if logged:
            messages.success(request, _("Noted. They count as informed of the partnership."))
            return redirect(logged)
    context = {"form": form, "thing": thing, "partnership": thing.partnership}
    return render(request, "engagement/log_briefing.html", context, status=status_of(form))
