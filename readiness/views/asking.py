"""Pages on which a partnering lead prepares a survey, looks whom it reaches, and launches it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access
from partnering.answers import do_and_return, status_of
from partnering.choices import Level, words_of
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from partnering.models import Organisation
from partnering.services.outbox import mail_trouble
from readiness import languages, preflight, queries
from readiness.choices import Mode, State
from readiness.forms.asking import AskingForm, stored_of
from readiness.models import Campaign
from readiness.sampling import margin_of_error, size_for
from readiness.services import launching as services
from readiness.services.frameworks import frameworks_to_ask
from readiness.services.survey_reminders import plan_of
from readiness.services.terms import USUAL_LENGTH
from readiness.turnout import ENOUGH_GROUPS
from readiness.views import fetching, running

MARGINS = (0.05, 0.07, 0.1)
WORTH_LOTS = 50
NAMES = 50
"""How many people are named before the rest is only counted."""


@login_required
def start_campaign(request: HttpRequest) -> HttpResponse:
    """Prepare a survey; nobody is asked yet."""
    organisation = fetching.organisation_to_survey(request.user)
    form = _form(request, organisation)
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.draft_campaign(organisation=organisation, asking=form.asking(), by=request.user),
        )
        if made:
            return redirect(made)
    context = {"form": form, "organisation": organisation, "back": reverse("readiness:campaigns")}
    return render(request, "readiness/asking.html", context, status=status_of(form))


@login_required
def edit_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    thing = fetching.campaign_to_manage(request.user, pk)
    if thing.launched_on is not None:
        messages.error(
            request, _("This survey is no draft any more. What people were told can't be changed.")
        )
        return redirect(thing)
    form = _form(request, thing.organisation, thing)
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.edit_campaign(campaign=thing, asking=form.asking(), by=request.user),
        )
        if made:
            messages.success(request, _("The draft is changed."))
            return redirect(thing)
    context = {
        "form": form,
        "organisation": thing.organisation,
        "campaign": thing,
        "back": thing.get_absolute_url(),
    }
    return render(request, "readiness/asking.html", context, status=status_of(form))


def _form(request: HttpRequest, organisation: Organisation, draft: Campaign | None = None) -> AskingForm:
    language = languages.readers_language(request.user)
    frameworks = [(name, one.in_language(language)) for name, one in frameworks_to_ask(organisation)]
    choices = [
        (
            name,
            _("%(name)s (areas: %(areas)s, questions: %(questions)s)")
            % {"name": one.name, "areas": len(one.areas), "questions": len(one.questions)},
        )
        for name, one in frameworks
    ]
    others = sorted({code for _name, one in frameworks_to_ask(organisation) for code in one.languages[1:]})
    given: dict[str, Any] = {
        "organisation": organisation,
        "frameworks": choices,
        "languages": [(code, languages.name_of(code)) for code in others],
    }
    if draft is not None:
        stored = stored_of(draft)
        given |= {"rows": [draft], "stored": lambda: stored | stored_of(draft)}
    else:
        given["initial"] = _usual(request.GET.get("framework", ""), [name for name, _one in frameworks])
    return AskingForm(request.POST if request.method == "POST" else None, **given)


def _usual(asked: str, frameworks: list[str]) -> dict[str, Any]:
    today = access.today()
    return {
        "framework": asked if asked in frameworks else frameworks[0],
        "title": _("Partnering readiness, %(month)s") % {"month": date_format(today, "F Y")},
        "mode": Mode.CONFIDENTIAL,
        "opens_on": today,
        "closes_on": today + USUAL_LENGTH,
    }


@login_required
@require_POST
def campaign_reach(request: HttpRequest) -> HttpResponse:
    """How many a form as it is filled in would reach, and how exact a sample would be; nothing is kept."""
    organisation = fetching.organisation_to_survey(request.user)
    form = _form(request, organisation)
    form.is_valid()
    on = form.cleaned_data.get("opens_on") or access.today()
    frame = queries.frame_of(form.whom(), on)
    context = {
        "frame": frame,
        "margin": _percent(margin_of_error(frame.asked, frame.population)),
        "half_margin": _percent(margin_of_error(frame.asked // 2, frame.population)),
        "enough": _enough(frame.population),
    }
    return render(request, "readiness/_reach.html", context)


def _enough(population: int) -> list[tuple[int | None, int]]:
    """How many are enough for which margin in percent; nothing for so few people that lots save no work."""
    if population < WORTH_LOTS:
        return []
    return [(_percent(one), size_for(one, population)) for one in MARGINS]


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def draft_page(request: HttpRequest, thing: Campaign, *, manages: bool) -> HttpResponse:
    """A draft with all that is looked at before its launch."""
    now = timezone.now()
    opens_now = thing.opens_on <= access.today()
    trouble = mail_trouble() if manages and opens_now else ""
    facts = queries.facts_before_launch(thing, now=now, mail_trouble=trouble)
    lines = preflight.lines(facts)
    whom = queries.whom_of(thing)
    people = queries.people_of(whom, thing.opens_on).select_related("unit").order_by("name", "pk")
    context = {
        "campaign": thing,
        "manages": manages,
        "lines": lines,
        "is_ready": not any(line.is_red for line in lines),
        "facts": facts,
        "whom": whom,
        "levels": _levels(thing),
        "translated": [
            (code, languages.name_of(code), thing.words_in(code)) for code in sorted(thing.translations)
        ],
        "people": people.exclude(email="")[:NAMES],
        "silent": people.filter(email="")[:NAMES],
        "reminder_days": plan_of(thing).days(),
    }
    return render(request, "readiness/draft.html", context)


def _levels(thing: Campaign) -> list[str]:
    return [words_of(Level, level) for level in thing.levels]


def running_page(request: HttpRequest, thing: Campaign, *, manages: bool) -> HttpResponse:
    """A survey that is launched and has no result yet: how many have answered, and what comes next."""
    today = access.today()
    context = {
        "campaign": thing,
        "manages": manages,
        "whom": queries.whom_of(thing),
        "levels": _levels(thing),
        "reach": queries.reach_of(thing),
        "ways": list(queries.ways_of(thing).values()),
        "few_in_a_unit": ENOUGH_GROUPS * thing.minimum_group,
        "waiting": queries.waiting_for(request.user, thing),
        "is_open": thing.takes_answers(today),
        "is_scheduled": thing.state(today) == State.SCHEDULED,
        "reminder_days": [day for day in plan_of(thing).days() if day >= today],
    }
    return render(request, "readiness/campaign.html", context)


@login_required
def launch_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Launch a draft as it was looked at."""
    thing = fetching.campaign_to_manage(request.user, pk)
    asked = request.POST.get("asked", "")
    if request.method != "POST" or not asked.isdecimal():
        return redirect(thing)
    return do_and_return(
        request,
        lambda: services.launch_campaign(
            campaign=thing, by=request.user, now=timezone.now(), asked=int(asked)
        ),
        _launched(thing, int(asked)),
        thing,
    )


def _launched(thing: Campaign, asked: int) -> str:
    opens_now, day = thing.opens_on <= access.today(), date_format(thing.opens_on, "j F")
    if not asked:
        text = _("The survey is open to those for whom you opened a way to answer.")
        return text if opens_now else _("The survey is launched. It opens on %(day)s.") % {"day": day}
    if opens_now:
        return _("The survey has started. Invitations are on their way.")
    return _("The survey is launched. Its invitations leave on %(day)s.") % {"day": day}


@login_required
def recall_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a survey back that has not opened; asks first."""
    thing = fetching.campaign_to_manage(request.user, pk)
    return running.recall(request, thing, done=_("The survey is a draft again. Nobody has heard of it."))


@login_required
def clone_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare the next round of a survey."""
    thing = fetching.campaign_to_manage(request.user, pk)
    if request.method != "POST":
        return redirect(thing)
    try:
        made = services.clone_campaign(campaign=thing, by=request.user, on=access.today())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(thing)
    messages.success(
        request, _("This is the next round, with the same questions. Look it over, then launch it.")
    )
    return redirect("readiness:edit-campaign", made.pk)
