"""What the link of a survey opens: the survey as it is being filled in, or a page that says why there is none.

A personal link is the key: no account, no cookie, and nothing that leads back to the person. A shared one opens for
everybody who has its code; each browser gets a pass of its own in a cookie, and answers with it once.

The pages are exempt from the check against forged posts. It protects what a browser's cookie would allow, and a
personal link needs none; the pass is a cookie that browsers leave out of posts from other sites. The check also
refuses posts of browsers that send no referrer, as these pages ask them to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from partnering import access
from partnering.answers import behind_link
from readiness import guessing, languages, queries
from readiness.forms.survey import FindForm
from readiness.framework_data import Framework
from readiness.models import Campaign, WayIn
from readiness.services import answering
from readiness.services.answering import Filled
from readiness.services.links import Link, LinkIsSpent, opened
from readiness.services.tokens import code_in, hash_of, new_pass, token_in

Page = Callable[..., HttpResponse]
REMEMBERED = 180 * 86_400
"""For how many seconds a browser remembers its pass; no survey is open for longer."""


@dataclass(frozen=True)
class Asked:
    """A survey as somebody fills it in: its framework in the language that they read.

    `token` stands in the addresses; the link's own is the key to the draft, which for a shared one is the pass.
    """

    token: str = field(repr=False)
    link: Link
    framework: Framework

    @property
    def campaign(self) -> Campaign:
        """The survey."""
        return self.link.campaign

    @property
    def key(self) -> str:
        """What the answers are kept and sent with."""
        return self.link.token

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of it needs."""
        return {
            "token": self.token,
            "campaign": self.campaign,
            "framework": self.framework,
            "organisation": self.campaign.asker,
            "is_shared": self.link.way is not None,
            **self.campaign.words_in(self.framework.language),
            **more,
        }


def survey_page(page: Page) -> Page:
    """A page of an open survey, in its reader's language; others see why it isn't open.

    The page gets the survey as it is being filled in, and what is filled in so far.
    """

    @csrf_exempt
    @wraps(page)
    def guarded(request: HttpRequest, token: str, **parts: Any) -> HttpResponse:
        code = code_in(token)
        if not code:
            return behind_link(_by(request, token, opened(token), page, parts))
        if guessing.must_rest(request):
            return behind_link(_rest(request))
        way = queries.way_by_code(hash_of(code))
        if way is None:
            return behind_link(_not_found(request, FindForm(), 404))
        link = _with_pass(request, way)
        is_known = link.token == request.COOKIES.get(_cookie(way))
        if not is_known and (request.method == "POST" or page.__name__ != "survey"):
            # Without its cookie every page would begin anew, and each would look like the answers of another.
            return behind_link(on_to(request, f"{reverse('readiness:survey', args=[token])}?cookies=off"))
        if not is_known and "cookies" in request.GET:
            answer = _page(request, "no_cookies", {"token": token}, 200)
        else:
            answer = _by(request, token, link, page, parts)
        return behind_link(_remember(request, answer, way, link))

    return guarded


def _by(
    request: HttpRequest, token: str, link: Link | None, page: Page, parts: dict[str, Any]
) -> HttpResponse:
    """The page as a link opens it, or why it doesn't."""
    if link is None or not link.takes_answers(access.today()):
        return for_scripts(request, state(request, token, link))
    filled = answering.draft_of(link.token)
    asked = Asked(token, link, framework_for(request, link.campaign, filled.language))
    try:
        with languages.pages_in(asked.framework.language):
            return page(request, asked, filled, **parts)
    except LinkIsSpent:
        return for_scripts(request, thanks(request, token, filled))


def _cookie(way: WayIn) -> str:
    return f"survey-{way.pk}"


def _with_pass(request: HttpRequest, way: WayIn) -> Link:
    """The link of this browser: by the pass that it remembers, or by a new one."""
    link = opened(request.COOKIES.get(_cookie(way), ""))
    if link is not None and link.way == way:
        return link
    return Link(new_pass(way), way.campaign, spent=False, way=way)


def _remember(request: HttpRequest, answer: HttpResponse, way: WayIn, link: Link) -> HttpResponse:
    if request.COOKIES.get(_cookie(way)) != link.token:
        answer.set_cookie(
            _cookie(way),
            link.token,
            max_age=REMEMBERED,
            path=reverse("readiness:find-survey"),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return answer


def for_scripts(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Where something was to be saved in place, the whole page has to say why it could not be."""
    return HttpResponseClientRefresh() if request.htmx else answer


def on_to(request: HttpRequest, to: str, *args: Any) -> HttpResponse:
    """The next page. A script that posted is told where to go, so that a lost connection leaves it on its page."""
    address = resolve_url(to, *args)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def framework_for(request: HttpRequest, campaign: Campaign, chosen: str) -> Framework:
    """What a survey asks, in the language that was chosen or that the browser asks for."""
    framework = campaign.framework_version.framework
    return framework.in_language(languages.respondents_language(request, framework, chosen))


def thanks(request: HttpRequest, token: str, filled: Filled) -> HttpResponse:
    """On to the page that thanks. The language goes along, since nothing is kept of it any more."""
    address = reverse("readiness:survey", args=[token])
    return on_to(request, f"{address}?language={quote(filled.language)}" if filled.language else address)


def state(request: HttpRequest, token: str, link: Link | None) -> HttpResponse:
    """Why there is nothing to fill in: sent already, not yet open, closed, or no such survey."""
    if link is None:
        return _unknown(request, token)
    campaign, today = link.campaign, access.today()
    if link.spent:
        name, status = "answered", 200
    elif campaign.closed_on is None and (campaign.launched_on is None or today < campaign.opens_on):
        name, status = "early", 200
    elif campaign.takes_answers(today):
        name, status = "full", 410
    else:
        name, status = "closed", 410
    framework = framework_for(request, campaign, request.GET.get("language", ""))
    context = {
        "state": name,
        "token": token,
        "campaign": campaign,
        "is_shared": link.way is not None,
        "may_withdraw": answering.may_withdraw(link, today),
        **campaign.words_in(framework.language),
    }
    with languages.pages_in(framework.language):
        return render(request, "readiness/survey/state.html", context, status=status)


def _unknown(request: HttpRequest, token: str) -> HttpResponse:
    """A link that leads nowhere as it is: mended where a mail program left something hanging on, or refused."""
    mended = token_in(token)
    if mended != token and _leads_somewhere(mended):
        return redirect("readiness:survey", mended)
    return _not_found(request, FindForm(), 404)


def _leads_somewhere(token: str) -> bool:
    code = code_in(token)
    return bool(queries.way_by_code(hash_of(code)) if code else opened(token))


def _not_found(request: HttpRequest, form: FindForm, status: int) -> HttpResponse:
    """No survey by this link, and a box for the whole one; after too many of them, a while of rest."""
    if guessing.must_rest(request):
        return _rest(request)
    guessing.note_guess(request)
    return _page(request, "find", {"form": form, "is_lost": True}, status)


def _rest(request: HttpRequest) -> HttpResponse:
    return _page(request, "resting", {}, 429)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int) -> HttpResponse:
    """A page that belongs to no survey yet, in the language that the browser asks for."""
    with languages.pages_in(languages.browsers_language(request)):
        return render(request, f"readiness/survey/{name}.html", context, status=status)


@csrf_exempt
def find_survey(request: HttpRequest) -> HttpResponse:
    """Type the code of a poster, or paste a link that did not open: whole, broken, or with something hanging on."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        token = token_in(form.cleaned_data["link"])
        if guessing.must_rest(request):
            return behind_link(_rest(request))
        if _leads_somewhere(token):
            return behind_link(redirect("readiness:survey", code_in(token) or token))
        return behind_link(_not_found(request, form, 422))
    return behind_link(_page(request, "find", {"form": form}, 422 if form.is_bound else 200))
