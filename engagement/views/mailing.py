"""A partnership's address for e-mails, what arrived there, and where a mail server hands it over."""

from __future__ import annotations

import hmac
import io

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from engagement.forms.log import LogForm
from engagement.mail_headers import UnreadableMail, header_in
from engagement.models import MailAddress, MailedDraft
from engagement.services import mailing as services
from engagement.services.mailing import Outcome
from engagement.views import fetching
from engagement.views.log import sight_of, usual
from partnering.answers import do_and_return, status_of
from partnering.forms.base import carried_out

BIGGEST = 2_000_000
TAKEN = (Outcome.DRAFTED, Outcome.KNOWN, Outcome.AUTOMATIC)


@login_required
def mail_address(request: HttpRequest, slug: str) -> HttpResponse:
    """The address, how it is used, and what waits there for one's own word."""
    partnership = fetching.partnership_to_see(request.user, slug)
    context = {
        "partnership": partnership,
        "address": MailAddress.objects.visible_to(request.user).filter(partnership=partnership).first(),
        "is_set_up": bool(settings.INBOUND_MAIL_DOMAIN),
        "may_reset": services.may_reset(request.user, partnership),
        "drafts": MailedDraft.objects.visible_to(request.user).filter(partnership=partnership),
    }
    return render(request, "engagement/mail_address.html", context)


@login_required
@require_POST
def make_mail_address(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the address: the first one by whoever may log, a new one by who leads or manages."""
    partnership = fetching.partnership_to_see(request.user, slug)
    there = MailAddress.objects.visible_to(request.user).filter(partnership=partnership).exists()
    if not settings.INBOUND_MAIL_DOMAIN or (there and not services.may_reset(request.user, partnership)):
        raise Http404
    done = _("The new address is ready. The old one takes nothing any more.") if there else _("It is ready.")
    return do_and_return(
        request,
        lambda: services.make_address(partnership=partnership, by=request.user),
        done,
        reverse("engagement:mail-address", args=[slug]),
    )


@login_required
def mailed_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """What arrived by one's own e-mail, to be put right and logged."""
    draft = fetching.draft_to_see(request.user, pk)
    partnership = draft.partnership
    initial = usual(request.user, partnership) | {
        "title": draft.title,
        "held_on": draft.held_on,
        "who": draft.listed(),
    }
    form = LogForm(request.POST or None, sight=sight_of(request.user, partnership), initial=initial)
    if form.is_valid():
        made = carried_out(
            form, lambda: services.confirm_draft(draft=draft, by=request.user, **form.values())
        )
        if made:
            messages.success(request, _("Logged. Its effect on traction shows in a moment."))
            return redirect(made)
    context = {
        "form": form,
        "partnership": partnership,
        "draft": draft,
        "back": reverse("engagement:interactions", args=[partnership.slug]),
    }
    return render(request, "engagement/log_interaction.html", context, status=status_of(form))


@login_required
@require_POST
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """It was no interaction."""
    draft = fetching.draft_to_see(request.user, pk)
    to = reverse("engagement:interactions", args=[draft.partnership.slug])
    return do_and_return(request, lambda: services.discard_draft(draft=draft), _("Thrown away."), to)


@csrf_exempt
@require_POST
def receive_mail(request: HttpRequest) -> HttpResponse:
    """Take a raw message from a mail server that knows the secret; there is nothing here without one."""
    secret = settings.INBOUND_MAIL_SECRET
    if not secret:
        raise Http404
    told = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(told.encode(), secret.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if int(request.headers.get("Content-Length") or 0) > BIGGEST:
        return HttpResponse(status=413)
    try:
        header = header_in(io.BytesIO(request.body))
        recipient = request.GET.get("recipient", "")
        outcome = services.receive_mail(header=header, recipient=recipient, now=timezone.now())
    except UnreadableMail:
        outcome = Outcome.UNREADABLE
    status = 200 if outcome in TAKEN else 503 if outcome == Outcome.TOO_MANY else 422
    return JsonResponse({"outcome": outcome}, status=status)
