"""Loads the sample partnership through the import and the services that users use, never behind their backs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.models import Agreement, Commitment, Signatory
from agreements.services import commitments, drafting, signing
from engagement.choices import InteractionSource
from engagement.sample_accounts import load_accounts
from engagement.sample_actions import load_actions
from engagement.sample_beside import load_beside
from engagement.sample_briefs import load_briefs
from engagement.sample_data import SampleData
from engagement.sample_groups import load_groups
from engagement.sample_imports import load_import
from engagement.sample_meetings import load_meetings, was_meeting
from engagement.sample_people import load_people
from engagement.sample_phases import load_phases
from engagement.sample_pictures import draw_logos
from engagement.sample_plans import load_contractors_part, load_plans
from engagement.sample_reach import load_reach
from engagement.sample_reviews import load_evidence, load_reviews
from engagement.sample_sponsors import load_sponsors
from engagement.sample_surveys import load_campaigns, load_drafts, load_frameworks
from engagement.sample_views import load_views
from engagement.services.interactions import Heads, Origin, log_interaction
from engagement.services.targets import name_targets
from engagement.services.traction import backfill_snapshots
from partnering.choices import RoleKind, Sector
from partnering.importing import read_register
from partnering.models import Organisation, Partnership, Person, User, WorkingGroup
from partnering.services import accounts, actions, organisations, partnerships, people
from partnering.services.importing import carry_out_import


@dataclass
class Sample:
    """What has been loaded so far, by the names that the files use."""

    data: SampleData
    manager: User
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    leads: dict[str, User] = field(default_factory=dict)
    groups: dict[str, WorkingGroup] = field(default_factory=dict)

    @property
    def story(self) -> dict[str, Any]:
        """What `partnership.toml` says."""
        return self.data.story

    def lead_of(self, organisation: str) -> User:
        """The account of an organisation's partnering lead, by its short name."""
        return self.leads[organisation]


def is_loaded() -> bool:
    """Whether the sample is there already."""
    name = SampleData(date.min).story["partnership"]["name"]
    return Partnership.objects.filter(name=name).exists()


@transaction.atomic
def load_sample(*, today: date, passwords: Mapping[str, str]) -> Partnership:
    """Load everything as of a day, all or nothing.

    `passwords` are those of the demo's accounts by e-mail address; the partnering leads get that of the manager.
    """
    data = SampleData(today)
    sample = _register(data, passwords)
    partnership = _partnership(sample)
    _roles(sample, partnership)
    sample.groups = load_groups(
        data, partnership, organisations=sample.organisations, people=sample.people, manager=sample.manager
    )
    _targets(sample, partnership)
    agreement = _agreement(sample, partnership)
    load_phases(data, partnership, sample.people, sample.manager)
    load_meetings(
        data, groups=sample.groups, people=sample.people, leads=sample.leads, manager=sample.manager
    )
    load_briefs(data, sample.organisations["company"], sample.leads["company"])
    _interactions(sample, partnership)
    load_reach(data, partnership, sample.organisations, sample.people, sample.leads)
    _commitments(sample, agreement)
    load_plans(data, partnership, sample.organisations, sample.people, sample.leads)
    load_people(data, sample.people, sample.manager)
    load_frameworks(data, sample.organisations, sample.leads)
    load_campaigns(data, sample.organisations, sample.leads, partnership)
    load_drafts(data, sample.organisations, sample.leads)
    load_reviews(data, partnership, sample.organisations, sample.manager)
    load_evidence(data, sample.organisations, sample.people, sample.leads)
    load_accounts(sample.organisations["agency"], sample.manager)
    load_views(sample.manager)
    load_beside(data)
    load_actions(data)
    load_sponsors(data, partnership, sample.people)
    backfill_snapshots(partnership=partnership, last=today)
    _somebody_twice(sample)
    _contractors(sample)
    load_contractors_part(data, sample.organisations, sample.leads, passwords[sample.manager.email])
    load_import(data, sample.manager)
    return partnership


def _register(data: SampleData, passwords: Mapping[str, str]) -> Sample:
    """The organisations with their units and people, and the accounts of those who sign in."""
    agency = data.story["organisations"]["agency"]
    rows = read_register(data.people()).rows
    first = next(row for row in rows if row.email == agency["lead"])
    manager = accounts.begin_installation(
        organisation_name=agency["name"], sector=Sector.GOVERNMENT, name=first.name, email=first.email
    )
    user = accounts.make_account(person=manager, by=None, password=passwords[first.email])
    carry_out_import(rows=rows, by=user, name="people.csv")
    sample = Sample(data, user)
    sample.people = {person.email: person for person in Person.objects.select_related("organisation")}
    by_name = {organisation.name: organisation for organisation in Organisation.objects.all()}
    for short, one in data.story["organisations"].items():
        sample.organisations[short] = by_name[one["name"]]
        sample.leads[short] = _lead(sample, one["lead"], passwords)
        organisations.edit_organisation(
            organisation=by_name[one["name"]],
            by=sample.leads[short],
            kind=one["kind"],
            website=one["website"],
        )
    draw_logos(
        (by_name[one["name"]], sample.leads[short]) for short, one in data.story["organisations"].items()
    )
    for email, password in passwords.items():
        accounts.make_account(person=sample.people[email], by=user, password=password)
    return sample


def _lead(sample: Sample, email: str, passwords: Mapping[str, str]) -> User:
    """An organisation's partnering lead, who takes its register over from the manager who imported it."""
    person = sample.people[email]
    if person.user == sample.manager:
        return sample.manager
    password = passwords[sample.manager.email]
    user = accounts.make_account(person=person, by=sample.manager, password=password)
    started_on = sample.data.day(sample.story["partnership"]["days_ago"])
    partnerships.give_role(
        person=person, kind=RoleKind.PARTNERING_LEAD, by=sample.manager, started_on=started_on
    )
    organisations.take_over_register(organisation=person.organisation, by=user)
    return user


def _somebody_twice(sample: Sample) -> None:
    """One person entered again by hand, with another spelling, for whoever keeps the register to find."""
    one = sample.story["twice"]
    people.add_person(
        organisation=sample.people[one["person"]].organisation,
        name=one["name"],
        job_title=one["job_title"],
        by=sample.manager,
    )


def _contractors(sample: Sample) -> None:
    """Who works for a partner, kept by the manager until they have a lead; one of them was entered twice."""
    for one in sample.story["contractors"]:
        organisations.create_organisation(
            name=one["name"],
            sector=Sector.BUSINESS,
            kind=one.get("kind", ""),
            country=one.get("country", ""),
            website=one.get("website", ""),
            contractor_of=sample.organisations[one["of"]],
            by=sample.manager,
        )


def _partnership(sample: Sample) -> Partnership:
    """The partnership and its members."""
    one = sample.story["partnership"]
    day = sample.data.day(one["days_ago"])
    partnership = partnerships.create_partnership(
        name=one["name"], purpose=one["purpose"], by=sample.manager, started_on=day
    )
    for short, organisation in sample.organisations.items():
        part = sample.story["organisations"][short]["part"]
        if sample.lead_of(short) == sample.manager:
            own = partnership.memberships.get(organisation=organisation)
            partnerships.edit_member(membership=own, by=sample.manager, part=part)
        else:
            partnerships.add_member(
                partnership=partnership,
                organisation=organisation,
                by=sample.manager,
                part=part,
                joined_on=day,
            )
    return partnership


def _roles(sample: Sample, partnership: Partnership) -> None:
    """Sponsors and contributors, each named by the lead of their own organisation."""
    leads = {organisation: sample.lead_of(short) for short, organisation in sample.organisations.items()}
    kinds = {"sponsors": RoleKind.SENIOR_SPONSOR, "contributors": RoleKind.CONTRIBUTOR}
    for name, kind in kinds.items():
        for one in sample.story[name]:
            person = sample.people[one["person"]]
            lead = leads[person.organisation]
            role = partnerships.give_role(
                person=person,
                kind=kind,
                partnership=partnership,
                by=lead,
                started_on=sample.data.day(one["days_ago"]),
            )
            if "until" in one:
                partnerships.end_role(role=role, on=sample.data.day(one["until"]), by=lead)


def _targets(sample: Sample, partnership: Partnership) -> None:
    """The units whose people each organisation needs."""
    wanted = dict(sample.story["targets"])
    on = sample.data.day(wanted.pop("days_ago"))
    for short, names in wanted.items():
        organisation = sample.organisations[short]
        name_targets(
            partnership=partnership,
            organisation=organisation,
            units=organisation.units.filter(name__in=names),
            by=sample.lead_of(short),
            on=on,
        )


def _agreement(sample: Sample, partnership: Partnership) -> Agreement:
    """The agreement: drafted, put out, signed by all, and so in force."""
    one, day = sample.story["agreement"], sample.data.day
    words = {name: one[name] for name in ("purpose", "scope", "principles", "governance")}
    agreement = drafting.draft_agreement(
        partnership=partnership,
        title=one["title"],
        organisations=sample.organisations.values(),
        by=sample.manager,
        review_on=day(one["review"]),
        on=day(one["drafted"]),
        **words,
    )
    for short, text in one["interests"].items():
        organisation = sample.organisations[short]
        drafting.state_interests(
            agreement=agreement, organisation=organisation, text=text, by=sample.lead_of(short)
        )
    for promise in sample.story["commitments"]:
        _promise(sample, agreement, promise)
    put_out = timezone.make_aware(datetime.combine(day(one["put_out"]), time(9)))
    for signs in one["signatories"]:
        person = sample.people[signs["person"]]
        accounts.make_account(
            person=person, by=sample.manager
        )  # without a password: they sign in by invitation
        drafting.name_signatory(
            agreement=agreement,
            person=person,
            authority=signs["authority"],
            by=sample.manager,
            on=day(one["put_out"]),
        )
    agreement = signing.put_out_for_signature(agreement=agreement, by=sample.manager, now=put_out)
    for signs in one["signatories"]:
        agreement = _sign(sample, agreement, signs)
    return agreement


def _promise(sample: Sample, agreement: Agreement, one: dict[str, Any]) -> Commitment:
    return commitments.add_commitment(
        agreement=agreement,
        organisation=sample.organisations[one["organisation"]],
        kind=one["kind"],
        text=one["text"],
        amount=Decimal(one["amount"]) if "amount" in one else None,
        unit=one.get("unit", ""),
        due_on=sample.data.day(one["due"]),
        by=sample.lead_of(one["organisation"]),
    )


def _sign(sample: Sample, agreement: Agreement, one: dict[str, Any]) -> Agreement:
    """One signature, with how many people of the organisation knew of the agreement on that day."""
    person = sample.people[one["person"]]
    signatory = Signatory.objects.get(version=agreement.current_version(), person=person)
    return signing.sign_agreement(
        signatory=signatory,
        by=accounts.make_account(person=person, by=sample.manager),
        knew=one["knew"],
        of=person.organisation.people.count(),
        on=sample.data.day(one["signed"]),
    )


def _interactions(sample: Sample, partnership: Partnership) -> None:
    """What people took part in beside meetings: joint logged by the manager, internal by the organisation's lead."""
    short = {organisation.name: name for name, organisation in sample.organisations.items()}
    for held in sample.data.interactions():
        if was_meeting(held):
            continue
        own = short.get(held.organisation)
        log_interaction(
            partnership=partnership,
            kind=held.kind,
            title=held.title,
            held_on=held.on,
            by=sample.lead_of(own) if own else sample.manager,
            organisation=sample.organisations[own] if own else None,
            group=sample.groups.get(held.group),
            people=[sample.people[email] for email in held.people],
            heads=_heads(sample, held.title),
            origin=_origin(sample, held.title),
        )


def _heads(sample: Sample, title: str) -> list[Heads]:
    """Those of whom nobody noted the names."""
    found = []
    for one in sample.story["heads"]:
        if one["title"] == title:
            organisation = sample.organisations[one["organisation"]]
            unit = organisation.units.get(name=one["unit"]) if "unit" in one else None
            found.append(Heads(organisation, one["number"], unit))
    return found


def _origin(sample: Sample, title: str) -> Origin:
    """Where what was logged came from."""
    if title not in sample.story["from_calendar"]["titles"]:
        return Origin()
    return Origin(InteractionSource.CALENDAR, hashlib.sha256(title.encode()).hexdigest())


def _commitments(sample: Sample, agreement: Agreement) -> None:
    """What became of the commitments, by way of actions."""
    by_text = {commitment.text: commitment for commitment in agreement.commitments.all()}
    day = sample.data.day
    for one in sample.story["commitments"]:
        commitment, lead = by_text[one["text"]], sample.lead_of(one["organisation"])
        for step in one.get("actions", []):
            action = commitments.make_action_from_commitment(
                commitment=commitment,
                title=step["title"],
                owner=sample.people[step["owner"]],
                due_on=day(step["due"]),
                by=lead,
                on=day(step["made"]),
            )
            if "done" in step:
                actions.complete_action(action=action, by=lead, on=day(step["done"]))
        if "kept" in one:
            commitments.mark_commitment_kept(commitment=commitment, by=lead, on=day(one["kept"]))
