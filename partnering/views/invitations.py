"""Whether one comes to a meeting, said by the link of an invitation.

Behind the link nothing is allowed by a cookie, so forged posts need no check: who could forge one knows the link.
Opening it changes nothing, so that programs which follow links in mails answer nothing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from partnering.answers import behind_link, status_of
from partnering.asked import Asked, asked_by_link
from partnering.forms.invitations import answered
from partnering.meeting_mails import own_time, when_in
from partnering.services import attendances as services


@csrf_exempt
def answer_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: asks, and notes the answer of the button that is pressed."""
    found = asked_by_link(token)
    state = found.state if found else "unknown"
    if found is not None and found.state == "open":
        return behind_link(_asked(request, found))
    answer = render(
        request, "partnering/meeting_answer/state.html", {"state": state}, status=200 if found else 404
    )
    return behind_link(answer)


def _asked(request: HttpRequest, found: Asked) -> HttpResponse:
    attendance = found.attendance
    meeting, person = attendance.meeting, attendance.person
    form, saved = answered(
        request,
        attendance,
        lambda answer: services.answer(attendance=attendance, answer=answer, by=person),
    )
    context = {
        "form": form,
        "saved": saved,
        "said": attendance,
        "held": meeting,
        "organisation": attendance.organisation,
        "is_changed": found.is_changed,
        "when": when_in(meeting, meeting.zone),
        "own": own_time(meeting, person),
    }
    return render(request, "partnering/meeting_answer/ask.html", context, status=status_of(form))
