"""Facts of the agreements of partnerships, all joint, as plain data from a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Max

from agreements.choices import AgreementState, CommitmentState
from agreements.models import Agreement, Commitment, Party, Signatory
from partnering import access
from partnering.models import Membership
from partnering.xray import Scope


@dataclass
class AgreementFact:
    """An agreement that has not ended; `waits_for` are the organisations that have not signed its last version."""

    pk: int
    title: str
    state: str = "in force"
    drafted_on: date | None = None
    put_out_on: date | None = None
    in_force_on: date | None = None
    review_on: date | None = None
    ends_on: date | None = None
    parties: dict[int, str] = field(default_factory=dict)
    waits_for: list[str] = field(default_factory=list)

    def is_in_force(self, on: date) -> bool:
        """Whether it binds on a day."""
        return self.state == AgreementState.IN_FORCE and (self.ends_on is None or self.ends_on >= on)


@dataclass(frozen=True)
class CommitmentFact:
    """An open commitment of an agreement in force."""

    pk: int
    agreement: int
    text: str
    organisation: int
    organisation_name: str
    in_force_on: date
    due_on: date | None = None
    actions: int = 0


@dataclass
class Facts:
    """All that is known of one partnership's agreements on a day."""

    slug: str
    on: date
    kind: str = "scoping"
    members: dict[int, str] = field(default_factory=dict)
    agreements: list[AgreementFact] = field(default_factory=list)
    commitments: list[CommitmentFact] = field(default_factory=list)
    committed: set[tuple[int, int]] = field(default_factory=set)
    ended: int = 0

    def in_force(self) -> list[AgreementFact]:
        """The agreements that bind today."""
        return [one for one in self.agreements if one.is_in_force(self.on)]


def gather(scope: Scope) -> dict[int, Facts]:
    """The facts of each partnership. Five queries, whatever their number."""
    found = {one.pk: Facts(one.slug, scope.on, one.phase) for one in scope.partnerships}
    members = Membership.objects.current(scope.on).filter(partnership__in=list(found))
    for pk, organisation, name in members.values_list("partnership", "organisation", "organisation__name"):
        found[pk].members[organisation] = name
    by_pk = _agreements(found)
    _parties(by_pk)
    _commitments(found, by_pk)
    return found


def _agreements(found: dict[int, Facts]) -> dict[int, AgreementFact]:
    rows = Agreement.objects.filter(partnership__in=list(found)).annotate(put_out=Max("versions__frozen_at"))
    by_pk = {}
    for one in rows.order_by("pk"):
        facts = found[one.partnership_id]
        if one.state == AgreementState.ENDED:
            facts.ended += 1
            continue
        put_out = one.put_out and access.day_of(one.put_out)
        by_pk[one.pk] = AgreementFact(
            one.pk,
            one.title,
            one.state,
            one.drafted_on,
            put_out,
            one.came_into_force_on,
            one.review_on,
            one.ends_on,
        )
        facts.agreements.append(by_pk[one.pk])
    return by_pk


def _parties(by_pk: dict[int, AgreementFact]) -> None:
    parties = Party.objects.filter(agreement__in=list(by_pk)).order_by("organisation__name")
    for pk, organisation, name in parties.values_list("agreement", "organisation", "organisation__name"):
        by_pk[pk].parties[organisation] = name
    waiting = [pk for pk, one in by_pk.items() if one.state == AgreementState.FOR_SIGNATURE]
    unsigned = Signatory.objects.filter(
        version__agreement__in=waiting, version__frozen_at__isnull=False, signed_on=None
    ).annotate(last=Max("version__agreement__versions__number"))
    for pk, name in unsigned.filter(version__number=F("last")).values_list(
        "version__agreement", "organisation__name"
    ):
        if name not in by_pk[pk].waits_for:
            by_pk[pk].waits_for.append(name)


def _commitments(found: dict[int, Facts], by_pk: dict[int, AgreementFact]) -> None:
    facts_of = {one.pk: facts for facts in found.values() for one in facts.agreements}
    rows = Commitment.objects.filter(agreement__in=list(by_pk)).exclude(state=CommitmentState.WITHDRAWN)
    counted = rows.annotate(action_count=Count("actions")).select_related("organisation").order_by("pk")
    for one in counted:
        agreement, facts = by_pk[one.agreement_id], facts_of[one.agreement_id]
        facts.committed.add((one.agreement_id, one.organisation_id))
        if one.state == CommitmentState.OPEN and agreement.is_in_force(facts.on):
            facts.commitments.append(
                CommitmentFact(
                    one.pk,
                    one.agreement_id,
                    one.text,
                    one.organisation_id,
                    one.organisation.name,
                    agreement.in_force_on or facts.on,
                    one.due_on,
                    one.action_count,
                )
            )
