"""Pages of take-home briefs: each organisation's own, of which partners see nothing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.forms.take_home import TakeHomeBriefForm
from engagement.models import BriefedPerson
from engagement.queries.take_home import people_to_brief
from engagement.services import take_home as services
from engagement.views import fetching
from partnering import access
from partnering.answers import do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.models import Meeting, Person


@login_required
def take_home_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """What to tell one's people of a meeting; for who works on it, with whom it was told."""
    brief = fetching.brief_to_see(request.user, pk)
    partnership = brief.meeting.group.partnership
    may_change = access.speaks_for(request.user, partnership) == brief.organisation_id
    sees_told = may_change or access.reads_internals_of(request.user) == brief.organisation_id
    units = people_to_brief(request.user, brief) if sees_told else []
    context = {
        "brief": brief,
        "partnership": partnership,
        "may_change": may_change,
        "sees_told": sees_told,
        "units": units,
        "total": sum(len(unit.people) for unit in units),
        "told": BriefedPerson.objects.visible_to(request.user).filter(brief=brief).count(),
        "meeting_seen": Meeting.objects.visible_to(request.user).filter(pk=brief.meeting_id).exists(),
    }
    return render(request, "engagement/take_home_brief.html", context)


@login_required
def edit_take_home_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a brief into the organisation's own words."""
    brief = fetching.brief_to_change(request.user, pk)
    form = TakeHomeBriefForm(request.POST or None, instance=brief)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_brief(brief=brief, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(brief)
    heading = _("What to tell your people")
    return form_page(
        request, form, heading, back=brief.get_absolute_url(), partnership=brief.meeting.group.partnership
    )


@login_required
@require_POST
def publish_take_home_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Let all people of the organisation read it."""
    brief = fetching.brief_to_change(request.user, pk)
    done = _("Everybody at %(name)s can read it now.") % {"name": brief.organisation}
    return do_and_return(
        request, lambda: services.publish_brief(brief=brief, by=request.user), done, brief.get_absolute_url()
    )


@login_required
@require_POST
def renew_take_home_brief(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft it anew from the minutes as they are by now."""
    brief = fetching.brief_to_change(request.user, pk)
    done = _("Drafted anew from the minutes.")
    return do_and_return(
        request, lambda: services.renew_brief(brief=brief, by=request.user), done, brief.get_absolute_url()
    )


@login_required
@require_POST
def note_briefed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who was told, by ticks or a whole unit at once; a tick that was taken out takes it back."""
    brief = fetching.brief_to_change(request.user, pk)
    staff = Person.objects.present().filter(organisation=brief.organisation_id)
    ticked = set(_numbers(request, "person"))
    # Compared with what the page showed, so that two who tick at once take nothing from each other.
    shown = set(_numbers(request, "shown"))
    told = staff.filter(pk__in=ticked - shown)
    if unit := _numbers(request, "unit"):
        told |= staff.filter(unit__in=unit)

    def do() -> None:
        services.take_back_briefed(brief=brief, people=staff.filter(pk__in=shown - ticked), by=request.user)
        services.note_briefed(brief=brief, people=told.select_related("organisation"), by=request.user)

    back = reverse("engagement:take-home-brief", args=[brief.pk]) + "#told"
    return do_and_return(request, do, _("Saved."), back)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 10]
