"""Interactions out of a calendar file: upload it, look at what it holds, choose."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from engagement.calendar_files import CalendarRead, Happening
from engagement.choices import InteractionKind
from engagement.forms.calendar_files import CalendarFileForm, ChooseEventsForm, packed, unpacked
from engagement.forms.log import Sight
from engagement.queries.calendar_files import Matched, matched
from engagement.services.calendar_files import Chosen, log_events
from engagement.views import fetching
from engagement.views.log import sight_of
from partnering import access
from partnering.answers import form_page, status_of
from partnering.forms.base import carried_out
from partnering.models import Organisation, Partnership, Person


@login_required
def log_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a calendar file, and show what of it can be logged; nothing of it is kept."""
    partnership = fetching.partnership_to_see(request.user, slug)
    sight = sight_of(request.user, partnership)
    is_sent = request.method == "POST"
    form = CalendarFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        read: CalendarRead = form.cleaned_data["file"]
        return _choose(request, partnership, sight, read.happenings, read=read)
    intro = _(
        "You see first which events it holds and who of those invited is known here. The file itself is not kept."
    )
    back = reverse("engagement:interactions", args=[slug])
    heading, submit = _("Log from a calendar"), _("Look into it")
    return form_page(request, form, heading, back=back, submit=submit, partnership=partnership, intro=intro)


@login_required
@require_POST
def confirm_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Log the events that were chosen, all or none."""
    partnership = fetching.partnership_to_see(request.user, slug)
    sight = sight_of(request.user, partnership)
    try:
        happenings = unpacked(request.user, partnership, request.POST.get("packed", ""))
    except signing.BadSignature:
        messages.error(request, _("This took longer than a day. Upload the file again."))
        return redirect("engagement:log-calendar", slug)
    return _choose(request, partnership, sight, happenings)


def _choose(
    request: HttpRequest,
    partnership: Partnership,
    sight: Sight,
    happenings: list[Happening],
    read: CalendarRead | None = None,
) -> HttpResponse:
    """The page on which events are chosen; without `read` they were, and are logged when they can be."""
    found = matched(request.user, partnership, sight.people, happenings)
    form = ChooseEventsForm(
        None if read else request.POST, found=found, initial={"kind": InteractionKind.MEETING}
    )
    if form.is_valid():
        chosen = [
            Chosen(
                one.happening.key, one.happening.title, one.happening.day, _taking_part(one, form, sight.own)
            )
            for one in form.chosen()
        ]
        logged = carried_out(
            form,
            lambda: log_events(
                partnership=partnership,
                chosen=chosen,
                kind=form.cleaned_data["kind"],
                organisation=None if form.cleaned_data["joint"] else sight.own,
                by=request.user,
            ),
        )
        if logged:
            text = ngettext("%(n)d event is logged.", "%(n)d events are logged.", len(logged))
            messages.success(request, text % {"n": len(logged)})
            return redirect("engagement:interactions", partnership.slug)
    context = {
        "form": form,
        "partnership": partnership,
        "read": read,
        "packed": packed(request.user, partnership, happenings),
        "me": access.person_of(request.user),
    }
    return render(request, "engagement/choose_events.html", context, status=status_of(form))


def _taking_part(one: Matched, form: ChooseEventsForm, own: Organisation) -> tuple[Person, ...]:
    """Of what is internal, one's own people alone: partners were invited, but it is said to be none of theirs."""
    if form.cleaned_data["joint"]:
        return one.people
    return tuple(person for person in one.people if person.organisation_id == own.pk)
