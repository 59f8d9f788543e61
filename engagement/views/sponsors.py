"""One screen for a senior sponsor, and the three things that they do there; how a briefing is answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement import drawings
from engagement.choices import MessageTo
from engagement.forms.sponsors import BriefingAnswerForm, BriefingForm, MessageForm, PledgeForm
from engagement.models import SponsorMessage
from engagement.queries.readers import reader_of
from engagement.queries.sponsor_page import sponsor_page
from engagement.queries.sponsors import meetings_to_offer, readers_of_message
from engagement.services import sponsors as services
from engagement.views import fetching
from partnering import access
from partnering.answers import form_page, status_of
from partnering.forms.base import carried_out
from partnering.models import Partnership, WorkingGroup

SHOWN = 12


@login_required
def sponsor(request: HttpRequest, slug: str) -> HttpResponse:
    """Is it getting traction, what changed, what is asked of me; and three things to do. Mails lead here."""
    partnership = fetching.partnership_to_sponsor(request.user, slug)
    page = sponsor_page(reader_of(request.user, partnership), partnership, on=access.today())
    context = {
        "partnership": partnership,
        "page": page,
        "ring": drawings.ring_of(partnership.name, page.whole.score),
        "course": drawings.course(page.whole.course, partnership.name),
    }
    return render(request, "engagement/sponsor.html", context)


@login_required
def write_message(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to people, look at it once more with who will get it, then send it."""
    partnership = fetching.partnership_to_sponsor(request.user, slug)
    groups = WorkingGroup.objects.visible_to(request.user).filter(partnership=partnership, archived_on=None)
    form = MessageForm(request.POST or None, groups=groups.order_by("name"))
    back = _page_of(partnership)
    if form.is_valid() and "edit" not in request.POST:
        if "send" not in request.POST:
            return _preview(request, partnership, form)
        sent = carried_out(
            form,
            lambda: services.send_sponsor_message(
                partnership=partnership, by=request.user, **form.cleaned_data
            ),
        )
        if sent:
            told = ngettext(
                "It is on its way to %(n)d person.", "It is on its way to %(n)d people.", sent.recipients
            )
            messages.success(request, told % {"n": sent.recipients})
            return redirect(back)
    heading = _("Write to people of %(name)s") % {"name": partnership}
    return form_page(request, form, heading, back=back, submit=_("Look at it"), partnership=partnership)


def _preview(request: HttpRequest, partnership: Partnership, form: MessageForm) -> HttpResponse:
    """The message as it will leave, and everybody who will get it."""
    author = access.person_of(request.user)
    message = SponsorMessage(
        partnership=partnership,
        organisation=author.organisation,
        author=author,
        **form.cleaned_data,
    )
    people = list(readers_of_message(message).select_related("organisation"))
    context = {
        "partnership": partnership,
        "message": message,
        "people": people[:SHOWN],
        "more": max(len(people) - SHOWN, 0),
        "count": len(people),
        "given": [(name, form[name].value() or "") for name in form.fields],
        "back": _page_of(partnership),
    }
    return render(request, "engagement/message_preview.html", context)


@login_required
def sponsor_message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message that was sent."""
    thing = fetching.message_to_see(request.user, pk)
    context = {"message": thing, "partnership": thing.partnership, "ours": thing.audience == MessageTo.OURS}
    return render(request, "engagement/sponsor_message.html", context)


@login_required
def pledge(request: HttpRequest, slug: str) -> HttpResponse:
    """Take something on in person. What an organisation commits stands in the agreement, which drafts alone take."""
    partnership = fetching.partnership_to_sponsor(request.user, slug)
    form, back = PledgeForm(request.POST or None), _page_of(partnership)
    if form.is_valid() and carried_out(
        form, lambda: services.pledge(partnership=partnership, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Your pledge is recorded. You are reminded before its day."))
        return redirect(back)
    drafts = fetching.drafts_to_commit_in(request.user, partnership)
    context = {
        "form": form,
        "back": back,
        "partnership": partnership,
        "drafts": [(one, reverse("agreements:add-commitment", args=[one.pk])) for one in drafts],
    }
    return render(request, "engagement/pledge.html", context, status=status_of(form))


@login_required
def ask_for_briefing(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the manager, or one's own lead, for a briefing."""
    partnership = fetching.partnership_to_sponsor(request.user, slug)
    form, back = BriefingForm(request.POST or None), _page_of(partnership)
    if form.is_valid() and carried_out(
        form,
        lambda: services.ask_for_briefing(partnership=partnership, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("They are asked. You get a mail with the answer."))
        return redirect(back)
    heading = _("Ask for a briefing")
    return form_page(request, form, heading, back=back, submit=_("Ask"), partnership=partnership)


@login_required
def briefing_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody wants to be briefed on, and what was answered."""
    thing, may_answer = fetching.asked_briefing_to_see(request.user, pk)
    context = {"asked": thing, "partnership": thing.partnership, "may_answer": may_answer}
    return render(request, "engagement/briefing_request.html", context)


@login_required
def answer_briefing(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer by a meeting, in words, or both."""
    thing = fetching.briefing_to_answer(request.user, pk)
    if thing.answered_on:
        messages.info(request, _("This has been answered."))
        return redirect(thing)
    meetings = meetings_to_offer(request.user, thing.partnership)
    form = BriefingAnswerForm(request.POST or None, meetings=meetings)
    if form.is_valid() and carried_out(
        form, lambda: services.answer_briefing_request(request=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s gets your answer by mail.") % {"name": thing.asked_by})
        return redirect(thing)
    return form_page(
        request,
        form,
        _("Brief %(name)s") % {"name": thing.asked_by},
        back=thing.get_absolute_url(),
        submit=_("Answer"),
        intro=thing.about,
        partnership=thing.partnership,
    )


def _page_of(partnership: Partnership) -> Any:
    return reverse("engagement:sponsor", args=[partnership.slug])
