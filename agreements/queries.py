"""Reads over several tables: rows to rows, or rows to the plain facts of `terms` and of engagement.

Those that end in plain rows take a queryset of partnerships, so that the caller keeps the scope, and cost the same
number of queries for any number of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db.models import (
    Count,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)

from agreements.choices import CommitmentState
from agreements.models import (
    Agreement,
    AgreementVersion,
    BaselineReader,
    BaselineUnit,
    Commitment,
    Interest,
    Party,
    Signatory,
    SigningBaseline,
)
from agreements.terms import DraftTerms, PartyTerms, Standing, standing
from partnering import access, at_once, kept, reach
from partnering.models import Action, Organisation, Partnership, Person, Role, Seat, User
from partnering.queries import counted


@dataclass(frozen=True)
class AgreementInForce:
    """An agreement in force on a day, and since when."""

    pk: int
    title: str
    partnership_id: int
    since: date
    review_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment in an agreement in force, with how it stood on the day asked for."""

    pk: int
    text: str
    kind: str
    amount: Decimal | None
    unit: str
    partnership_id: int
    agreement_id: int
    organisation_id: int
    organisation: str
    in_force_since: date
    starts_on: date | None
    due_on: date | None
    kept_on: date | None
    state: str
    standing: Standing


@dataclass(frozen=True)
class Baseline:
    """How many of an organisation's people knew of its first agreement in a partnership when it signed."""

    partnership_id: int
    organisation_id: int
    organisation: str
    knew: int
    of: int
    recorded_on: date


@dataclass(frozen=True)
class BaselineTotal:
    """The baselines of several organisations together; `recorded_on` is the last day of signing."""

    knew: int
    of: int
    recorded_on: date


def agreements_in_force(partnerships: QuerySet[Partnership], *, on: date) -> list[AgreementInForce]:
    """The agreements of these partnerships that are in force on a day, the oldest first. One query."""
    rows = Agreement.objects.in_force(on).filter(partnership__in=partnerships)
    fields = rows.order_by("came_into_force_on", "pk").values_list(
        "pk", "title", "partnership_id", "came_into_force_on", "review_on", "ends_on"
    )
    return [AgreementInForce(*row) for row in fields]


@at_once.part
def commitments_in_force(
    partnerships: QuerySet[Partnership], *, on: date
) -> at_once.Asking[list[CommitmentRow]]:
    """The commitments, but for withdrawn ones, of agreements in force on a day, by due day. One query."""
    [found] = yield [_promised(on).filter(agreement__partnership__in=partnerships)]
    return [_commitment_row(one, on) for one in found]


def commitments_of(partnership: int, *, on: date) -> at_once.Asking[list[CommitmentRow]]:
    """The same of one partnership, by its key."""
    [found] = yield [at_once.rows(_promised_in, None, kept.Slot(partnership), on)]
    return [_commitment_row(one, on) for one in found]


def _promised_in(_user: Any, partnership: int, on: date) -> QuerySet[Commitment]:
    return _promised(on).filter(agreement__partnership=partnership)


def _promised(on: date) -> QuerySet[Commitment]:
    rows: QuerySet[Commitment] = (
        Commitment.objects.in_force(on)
        .exclude(state=CommitmentState.WITHDRAWN)
        .select_related("agreement", "organisation")
        .order_by("due_on", "pk")
    )
    return rows


def _commitment_row(one: Commitment, on: date) -> CommitmentRow:
    return CommitmentRow(
        pk=one.pk,
        text=one.text,
        kind=one.kind,
        amount=one.amount,
        unit=one.unit,
        partnership_id=one.agreement.partnership_id,
        agreement_id=one.agreement_id,
        organisation_id=one.organisation_id,
        organisation=one.organisation.name,
        in_force_since=cast(date, one.agreement.came_into_force_on),
        starts_on=one.starts_on,
        due_on=one.due_on,
        kept_on=one.kept_on if one.kept_on and one.kept_on <= on else None,
        state=one.state,
        standing=standing(one.state, on=on, due_on=one.due_on, kept_on=one.kept_on),
    )


@at_once.part
def baselines(partnerships: QuerySet[Partnership], *, on: date) -> at_once.Asking[list[Baseline]]:
    """The baseline of each organisation in each of these partnerships, of its first agreement. One query.

    Only of agreements that have come into force: before all have signed there is no day of signing yet.
    """
    [found] = yield [_recorded(on).filter(agreement__partnership__in=partnerships)]
    return _first_ones(found)


def baselines_of(partnership: int, *, on: date) -> at_once.Asking[list[Baseline]]:
    """The same of one partnership, by its key."""
    [found] = yield [at_once.rows(_recorded_in, None, kept.Slot(partnership), on)]
    return _first_ones(found)


def _recorded_in(_user: Any, partnership: int, on: date) -> QuerySet[Any]:
    return _recorded(on).filter(agreement__partnership=partnership)


def _recorded(on: date) -> QuerySet[Any]:
    return (
        SigningBaseline.objects.filter(agreement__came_into_force_on__lte=on, recorded_on__lte=on)
        .order_by("recorded_on", "pk")
        .values_list(
            "agreement__partnership_id",
            "organisation_id",
            "organisation__name",
            "knew",
            "of",
            "recorded_on",
        )
    )


def _first_ones(found: Iterable[Any]) -> list[Baseline]:
    first: dict[tuple[int, int], Baseline] = {}
    for row in found:
        first.setdefault((row[0], row[1]), Baseline(*row))
    return sorted(first.values(), key=lambda one: (one.partnership_id, one.organisation))


def baseline_total(rows: Iterable[Baseline]) -> BaselineTotal | None:
    """The sum of baselines, such as 14 of 240; None when there are none."""
    known = list(rows)
    if not known:
        return None
    return BaselineTotal(
        knew=sum(one.knew for one in known),
        of=sum(one.of for one in known),
        recorded_on=max(one.recorded_on for one in known),
    )


@dataclass(frozen=True)
class OwnBaseline:
    """Who of one's own organisation knew of its first agreement when it signed: of each unit, and by name.

    `units` is empty where only the number was told. Its key None is for people without a unit.
    """

    knew: int
    of: int
    recorded_on: date
    units: Mapping[int | None, tuple[int, int]]
    readers: tuple[str, ...]


def own_baseline(user: User, partnership: Partnership, *, on: date) -> OwnBaseline | None:
    """The same for the organisation whose internal matters the user reads; None without a signature. Three queries."""
    first = (
        SigningBaseline.objects.visible_to(user)
        .filter(
            agreement__partnership=partnership,
            agreement__came_into_force_on__lte=on,
            organisation=access.reads_internals_of(user),
        )
        .order_by("recorded_on", "pk")
        .first()
    )
    if first is None:
        return None
    units = BaselineUnit.objects.visible_to(user).filter(baseline=first)
    readers = BaselineReader.objects.visible_to(user).filter(baseline=first)
    return OwnBaseline(
        knew=first.knew,
        of=first.of,
        recorded_on=first.recorded_on,
        units={unit: (knew, of) for unit, knew, of in units.values_list("unit", "knew", "of")},
        readers=tuple(readers.values_list("person__name", flat=True)),
    )


def heads_by_unit(organisation: Organisation, on: date) -> dict[int | None, int]:
    """How many people of an organisation are in each unit, or in none, on a day."""
    people = Person.objects.present(on).filter(organisation=organisation).order_by()
    return dict(people.values("unit").annotate(n=Count("pk")).values_list("unit", "n"))


def knew_by_unit(by_unit: Mapping[int, int], readers: Iterable[Person]) -> dict[int | None, int]:
    """How many of each unit knew, from numbers and from names: a name says no more where a number counts it already."""
    named = Counter(one.unit_id for one in readers)
    return {unit: max(named[unit], by_unit.get(unit, 0)) for unit in {*named, *by_unit}}  # type: ignore[arg-type]


def draft_terms(agreement: Agreement) -> DraftTerms:
    """What the check before signature has to know of a draft."""
    version = agreement.current_version()
    interests = dict(Interest.objects.filter(version=version).values_list("organisation_id", "text"))
    signatories = list(Signatory.objects.filter(version=version).select_related("person"))
    commitments = list(agreement.commitments.values_list("organisation_id", "due_on"))
    signing = Counter(one.organisation_id for one in signatories)
    committed = Counter(organisation for organisation, _due in commitments)
    undated = Counter(organisation for organisation, due in commitments if due is None)
    dues: dict[int, date] = {}
    for organisation, due in commitments:
        if due is not None:
            dues[organisation] = min(due, dues.get(organisation, due))
    return DraftTerms(
        purpose=version.purpose,
        scope=version.scope,
        principles=version.principles,
        governance=version.governance,
        review_on=agreement.review_on,
        ends_on=agreement.ends_on,
        parties=tuple(
            PartyTerms(
                name=party.organisation.name,
                interests=interests.get(party.organisation_id, ""),
                signatories=signing[party.organisation_id],
                without_account=tuple(
                    one.person.name
                    for one in signatories
                    if one.organisation_id == party.organisation_id and one.person.user_id is None
                ),
                commitments=committed[party.organisation_id],
                undated=undated[party.organisation_id],
                first_due=dues.get(party.organisation_id),
            )
            for party in agreement.parties.select_related("organisation")
        ),
    )


def people_who_may_sign(agreement: Agreement, *, on: date | None = None) -> QuerySet[Person]:
    """People of the parties with a role or a seat in the partnership, who therefore read what they sign."""
    roles = Role.objects.current(on).filter(partnership=agreement.partnership_id)
    seats = Seat.objects.current(on).filter(group__partnership=agreement.partnership_id)
    rows: QuerySet[Person] = (
        Person.objects.present(on)
        .filter(
            Q(pk__in=roles.values("person")) | Q(pk__in=seats.values("person")),
            organisation__in=agreement.parties.values("organisation"),
        )
        .select_related("organisation")
    )
    return rows.order_by("organisation__name", "name")


def organisations_spoken_for(user: User, agreement: Agreement) -> QuerySet[Organisation]:
    """The parties whose interests, signatories and commitments the user may enter: all as manager, else one's own."""
    parties = agreement.parties.values_list("organisation", flat=True)
    return Organisation.objects.filter(pk__in=spoken_for_among(user, agreement, parties)).order_by("name")


def spoken_for_among(user: User, agreement: Agreement, parties: Iterable[int]) -> set[int]:
    """The same, of parties that are known already, by their keys."""
    if access.manages_partnership(user, agreement.partnership):
        return set(parties)
    person = access.person_of(user)
    if person is None or not access.leads_organisation(user, person.organisation_id):
        return set()
    return {person.organisation_id} & set(parties)


def agreements_listed(user: User, partnership: Partnership | None = None) -> QuerySet[Agreement]:
    """Agreements (of one partnership) with their parties and the numbers of signatures and of commitments."""
    newest = AgreementVersion.objects.filter(agreement=OuterRef("pk")).order_by("-number").values("pk")[:1]
    rows: QuerySet[Agreement] = (
        Agreement.objects.visible_to(user)
        .select_related("partnership")
        .annotate(newest=Subquery(newest))
        .annotate(
            signatures=counted(Signatory.objects.filter(version=OuterRef("newest"), signed_on__isnull=False)),
            signatories=counted(Signatory.objects.filter(version=OuterRef("newest"))),
            promised=counted(
                Commitment.objects.filter(agreement=OuterRef("pk")).exclude(state=CommitmentState.WITHDRAWN)
            ),
            kept=counted(Commitment.objects.filter(agreement=OuterRef("pk"), state=CommitmentState.KEPT)),
            late=counted(Commitment.objects.late().filter(agreement=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("parties", Party.objects.select_related("organisation")))
    )
    return rows.filter(partnership=partnership) if partnership else rows


def commitments_listed(
    user: User,
    *,
    partnership: Partnership | None = None,
    q: str = "",
    agreement: Agreement | None = None,
    organisation: Organisation | None = None,
    kind: str = "",
    state: str = "",
) -> QuerySet[Commitment]:
    """Commitments (of one partnership), narrowed, with the actions that the user sees; `state` may also be 'late'."""
    rows = Commitment.objects.visible_to(user)
    if partnership:
        rows = rows.filter(agreement__partnership=partnership)
    if q:
        rows = rows.filter(Q(text__icontains=q) | Q(unit__icontains=q) | Q(note__icontains=q))
    if agreement:
        rows = rows.filter(agreement=agreement)
    if organisation:
        rows = rows.filter(organisation=organisation)
    if kind:
        rows = rows.filter(kind=kind)
    if state == "late":
        rows = rows.late()
    elif state:
        rows = rows.filter(state=state)
    return with_actions(user, rows).select_related("agreement__partnership", "organisation")


def with_actions(user: User, rows: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Adds `actions_seen`, a commitment's actions as far as the user sees them."""
    seen = Action.objects.visible_to(user).select_related("owner").order_by("due_on", "pk")
    return rows.prefetch_related(Prefetch("actions", queryset=seen, to_attr="actions_seen"))


def waits_for_signature_of(user: User, partnership: Partnership) -> QuerySet[Signatory]:
    """The user's own signatures that agreements of a partnership wait for."""
    return signatures_awaited(user, partnership.pk)


def signatures_awaited(user: User, partnership: int) -> QuerySet[Signatory]:
    """The same, of a partnership's key."""
    rows: QuerySet[Signatory] = Signatory.objects.to_be_signed_by(user).filter(
        version__agreement__partnership=partnership
    )
    return rows.select_related("version__agreement")


def has_signature(version: AgreementVersion) -> bool:
    """Whether anybody has signed this version."""
    return version.signatories.filter(signed_on__isnull=False).exists()


def may_draft(user: User, partnership: Partnership) -> bool:
    """Whether the user may start an agreement there: its manager, or the lead of a current member."""
    if access.manages_partnership(user, partnership):
        return True
    person = access.person_of(user)
    leads = person is not None and access.leads_organisation(user, person.organisation_id)
    return leads and reach.is_part(user, partnership.pk)  # which a lead is by their organisation's membership
