"""What this app's e-mails say, composed when they leave, so that no link to a survey rests in the database."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.composers import absolute, compose
from partnering.models import OutgoingMessage
from partnering.registry import Composed, Suppressed, message_composers
from readiness import languages
from readiness.models import Invitation
from readiness.services.tokens import token_of

MINUTES_PER_QUESTION = 0.2


def link_of(invitation: Invitation) -> str:
    """The full address of somebody's survey."""
    return absolute(reverse("readiness:survey", args=[token_of(invitation)]))


def _survey(message: OutgoingMessage, template: str, subject: Any) -> Composed | Suppressed:
    """In the language noted of its reader, where the survey speaks it too."""
    rows = Invitation.objects.filter(pk=message.subject_id)
    related = ("campaign__organisation", "campaign__partnership", "campaign__framework_version", "person")
    invitation = rows.select_related(*related).first()
    if invitation is None or invitation.person_id != message.to_person_id:
        return Suppressed("The survey is not there any more")
    campaign = invitation.campaign
    if invitation.answered:
        return Suppressed("No mail is needed any more")
    if not campaign.takes_answers(access.today()):
        return Suppressed("The survey takes no answers now")
    framework = campaign.framework_version.framework
    context = {
        "person": invitation.person,
        "campaign": campaign,
        "organisation": campaign.asker,
        "minutes": max(round(len(framework.questions) * MINUTES_PER_QUESTION), 1),
        "link": link_of(invitation),
    }
    language = languages.best_of(framework.languages, [languages.noted_language(invitation.person)])
    with languages.pages_in(language):
        return compose(template, str(subject) % {"title": campaign.title}, context)


def survey_invitation(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail with somebody's personal link; `subject_id` is the invitation's number."""
    return _survey(message, "readiness/mail/survey_invitation", _("A few minutes for: %(title)s"))


def survey_reminder(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail that reminds of it, with the same link; `subject_id` is the invitation's number."""
    subject = _("Last call: %(title)s") if message.details.get("last") else _("Still time for: %(title)s")
    return _survey(message, "readiness/mail/survey_reminder", subject)


def register() -> None:
    """Put the composers where the outbox finds them."""
    message_composers["survey_invitation"] = survey_invitation
    message_composers["survey_reminder"] = survey_reminder
