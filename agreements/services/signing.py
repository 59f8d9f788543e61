"""From draft to force: put out for signature, sign, end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import queries, terms
from agreements.choices import AgreementState
from agreements.models import (
    Agreement,
    AgreementVersion,
    BaselineReader,
    BaselineUnit,
    Interest,
    Signatory,
    SigningBaseline,
)
from agreements.services.drafting import lock_draft
from agreements.wording import gap_in_words
from partnering import access
from partnering.errors import DomainError, NotAllowed
from partnering.models import Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.outbox import queue_message


@transaction.atomic
def put_out_for_signature(*, agreement: Agreement, by: User | None, now: datetime | None = None) -> Agreement:
    """Freeze the draft's words and ask its signatories to sign; DomainError says what is missing."""
    moment = now or timezone.now()
    locked = lock_draft(agreement)
    gaps = terms.missing_before_signature(queries.draft_terms(locked), on=access.day_of(moment))
    blocking = [gap_in_words(gap) for gap in gaps if not gap.is_advice]
    if blocking:
        raise DomainError(" ".join(blocking))
    version = locked.current_version()
    version.frozen_at = moment
    version.save(update_fields=["frozen_at"])
    change(
        locked,
        by=by,
        verb="put out for signature",
        partnership=locked.partnership,
        state=AgreementState.FOR_SIGNATURE,
    )
    for signatory in version.signatories.select_related("person"):
        queue_message(
            key=f"agreement-to-sign:{signatory.pk}",
            kind="agreement_to_sign",
            to_person=signatory.person,
            subject_id=signatory.pk,
            due_at=moment,
        )
    return locked


@transaction.atomic
def withdraw_from_signature(*, agreement: Agreement, by: User | None) -> Agreement:
    """Back to draft, as long as nobody signed: a next version with the same words; the frozen one is kept."""
    locked = _locked(agreement)
    if not terms.may_move(locked.state, AgreementState.DRAFT):
        raise DomainError(_("Only an agreement that is out for signature can be taken back."))
    version = locked.current_version()
    if queries.has_signature(version):
        raise DomainError(_("Somebody has signed already, so it can't be taken back any more."))
    _next_version(version)
    return change(
        locked,
        by=by,
        verb="withdrawn from signature",
        partnership=locked.partnership,
        state=AgreementState.DRAFT,
    )


def _next_version(old: AgreementVersion) -> None:
    new = AgreementVersion.objects.create(
        agreement=old.agreement,
        number=old.number + 1,
        purpose=old.purpose,
        scope=old.scope,
        principles=old.principles,
        governance=old.governance,
    )
    Interest.objects.bulk_create(
        Interest(version=new, organisation_id=one.organisation_id, text=one.text)
        for one in old.interests.all()
    )
    Signatory.objects.bulk_create(
        Signatory(
            version=new,
            organisation_id=one.organisation_id,
            person_id=one.person_id,
            authority=one.authority,
        )
        for one in old.signatories.all()
    )


@transaction.atomic
def sign_agreement(
    *,
    signatory: Signatory,
    by: User,
    knew: int,
    of: int,
    on: date | None = None,
    by_unit: Mapping[int, int] | None = None,
    readers: Collection[Person] = (),
) -> Agreement:
    """Sign for one's own organisation, and say how many of its `of` people know of the agreement today.

    `by_unit` says it of single units by their keys, and `readers` by name; what they add up to is no more than
    `knew`. With the last signature the agreement comes into force, in the same transaction. Where an organisation has
    several signatories, the last answer to the question counts.
    """
    day = on or access.today()
    # Two last signatures at once queue up here, so that the later one sees the earlier.
    agreement = _locked(signatory.version.agreement)
    version = agreement.current_version()
    _check_signing(agreement, version, signatory, by)
    _check_baseline(knew, of)
    if not version.was_put_out(day):
        raise DomainError(_("It can't be signed before the day on which it was put out for signature."))
    mine = Signatory.objects.filter(pk=signatory.pk, signed_on=None)
    if not mine.update(signed_on=day, signed_by=by):
        raise DomainError(_("You have signed this agreement already."))
    baseline, _is_new = SigningBaseline.objects.update_or_create(
        agreement=agreement,
        organisation=signatory.organisation,
        defaults={"knew": knew, "of": of, "recorded_on": day, "by": by},
    )
    _keep_parts(baseline, by_unit or {}, readers)
    record(by=by, verb="signed", thing=signatory, partnership=agreement.partnership, knew=knew, of=of)
    days = list(version.signatories.values_list("signed_on", flat=True))
    if terms.has_everybody_signed(days):
        change(
            agreement,
            by=by,
            verb="came into force",
            partnership=agreement.partnership,
            state=AgreementState.IN_FORCE,
            came_into_force_on=max(one for one in days if one),
        )
    return agreement


@transaction.atomic
def end_agreement(
    *, agreement: Agreement, by: User | None, reason: str = "", on: date | None = None
) -> Agreement:
    """End an agreement in force on a day; what was committed and kept stays on record."""
    day = on or access.today()
    locked = _locked(agreement)
    if not terms.may_move(locked.state, AgreementState.ENDED):
        raise DomainError(_("Only an agreement in force can be ended."))
    if not locked.has_begun(day):
        raise DomainError(_("It can't end before it came into force."))
    return change(
        locked,
        by=by,
        verb="ended",
        partnership=locked.partnership,
        state=AgreementState.ENDED,
        ended_on=day,
        ended_because=reason.strip(),
    )


def _locked(agreement: Agreement) -> Agreement:
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("partnership")
    locked: Agreement = rows.get(pk=agreement.pk)
    return locked


def _check_signing(agreement: Agreement, version: AgreementVersion, signatory: Signatory, by: User) -> None:
    if agreement.state != AgreementState.FOR_SIGNATURE or signatory.version_id != version.pk:
        raise DomainError(_("This agreement is not out for signature (any more)."))
    person = access.person_of(by)
    if (
        person is None
        or signatory.person_id != person.pk
        or signatory.organisation_id != person.organisation_id
    ):
        raise NotAllowed(_("Only the named signatory can sign, for their own organisation."))


def _keep_parts(baseline: SigningBaseline, by_unit: Mapping[int, int], readers: Collection[Person]) -> None:
    """Keep what was said by unit and by name, in place of what another signatory said before."""
    for table in (BaselineUnit, BaselineReader):
        table.objects.remove(list(table.objects.filter(baseline=baseline)))
    if any(one.organisation_id != baseline.organisation_id for one in readers):
        raise DomainError(_("Name only people of your own organisation."))
    heads = queries.heads_by_unit(baseline.organisation, baseline.recorded_on)
    knew = queries.knew_by_unit(by_unit, readers)
    for unit, count in knew.items():
        if count > heads.get(unit, 0):
            raise DomainError(_("In one unit you name more people than there are."))
    if sum(knew.values()) > baseline.knew:
        raise DomainError(_("By unit and by name you name more people than know of it in all."))
    BaselineUnit.objects.bulk_create(
        BaselineUnit(baseline=baseline, unit_id=unit, knew=knew.get(unit, 0), of=count)
        for unit, count in (heads.items() if knew else ())
    )
    BaselineReader.objects.bulk_create(BaselineReader(baseline=baseline, person=one) for one in readers)


def _check_baseline(knew: int, of: int) -> None:
    if of < 1:
        raise DomainError(_("Enter how many people your organisation has; at least one."))
    if not 0 <= knew <= of:
        raise DomainError(
            _("The number who know of it lies between 0 and the number of people in your organisation.")
        )
