"""E-mails to a partnership's address: each makes a draft, which its sender confirms after signing in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from engagement.choices import InteractionSource
from engagement.mail_headers import Letter, UnreadableMail, letter_in
from engagement.models import Interaction, MailAddress, MailedDraft
from engagement.models.mailing import LENGTH, LETTERS, new_key
from engagement.services.interactions import Origin, log_interaction
from partnering import access
from partnering.errors import DomainError
from partnering.models import Partnership, Person, User
from partnering.services.audit import record
from partnering.services.outbox import queue_message

KIND = "mailed_draft"
MOST_WAITING = 50
KEPT_FOR = timedelta(days=30)
_OURS = re.compile(rf"log-([{LETTERS}]{{{LENGTH}}})@(.+)", re.IGNORECASE)


class Outcome(StrEnum):
    """What became of a message that arrived."""

    DRAFTED = "drafted"
    KNOWN = "known already"
    AUTOMATIC = "written by a machine"
    NO_ADDRESS = "no such address"
    NOT_ALLOWED = "sender not allowed"
    TOO_MANY = "too many wait"
    UNREADABLE = "not readable"


@transaction.atomic
def receive_mail(*, header: bytes, recipient: str = "", now: datetime) -> Outcome:
    """Take a message, of which only the header is read, sent to `recipient` as the mail server has it, or as it says.

    Whether a sender is unknown or has no part in the partnership is one answer.
    """
    try:
        letter = letter_in(header)
    except UnreadableMail:
        return Outcome.UNREADABLE
    address = _address_of({recipient.lower()} if recipient else letter.recipients)
    if address is None:
        return Outcome.NO_ADDRESS
    if letter.is_automatic:
        return Outcome.AUTOMATIC
    person = _sender(letter.sender, address.partnership)
    if person is None or person.user is None:
        return Outcome.NOT_ALLOWED
    return _keep(letter, address.partnership, person, now)


def _keep(letter: Letter, partnership: Partnership, person: Person, now: datetime) -> Outcome:
    """Make the draft, unless this message made one already or was logged."""
    user: Any = person.user
    # The same message at the same moment waits here, and then finds itself.
    User.objects.select_for_update().get(pk=user.pk)
    mine = MailedDraft.objects.filter(partnership=partnership, owner=user)
    logged = Interaction.objects.visible_to(user).filter(partnership=partnership)
    if mine.filter(key=letter.key).exists() or logged.filter(source_key=letter.key).exists():
        return Outcome.KNOWN
    if mine.count() >= MOST_WAITING:
        return Outcome.TOO_MANY
    _draft(letter, partnership, user, person, now)
    return Outcome.DRAFTED


def _draft(letter: Letter, partnership: Partnership, owner: User, person: Person, now: datetime) -> None:
    day = access.day_of(letter.sent_at) if letter.sent_at else access.day_of(now)
    others = [list(one) for one in letter.others if not _OURS.fullmatch(one[1])]
    draft = MailedDraft.objects.create(
        partnership=partnership,
        owner=owner,
        title=letter.subject,
        held_on=min(day, access.day_of(now)),
        addresses=others,
        key=letter.key,
        arrived_at=now,
    )
    if person.email:
        queue_message(key=f"{KIND}:{draft.pk}:{draft.key}", kind=KIND, to_person=person, subject_id=draft.pk)


def _address_of(recipients: Any) -> MailAddress | None:
    found = (_OURS.fullmatch(one) for one in recipients)
    domain = settings.INBOUND_MAIL_DOMAIN.lower()
    keys = {one[1].lower() for one in found if one and domain and one[2].lower() == domain}
    rows = MailAddress.objects.select_related("partnership").filter(key__in=keys)
    return rows.first() if len(keys) == 1 else None


def _sender(address: str, partnership: Partnership) -> Person | None:
    """The one person with an account who has this address and may log there; nobody where two could be meant."""
    rows = Person.objects.filter(
        Q(email__iexact=address) | Q(user__email__iexact=address), user__is_active=True
    )
    found = list(rows.select_related("user")[:2])
    if len(found) != 1:
        return None
    user: Any = found[0].user
    return found[0] if access.partnerships_of(user).filter(pk=partnership.pk).exists() else None


@transaction.atomic
def make_address(*, partnership: Partnership, by: User) -> MailAddress:
    """The partnership's address for e-mails: a first one, or a new one, after which the old one takes nothing."""
    address, is_new = MailAddress.objects.get_or_create(partnership=partnership, defaults={"made_by": by})
    if not is_new:
        address.key, address.made_by = new_key(), by
        address.save()
    record(by=by, verb="made an address for e-mails", thing=partnership, partnership=partnership)
    return address


@transaction.atomic
def confirm_draft(*, draft: MailedDraft, by: User, **values: Any) -> Interaction:
    """Log what arrived by e-mail, as its sender has put it right; the draft goes."""
    if not MailedDraft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise DomainError(_("This e-mail was logged or thrown away meanwhile."))
    made = log_interaction(
        partnership=draft.partnership, by=by, origin=Origin(InteractionSource.MAIL, draft.key), **values
    )
    draft.delete()
    return made


def discard_draft(*, draft: MailedDraft) -> None:
    """It was no interaction."""
    draft.delete()


def forget_old_drafts(*, now: datetime) -> int:
    """Forget what nobody confirmed. Returns how many drafts went."""
    forgotten, _each = MailedDraft.objects.filter(arrived_at__lt=now - KEPT_FOR).delete()
    return forgotten


def may_reset(user: Any, partnership: Partnership) -> bool:
    """Whether the user may make a new address where there is one: managers, and leads of members."""
    return access.leads_own_organisation(user) or access.manages_partnership(user, partnership)
