"""Second steps of sign-ins, as far as somebody else than their owner has a say in them."""

from __future__ import annotations

from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Person, User
from partnering.services.audit import record
from partnering.services.outbox import queue_message
from partnering.services.sign_ins import end_sign_ins


@transaction.atomic
def forget_second_step(*, user: User) -> None:
    """Break the glass for somebody who lost their device and their recovery codes.

    Their app, passkeys and codes go, they are signed out everywhere, and are told by mail. Whoever must have a second
    step sets up a new one when they come in.
    """
    gone, _by_table = Authenticator.objects.filter(user=user).delete()
    if not gone:
        raise DomainError(_("This account has no second step."))
    end_sign_ins(user=user, by=None)
    queue_message(
        key=f"account-changed:{uuid4()}",
        kind="account_changed",
        to_email=user.email,
        subject_id=user.pk,
        details={"what": "second_step_forgotten"},
    )
    person = Person.objects.filter(user=user).select_related("organisation").first()
    organisation = person.organisation if person else None
    record(by=None, verb="forgot the second step of", thing=user, organisation=organisation)
