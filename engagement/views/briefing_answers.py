"""Whether one comes to a briefing, said by the link of an invitation.

Behind the link nothing is allowed by a cookie, so forged posts need no check: who could forge one knows the link.
Opening it changes nothing, so that programs which follow links in mails answer nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from engagement.queries.invited import Asked, asked_by_link
from engagement.services import briefing_answers as services
from partnering.answers import behind_link, status_of
from partnering.forms.invitations import answered
from partnering.meeting_mails import hours_in, own_hours


@csrf_exempt
def answer_briefing_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: asks, and notes the answer of the button that is pressed."""
    found = asked_by_link(token)
    state = found.state if found else "unknown"
    if found is not None and found.state == "open":
        return behind_link(_asked(request, found))
    page = "engagement/briefing_answer/state.html"
    return behind_link(render(request, page, {"state": state}, status=200 if found else 404))


def _asked(request: HttpRequest, found: Asked) -> HttpResponse:
    invitation, briefing = found.invitation, found.briefing
    form, saved = answered(
        request,
        invitation,
        lambda answer: services.answer_briefing_invitation(invitation=invitation, answer=answer),
    )
    hours = (briefing.starts_at, briefing.ends_at)
    context = {
        "form": form,
        "saved": saved,
        "said": invitation,
        "held": briefing,
        "organisation": briefing.organisation,
        "is_changed": found.is_changed,
        "when": hours_in(hours, briefing.zone),
        "own": own_hours(hours, briefing.zone, invitation.person),
    }
    return render(request, "engagement/briefing_answer/ask.html", context, status=status_of(form))
