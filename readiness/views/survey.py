"""A respondent's own pages. The link is the key: no account, no cookie, and nothing that leads back to the person.

They are exempt from the check against forged posts: that protects what a browser's cookie would allow, and here
nothing is allowed by a cookie. Whoever could forge a post would have to know the link. The check also refuses posts
of browsers that send no referrer, as these pages ask them to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from partnering import access
from partnering.errors import DomainError
from readiness import languages
from readiness.forms.survey import AboutForm, AreaForm, SendForm
from readiness.framework_data import Framework
from readiness.models import Campaign, Invitation
from readiness.services import answering
from readiness.services.answering import Filled

Page = Callable[..., HttpResponse]


def _private(response: HttpResponse) -> HttpResponse:
    """Let neither the address nor the page stay anywhere."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def survey_page(page: Page) -> Page:
    """A page of an open survey, in its reader's language; others see why it isn't open.

    The page gets the link's token, the survey as it is being filled in, and what is filled in so far.
    """

    @csrf_exempt
    @wraps(page)
    def guarded(request: HttpRequest, token: str, **parts: Any) -> HttpResponse:
        invitation = answering.invitation_by(token)
        if invitation is None or not _is_open(invitation):
            return _private(_state(request, invitation))
        filled = answering.draft_of(token)
        asked = Asked(token, invitation, _framework_for(request, invitation.campaign, filled.language))
        try:
            with languages.pages_in(asked.framework.language):
                answer = page(request, asked, filled, **parts)
        except answering.LinkIsSpent:
            answer = _thanks(token, filled)
        return _private(answer)

    return guarded


@dataclass(frozen=True)
class Asked:
    """A survey as somebody fills it in by their link: its framework in the language that they read."""

    token: str
    invitation: Invitation
    framework: Framework

    @property
    def campaign(self) -> Campaign:
        """The survey."""
        return self.invitation.campaign

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of it needs."""
        return {
            "token": self.token,
            "campaign": self.campaign,
            "framework": self.framework,
            "organisation": self.campaign.organisation,
            **more,
        }


def _framework_for(request: HttpRequest, campaign: Campaign, chosen: str) -> Framework:
    framework = campaign.framework_version.framework
    return framework.in_language(languages.respondents_language(request, framework, chosen))


def _thanks(token: str, filled: Filled) -> HttpResponse:
    """On to the page that thanks. The language goes along, since nothing is kept of it any more."""
    address = reverse("readiness:survey", args=[token])
    return redirect(f"{address}?language={quote(filled.language)}" if filled.language else address)


def _is_open(invitation: Invitation) -> bool:
    return not invitation.answered and invitation.campaign.takes_answers(access.today())


def _state(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Why there is nothing to fill in: sent already, not yet open, closed, or no such survey."""
    campaign = invitation.campaign if invitation else None
    if invitation is None or campaign is None:
        state, status = "unknown", 404
    elif invitation.answered:
        state, status = "answered", 200
    elif campaign.closed_on is None and access.today() < campaign.opens_on:
        state, status = "early", 200
    else:
        state, status = "closed", 410
    context = {"state": state, "campaign": campaign}
    if campaign is None:
        return render(request, "readiness/survey/state.html", context, status=status)
    framework = _framework_for(request, campaign, request.GET.get("language", ""))
    with languages.pages_in(framework.language):
        return render(request, "readiness/survey/state.html", context, status=status)


@survey_page
def survey(request: HttpRequest, asked: Asked, filled: Filled) -> HttpResponse:
    """Who will see what, before the first question; in which language; and where to begin, or to go on."""
    every = asked.campaign.framework_version.framework
    if request.method == "POST":
        filled.language = languages.best_of(every.languages, [request.POST.get("language", "")])
        answering.save_draft(token=asked.token, filled=filled, now=timezone.now())
        return redirect("readiness:survey", asked.token)
    undone = [
        number
        for number, area in enumerate(every.areas, 1)
        if any(question.key not in filled.answers for question in area.questions)
    ]
    context = asked.context(
        begun=bool(filled.answers),
        go_on=undone[0] if undone else None,
        minutes=max(round(len(every.questions) / 5), 1),
        languages=languages.offered(every),
    )
    return render(request, "readiness/survey/intro.html", context)


@survey_page
def about(request: HttpRequest, asked: Asked, filled: Filled) -> HttpResponse:
    """May unit and level be kept? Not asked when the survey is named."""
    if not asked.campaign.is_confidential:
        return redirect("readiness:survey-area", asked.token, 1)
    person = asked.invitation.person
    unit = person.unit.name if person.unit else ""
    form = AboutForm(request.POST or None, unit=unit, level=person.get_level_display(), filled=filled)
    if form.is_valid():
        filled.unit = form.cleaned_data.get("unit") == "yes"
        filled.level = form.cleaned_data["level"] == "yes"
        answering.save_draft(token=asked.token, filled=filled, now=timezone.now())
        return redirect("readiness:survey-area", asked.token, 1)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "readiness/survey/about.html", asked.context(form=form), status=status)


@survey_page
def area(request: HttpRequest, asked: Asked, filled: Filled, number: int) -> HttpResponse:
    """One area's questions. Each choice is kept at once with scripts, and all of them on going on without."""
    areas = asked.framework.areas
    if not 1 <= number <= len(areas):
        return redirect("readiness:survey", asked.token)
    one = areas[number - 1]
    form = AreaForm(request.POST or None, area=one, filled=filled)
    if request.method == "POST" and form.is_valid():
        for question in one.questions:
            filled.answers.pop(question.key, None)
        filled.answers |= form.answers()
        answering.save_draft(token=asked.token, filled=filled, now=timezone.now())
        if request.htmx:
            return render(request, "readiness/survey/_saved.html")
        return _turn_page(request, asked.token, number, len(areas))
    context = asked.context(
        form=form,
        area=one,
        number=number,
        count=len(areas),
        percent=round(100 * number / (len(areas) + 1)),
        is_first=number == 1,
    )
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "readiness/survey/area.html", context, status=status)


def _turn_page(request: HttpRequest, token: str, number: int, count: int) -> HttpResponse:
    going_back = request.POST.get("go") == "back"
    target = number - 1 if going_back else number + 1
    if target > count:
        return redirect("readiness:survey-review", token)
    return redirect("readiness:survey-area", token, target) if target else redirect("readiness:survey", token)


@survey_page
def review(request: HttpRequest, asked: Asked, filled: Filled) -> HttpResponse:
    """What is answered and what is not yet; a comment; and the one post that spends the link."""
    form = SendForm(request.POST or None, initial={"comment": filled.comment})
    if request.method == "POST" and form.is_valid():
        filled.comment = form.cleaned_data["comment"]
        try:
            answering.submit_response(token=asked.token, filled=filled, now=timezone.now())
        except answering.LinkIsSpent:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _thanks(asked.token, filled)
    areas = asked.framework.areas
    rows = [
        (
            number,
            one,
            sum(question.key in filled.answers for question in one.questions),
            [question.text for question in one.questions if question.key not in filled.answers],
        )
        for number, one in enumerate(areas, 1)
    ]
    context = asked.context(form=form, rows=rows, last=len(areas), filled=filled)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "readiness/survey/review.html", context, status=status)
