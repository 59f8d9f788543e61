"""Drafting an agreement: its words, parties, interests, signatories, until it is put out for signature."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements import queries
from agreements.choices import AgreementState
from agreements.models import Agreement, AgreementVersion, Interest, Party, Signatory
from partnering import access
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Partnership, Person, User
from partnering.services.audit import record
from partnering.services.changes import change

WORDS = frozenset({"purpose", "scope", "principles", "governance"})


@transaction.atomic
def draft_agreement(
    *,
    partnership: Partnership,
    title: str,
    organisations: Iterable[Organisation],
    by: User | None,
    review_on: date | None = None,
    ends_on: date | None = None,
    on: date | None = None,
    **words: str,
) -> Agreement:
    """A new draft between these members; `words` are its purpose, scope, principles and governance."""
    day = on or access.today()
    _check_days(review_on, ends_on)
    agreement = Agreement.objects.create(
        partnership=partnership,
        title=title.strip(),
        review_on=review_on,
        ends_on=ends_on,
        drafted_on=day,
        created_by=by,
    )
    AgreementVersion.objects.create(agreement=agreement, number=1, **words)
    for organisation in organisations:
        _check_member(agreement, organisation, day)
        Party.objects.create(agreement=agreement, organisation=organisation)
    record(by=by, verb="drafted", thing=agreement, partnership=partnership)
    return agreement


@transaction.atomic
def edit_draft(*, agreement: Agreement, by: User | None, **values: Any) -> Agreement:
    """Change a draft's title, days (`review_on`, `ends_on`) and words; what is not named stays."""
    locked = lock_draft(agreement)
    words = {name: value for name, value in values.items() if name in WORDS}
    frame = {name: value for name, value in values.items() if name not in WORDS}
    _check_days(frame.get("review_on", locked.review_on), frame.get("ends_on", locked.ends_on))
    change(locked.current_version(), by=by, partnership=locked.partnership, **words)
    return change(locked, by=by, partnership=locked.partnership, **frame)


@transaction.atomic
def discard_draft(*, agreement: Agreement, by: User | None) -> None:
    """Throw a draft away; one that was ever put out for signature is kept."""
    locked = lock_draft(agreement)
    if locked.versions.exclude(frozen_at=None).exists():
        raise DomainError(
            _("This agreement was put out for signature before, so it is kept. You can go on working on it.")
        )
    record(by=by, verb="discarded", thing=locked, partnership=locked.partnership)
    locked.delete()


@transaction.atomic
def add_party(
    *, agreement: Agreement, organisation: Organisation, by: User | None, on: date | None = None
) -> Party:
    """A member of the partnership becomes a party to a draft."""
    locked = lock_draft(agreement)
    _check_member(locked, organisation, on or access.today())
    party, is_new = Party.objects.get_or_create(agreement=locked, organisation=organisation)
    if not is_new:
        raise DomainError(_("%(organisation)s is a party already.") % {"organisation": organisation})
    record(by=by, verb="added", thing=party, partnership=locked.partnership)
    return party


@transaction.atomic
def remove_party(*, party: Party, by: User | None) -> None:
    """Take a party out of a draft, with its interests and signatories; its commitments must go first."""
    locked = lock_draft(party.agreement)
    if locked.commitments.filter(organisation=party.organisation_id).exists():
        raise DomainError(
            _("%(organisation)s has commitments in this draft. Remove them first.")
            % {"organisation": party.organisation}
        )
    version = locked.current_version()
    version.interests.filter(organisation=party.organisation_id).delete()
    version.signatories.filter(organisation=party.organisation_id).delete()
    record(by=by, verb="removed", thing=party, partnership=locked.partnership)
    party.delete()


@transaction.atomic
def state_interests(
    *, agreement: Agreement, organisation: Organisation, text: str, by: User | None
) -> Interest | None:
    """Note what one party itself wants from partnering; an empty text takes it back."""
    locked = lock_draft(agreement)
    check_party(locked, organisation)
    version = locked.current_version()
    interest: Interest | None = Interest.objects.filter(version=version, organisation=organisation).first()
    if not text.strip():
        if interest:
            record(by=by, verb="removed", thing=interest, partnership=locked.partnership)
            interest.delete()
        return None
    if interest:
        return change(interest, by=by, partnership=locked.partnership, text=text.strip())
    interest = Interest.objects.create(version=version, organisation=organisation, text=text.strip())
    record(by=by, verb="stated", thing=interest, partnership=locked.partnership)
    return interest


@transaction.atomic
def name_signatory(
    *, agreement: Agreement, person: Person, authority: str, by: User | None, on: date | None = None
) -> Signatory:
    """Name somebody who signs for their own organisation, and as what.

    They need a role or a seat in the partnership, since without one they could not read what they sign.
    """
    locked = lock_draft(agreement)
    check_party(locked, person.organisation)
    if not queries.people_who_may_sign(locked, on=on).filter(pk=person.pk).exists():
        raise DomainError(
            _(
                "%(person)s has no role and no seat in the partnership. Give them one first, so that they can read it."
            )
            % {"person": person}
        )
    version = locked.current_version()
    if version.signatories.filter(person=person).exists():
        raise DomainError(_("%(person)s is a signatory already.") % {"person": person})
    signatory = Signatory.objects.create(
        version=version, organisation=person.organisation, person=person, authority=authority.strip()
    )
    record(by=by, verb="named", thing=signatory, partnership=locked.partnership)
    return signatory


@transaction.atomic
def remove_signatory(*, signatory: Signatory, by: User | None) -> None:
    """Somebody named doesn't sign after all; only while it is a draft."""
    locked = lock_draft(signatory.version.agreement)
    if signatory.version.frozen_at is not None:
        raise DomainError(_("This version was put out for signature; who signs it can't be changed."))
    record(by=by, verb="removed", thing=signatory, partnership=locked.partnership)
    signatory.delete()


def lock_draft(agreement: Agreement) -> Agreement:
    """The agreement as it is now, held until the transaction ends; DomainError when it is no draft any more."""
    locked: Agreement = (
        Agreement.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=agreement.pk)
    )
    if locked.state != AgreementState.DRAFT:
        raise DomainError(
            _("“%(title)s” is not a draft any more, so its words can't be changed.") % {"title": locked}
        )
    return locked


def check_party(agreement: Agreement, organisation: Organisation) -> None:
    """DomainError unless the organisation is a party to the agreement."""
    if not agreement.parties.filter(organisation=organisation).exists():
        raise DomainError(
            _("%(organisation)s is not a party to this agreement. Add it first.")
            % {"organisation": organisation}
        )


def _check_member(agreement: Agreement, organisation: Organisation, on: date) -> None:
    members = Membership.objects.current(on).filter(partnership=agreement.partnership_id)
    if not members.filter(organisation=organisation).exists():
        raise DomainError(
            _("%(organisation)s is not a member of the partnership on that day. Add it as a member first.")
            % {"organisation": organisation}
        )


def _check_days(review_on: date | None, ends_on: date | None) -> None:
    if review_on and ends_on and review_on > ends_on:
        raise DomainError(_("The review must be on or before the last day of the agreement."))
