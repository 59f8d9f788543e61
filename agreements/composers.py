"""What this app's e-mails say, composed when they leave."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Signatory
from partnering.composers import absolute, compose
from partnering.models import OutgoingMessage
from partnering.registry import Composed, Suppressed, message_composers


def agreement_to_sign(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail that asks a signatory to sign; it holds the title only, since mails travel openly."""
    rows = Signatory.objects.filter(pk=message.subject_id)
    signatory = rows.select_related("version__agreement__partnership", "organisation", "person__user").first()
    if signatory is None or signatory.person_id != message.to_person_id or signatory.person.user is None:
        return Suppressed("Nobody to sign")
    if signatory.signed_on:
        return Suppressed("Signed already")
    if not Signatory.objects.to_be_signed_by(signatory.person.user).filter(pk=signatory.pk).exists():
        return Suppressed("The agreement is not out for signature, or not for them")
    agreement = signatory.version.agreement
    context = {
        "person": signatory.person,
        "agreement": agreement,
        "partnership": agreement.partnership,
        "organisation": signatory.organisation,
        "link": absolute(reverse("agreements:sign", args=[agreement.pk])),
    }
    subject = _("Please sign: %(title)s") % {"title": agreement.title}
    return compose("agreements/mail/agreement_to_sign", subject, context)


def register() -> None:
    """Put the composer where the outbox finds it."""
    message_composers["agreement_to_sign"] = agreement_to_sign
