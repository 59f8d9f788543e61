"""What the link of a survey opens: the survey as it is being filled in, or a page that says why there is none.

The link is the key: no account, no cookie, and nothing that leads back to the person. The pages are exempt from the
check against forged posts: that protects what a browser's cookie would allow, and here nothing is allowed by a
cookie. Whoever could forge a post would have to know the link. The check also refuses posts of browsers that send
no referrer, as these pages ask them to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from partnering import access
from partnering.answers import behind_link
from readiness import languages
from readiness.forms.survey import FindForm
from readiness.framework_data import Framework
from readiness.models import Campaign, Invitation
from readiness.services import answering
from readiness.services.answering import Filled
from readiness.services.tokens import token_in

Page = Callable[..., HttpResponse]
WRONG_LINKS = "30/m/ip"
"""How many links that lead nowhere one address may try; a whole office may share an address."""


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


def survey_page(page: Page) -> Page:
    """A page of an open survey, in its reader's language; others see why it isn't open.

    The page gets the survey as it is being filled in, and what is filled in so far.
    """

    @csrf_exempt
    @wraps(page)
    def guarded(request: HttpRequest, token: str, **parts: Any) -> HttpResponse:
        invitation = answering.invitation_by(token)
        if invitation is None or not is_open(invitation):
            return behind_link(_for_scripts(request, state(request, token, invitation)))
        filled = answering.draft_of(token)
        asked = Asked(token, invitation, framework_for(request, invitation.campaign, filled.language))
        try:
            with languages.pages_in(asked.framework.language):
                answer = page(request, asked, filled, **parts)
        except answering.LinkIsSpent:
            answer = _for_scripts(request, thanks(token, filled))
        return behind_link(answer)

    return guarded


def _for_scripts(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Where a choice was to be saved in place, the whole page has to say why it could not be."""
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return answer


def framework_for(request: HttpRequest, campaign: Campaign, chosen: str) -> Framework:
    """What a survey asks, in the language that was chosen or that the browser asks for."""
    framework = campaign.framework_version.framework
    return framework.in_language(languages.respondents_language(request, framework, chosen))


def thanks(token: str, filled: Filled) -> HttpResponse:
    """On to the page that thanks. The language goes along, since nothing is kept of it any more."""
    address = reverse("readiness:survey", args=[token])
    return redirect(f"{address}?language={quote(filled.language)}" if filled.language else address)


def is_open(invitation: Invitation) -> bool:
    """Whether the survey can be answered by this link now."""
    return not invitation.answered and invitation.campaign.takes_answers(access.today())


def state(request: HttpRequest, token: str, invitation: Invitation | None) -> HttpResponse:
    """Why there is nothing to fill in: sent already, not yet open, closed, or no such survey."""
    campaign = invitation.campaign if invitation else None
    if invitation is None or campaign is None:
        return _unknown(request, token)
    if invitation.answered:
        name, status = "answered", 200
    elif campaign.closed_on is None and access.today() < campaign.opens_on:
        name, status = "early", 200
    else:
        name, status = "closed", 410
    framework = framework_for(request, campaign, request.GET.get("language", ""))
    context = {
        "state": name,
        "token": token,
        "campaign": campaign,
        "may_withdraw": answering.may_withdraw(invitation, access.today()),
    }
    with languages.pages_in(framework.language):
        return render(request, "readiness/survey/state.html", context, status=status)


def _unknown(request: HttpRequest, token: str) -> HttpResponse:
    """A link that leads nowhere as it is: mended where a mail program left something hanging on, or refused."""
    mended = token_in(token)
    if mended != token and answering.invitation_by(mended):
        return redirect("readiness:survey", mended)
    return _not_found(request, FindForm(), 404)


def _not_found(request: HttpRequest, form: FindForm, status: int) -> HttpResponse:
    """No survey by this link, and a box for the whole one; after too many of them, a while of rest."""
    counted = ratelimit.consume(
        request, app="readiness", action="survey", config={"survey": WRONG_LINKS}, limit_get=True
    )
    if not counted:
        return render(request, "readiness/survey/resting.html", status=429)
    return render(request, "readiness/survey/find.html", {"form": form, "is_lost": True}, status=status)


@csrf_exempt
def find_survey(request: HttpRequest) -> HttpResponse:
    """Paste a link that did not open: whole, broken into lines, or with something hanging on."""
    form = FindForm(request.POST or None)
    if form.is_valid():
        token = token_in(form.cleaned_data["link"])
        if answering.invitation_by(token):
            return behind_link(redirect("readiness:survey", token))
        return behind_link(_not_found(request, form, 422))
    status = 422 if form.is_bound else 200
    return behind_link(render(request, "readiness/survey/find.html", {"form": form}, status=status))
