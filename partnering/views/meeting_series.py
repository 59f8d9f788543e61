"""Pages of series: repeating a meeting, and calling off the later ones."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering.answers import confirm_page, do_and_return, status_of
from partnering.forms.base import carried_out
from partnering.forms.meeting_series import LaterForm, RepeatForm
from partnering.forms.meetings import when_and_where
from partnering.services import later_meetings
from partnering.services import meeting_series as services
from partnering.services.later_meetings import Later
from partnering.services.meetings import day_of
from partnering.views import fetching_meetings


@login_required
def repeat_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how a meeting is repeated, see the dates, then make them."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    if thing.series_id is not None:
        messages.info(request, _("This meeting is one of a series already."))
        return redirect(thing)
    form = RepeatForm(request.POST or None, day=day_of(thing))
    spans = (
        carried_out(form, lambda: services.later_spans(thing, form.rule())) if form.is_valid() else None
    ) or []
    days = [(one.starts_at.astimezone(thing.zone), one.ends_at.astimezone(thing.zone)) for one in spans]
    # Only what was shown is made: who changes the form after looking sees the new dates first.
    shown = " ".join(one.starts_at.isoformat() for one in spans)
    if spans and request.POST.get("shown") == shown:
        made = carried_out(
            form, lambda: services.repeat_meeting(meeting=thing, rule=form.rule(), by=request.user)
        )
        if made:
            messages.success(request, _("The later meetings are planned."))
            return redirect(thing)
    context = {"form": form, "meeting": thing, "days": days, "shown": shown}
    context["partnership"] = thing.group.partnership
    return render(request, "partnering/repeat_meeting.html", context, status=status_of(form))


@login_required
def change_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose other hours or another place for a meeting and the later ones, see what changes, then change it."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    if not services.still_planned(thing).exists():
        messages.info(request, _("No planned meeting of a series is left to change from here on."))
        return redirect(thing)
    form = LaterForm(request.POST or None, initial=when_and_where(thing))
    found = (
        carried_out(form, lambda: later_meetings.later_changes(thing, form.asked()))
        if form.is_valid()
        else None
    ) or []
    shown = _fingerprint(found)
    if found and request.POST.get("shown") == shown:
        count = carried_out(
            form,
            lambda: later_meetings.change_later(meeting=thing, asked=form.asked(), by=request.user),
        )
        if count:
            done = ngettext("%(number)s meeting is changed.", "%(number)s meetings are changed.", count)
            messages.success(request, done % {"number": count})
            return redirect(thing)
    context = {"form": form, "meeting": thing, "found": found, "shown": shown}
    context["partnership"] = thing.group.partnership
    return render(request, "partnering/change_later.html", context, status=status_of(form))


def _fingerprint(found: list[Later]) -> str:
    """What tells one preview from another, so that only what was shown is done."""
    parts = [
        (one.meeting.pk, one.meeting.sequence, sorted(one.values.items()), [item.text for item in one.points])
        for one in found
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


@login_required
def cancel_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off a meeting and the later ones of its series, after asking."""
    thing = fetching_meetings.meeting_to_keep(request.user, pk)
    if request.method == "POST":
        done = _("The meetings are cancelled.")
        return do_and_return(
            request, lambda: services.cancel_later(meeting=thing, by=request.user), done, thing
        )
    number = services.still_planned(thing).count()
    if not number:
        messages.info(request, _("No planned meeting of a series is left to cancel from here on."))
        return redirect(thing)
    heading = _("Cancel this and the later meetings?")
    text = ngettext(
        "%(number)s meeting is cancelled, and who is invited hears of it. This can't be undone.",
        "%(number)s meetings are cancelled, and who is invited hears of it. This can't be undone.",
        number,
    ) % {"number": number}
    back, scope = thing.get_absolute_url(), thing.group.partnership
    return confirm_page(request, heading, text, back=back, submit=_("Cancel the meetings"), partnership=scope)
