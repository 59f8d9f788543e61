"""What is done with a survey while it runs, whoever asks with it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from readiness import queries
from readiness.forms.campaigns import ExtendForm
from readiness.forms.fields import ReminderFields
from readiness.models import Campaign
from readiness.services import campaigns as services
from readiness.services import survey_reminders as reminding
from readiness.services.launching import recall_campaign
from readiness.services.withdrawing import withdraw_campaign as erase


def extend(request: HttpRequest, thing: Campaign) -> HttpResponse:
    """Give people more time."""
    form = ExtendForm(request.POST or None, initial={"closes_on": thing.closes_on + timedelta(days=7)})
    if form.is_valid() and carried_out(
        form,
        lambda: services.extend_campaign(
            campaign=thing, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("People have more time now."))
        return redirect(thing)
    heading = _("More time for %(title)s") % {"title": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url(), submit=_("Give more time"))


def change_reminders(request: HttpRequest, thing: Campaign) -> HttpResponse:
    """Change when those are reminded who have not answered."""
    names = ReminderFields.base_fields
    initial = {name: getattr(thing, name) for name in names}
    form = ReminderFields(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        changed = carried_out(
            form,
            lambda: reminding.change_reminders(
                campaign=thing, by=request.user, now=timezone.now(), **form.cleaned_data
            ),
        )
        if changed:
            messages.success(request, _told(changed))
            return redirect(thing)
    return form_page(
        request,
        form,
        _("Reminders of %(title)s") % {"title": thing},
        intro=_(
            "Days are counted from the first one, %(day)s. Nothing leaves at once, and nothing is made up for that "
            "would have left before."
        )
        % {"day": date_format(thing.opens_on, "j F")},
        back=thing.get_absolute_url(),
    )


def _told(thing: Campaign) -> str:
    """When reminders leave by the plan as it is now."""
    days = [date_format(day, "j F") for day in reminding.plan_of(thing).days() if day >= access.today()]
    if not days:
        return _("No reminder leaves any more.")
    return ngettext("A reminder leaves on %(days)s.", "Reminders leave on %(days)s.", len(days)) % {
        "days": ", ".join(days)
    }


def close(request: HttpRequest, thing: Campaign, *, done: str, submit: str) -> HttpResponse:
    """Close a survey now; asks first. `done` and `submit` say what is closed, and the button's words."""
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.close_campaign(campaign=thing, by=request.user, now=timezone.now()),
            done,
            thing,
        )
    text = _("Nobody can answer any more, also those who have begun. This can't be undone.")
    if thing.is_confidential and queries.reach_of(thing).answered is None:
        few = _(
            "Perhaps too few have answered by now for a result to be shown: it needs %(minimum)s answers."
        )
        text = f"{few % {'minimum': thing.minimum_group}} {text}"
    heading = _("Close %(title)s now?") % {"title": thing}
    return confirm_page(request, heading, text, back=thing.get_absolute_url(), submit=submit)


def recall(request: HttpRequest, thing: Campaign, *, done: str) -> HttpResponse:
    """Take a survey back that has not opened; asks first. `done` says that it is a draft again."""
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: recall_campaign(campaign=thing, by=request.user, now=timezone.now()),
            done,
            thing,
        )
    text = _("Its invitations have not left yet, and won't. You can change everything and launch it anew.")
    heading = _("Take %(title)s back?") % {"title": thing}
    return confirm_page(request, heading, text, back=thing.get_absolute_url(), submit=_("Make it a draft"))


def withdraw(request: HttpRequest, thing: Campaign, *, to: str) -> HttpResponse:
    """Withdraw a survey with all that it holds, and go on to `to`; says first what goes."""
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: erase(campaign=thing, by=request.user),
            _("The draft is deleted.")
            if thing.launched_on is None
            else _("The survey is withdrawn, and what it held is erased."),
            to,
        )
    if thing.launched_on is None:
        heading, submit = _("Delete the draft %(title)s?"), _("Delete the draft")
    else:
        heading, submit = _("Withdraw %(title)s?"), _("Withdraw and erase")
    return confirm_page(
        request,
        heading % {"title": thing},
        _("This can't be undone. It is erased for everybody:"),
        back=thing.get_absolute_url(),
        submit=submit,
        goes=_what_goes(thing),
        stays=""
        if thing.launched_on is None
        else _(
            "What stays: in the history, that there was a survey of this title and that you withdrew it; reports "
            "made with its result; scores of days past; mails already sent; and copies of the database that whoever "
            "runs this site keeps, until they expire."
        ),
    )


def _what_goes(campaign: Campaign) -> list[str]:
    """What a survey holds by its state, in words. No number tells how many have answered."""
    if campaign.launched_on is None:
        return [_("the draft; nobody has heard of it")]
    invitations = ngettext(
        "%(n)s invitation and its link", "%(n)s invitations and their links", campaign.asked
    )
    goes = [
        # Less one's own, how many a review asked are other members' people.
        _("all invitations and their links") if campaign.is_review else invitations % {"n": campaign.asked},
        _("mails still to be sent, and the record of those sent"),
        _("all answers and comments, sent or only begun, by whichever way they came"),
    ]
    if campaign.closed_on:
        goes.append(
            _("the result, for all members")
            if campaign.is_review
            else _("the result, for you and wherever it was shared")
        )
    return goes
