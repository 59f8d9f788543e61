"""What comes out of a meeting: decisions and actions, noted on its page by htmx, or on pages of their own without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnering import queries
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.decided import decided_at
from partnering.errors import DomainError
from partnering.forms.actions import ActionForm
from partnering.forms.base import carried_out
from partnering.forms.meetings import DecisionForm
from partnering.models import Action, Meeting, Organisation, Person, User
from partnering.services import actions, decisions, minutes
from partnering.views import fetching_meetings

DECISIONS, ACTIONS = "decisions", "actions"


@login_required
def add_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what the meeting decided."""
    meeting = fetching_meetings.meeting_to_keep(request.user, pk)
    form = DecisionForm(request.POST or None, meeting=meeting, people=_people(request.user, meeting))
    if form.is_valid() and carried_out(
        form, lambda: decisions.decide(meeting=meeting, by=request.user, **form.cleaned_data)
    ):
        return _done(request, meeting, DECISIONS, _("The decision is noted."))
    return _asks(request, meeting, DECISIONS, form, _("Note a decision"), submit=_("Note it"))


@login_required
def edit_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who sees to a decision and by when; word it better while nobody has acknowledged it."""
    thing = fetching_meetings.decision_to_keep(request.user, pk)
    people = queries.with_chosen(request.user, _people(request.user, thing.meeting), thing.owner_id)
    form = DecisionForm(request.POST or None, instance=thing, meeting=thing.meeting, people=people)
    if thing.acknowledgements.exists():
        form.fix_words()
    if form.is_valid() and carried_out(
        form, lambda: decisions.edit_decision(decision=thing, by=request.user, **form.cleaned_data)
    ):
        return _done(request, thing.meeting, DECISIONS, _("Saved."))
    return _asks(request, thing.meeting, DECISIONS, form, _("Change the decision"), editing=pk)


@login_required
def drop_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a decision of which the partners don't know yet, after asking."""
    thing = fetching_meetings.decision_to_keep(request.user, pk)
    text = _("“%(text)s” is struck out of the draft of the minutes. This can't be undone.") % {"text": thing}
    return _strike_out(
        request,
        thing.meeting,
        DECISIONS,
        lambda: decisions.drop_decision(decision=thing, by=request.user),
        heading=_("Delete this decision?"),
        text=text,
        done=_("The decision is deleted."),
    )


@login_required
def add_meeting_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what somebody is to do after the meeting."""
    meeting = fetching_meetings.meeting_to_keep(request.user, pk)
    form = _action_form(request, meeting, _people(request.user, meeting), _organisations(meeting))
    if form.is_valid() and carried_out(
        form, lambda: minutes.take_action(meeting=meeting, by=request.user, **form.cleaned_data)
    ):
        return _done(request, meeting, ACTIONS, _("The action is noted."))
    return _asks(request, meeting, ACTIONS, form, _("Note an action"), submit=_("Note it"))


@login_required
def edit_meeting_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Say better what somebody is to do after the meeting, who, and by when."""
    thing = fetching_meetings.action_to_keep(request.user, pk)
    meeting = thing.meeting
    people = queries.with_chosen(request.user, _people(request.user, meeting), thing.owner_id)
    organisations = _organisations(meeting) | Organisation.objects.filter(pk=thing.organisation_id)
    form = _action_form(request, meeting, people, organisations, instance=thing)
    if form.is_valid() and carried_out(
        form, lambda: actions.edit_action(action=thing, by=request.user, **form.cleaned_data)
    ):
        return _done(request, meeting, ACTIONS, _("Saved."))
    return _asks(request, meeting, ACTIONS, form, _("Edit the action"), editing=pk)


@login_required
def drop_meeting_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off an action of the meeting, after asking; it stays on record as cancelled."""
    thing = fetching_meetings.action_to_keep(request.user, pk)
    return _strike_out(
        request,
        thing.meeting,
        ACTIONS,
        lambda: actions.cancel_action(action=thing, by=request.user),
        heading=_("Cancel this action?"),
        text=_("“%(text)s” stays on record as cancelled.") % {"text": thing},
        done=_("The action is cancelled."),
    )


def _people(user: User, meeting: Meeting) -> QuerySet[Person]:
    return queries.people_of_members(user, meeting.group.partnership)


def _organisations(meeting: Meeting) -> QuerySet[Organisation]:
    return queries.members_of(meeting.group.partnership).order_by("name")


def _action_form(
    request: HttpRequest,
    meeting: Meeting,
    people: QuerySet[Person],
    organisations: QuerySet[Organisation],
    **more: Any,
) -> ActionForm:
    form = ActionForm(request.POST or None, organisations=organisations, people=people, groups=None, **more)
    del form.fields["notes"]
    return form


def _asks(
    request: HttpRequest,
    meeting: Meeting,
    part: str,
    form: BaseForm,
    heading: str,
    *,
    submit: str = "",
    editing: int | None = None,
) -> HttpResponse:
    """The form, on the meeting's page where it was asked for there."""
    if request.htmx and "cancel" in request.GET:
        return _part(request, meeting, part, is_back=True)
    if request.htmx:
        # What had the focus is gone from the page, so it goes to where one types.
        next(iter(form.fields.values())).widget.attrs["autofocus"] = True
        # Answered with 200 also when it is refused: the browser would leave out anything else.
        shown = {"form": form, "heading": heading, "submit": submit or _("Save"), "editing": editing}
        return _part(request, meeting, part, **shown)
    back = meeting.get_absolute_url()
    return form_page(request, form, heading, back=back, submit=submit, partnership=meeting.group.partnership)


def _done(request: HttpRequest, meeting: Meeting, part: str, done: str) -> HttpResponse:
    if request.htmx:
        return _part(request, meeting, part, told=done)
    messages.success(request, done)
    return redirect(meeting)


def _strike_out(
    request: HttpRequest,
    meeting: Meeting,
    part: str,
    do: Callable[[], Any],
    *,
    heading: str,
    text: str,
    done: str,
) -> HttpResponse:
    if request.method != "POST":
        back = meeting.get_absolute_url()
        return confirm_page(request, heading, text, back=back, submit=_("Do it"))
    if not request.htmx:
        return do_and_return(request, do, done, meeting)
    try:
        do()
    except DomainError as error:
        return _part(request, meeting, part, refused=str(error))
    return _part(request, meeting, part, told=done)


def _part(request: HttpRequest, meeting: Meeting, part: str, **more: Any) -> HttpResponse:
    """One part of the meeting's page, as it is now."""
    rows = (
        {"decisions": decided_at(meeting, request.user)}
        if part == DECISIONS
        else {"actions": Action.objects.visible_to(request.user).of_meeting(meeting)}
    )
    context = {"meeting": meeting, "keeps": True, "in_place": True, **rows, **more}
    return render(request, f"partnering/parts/_meeting_{part}.html", context)
