"""Pages of series: repeating a meeting, and calling off the later ones."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering.answers import confirm_page, do_and_return, status_of
from partnering.forms.base import carried_out
from partnering.forms.meeting_series import RepeatForm
from partnering.services import meeting_series as services
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
    return render(request, "partnering/repeat_meeting.html", context, status=status_of(form))


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
    return confirm_page(
        request, heading, text, back=thing.get_absolute_url(), submit=_("Cancel the meetings")
    )
