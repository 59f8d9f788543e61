"""How fast a survey of very many people is looked over, launched, counted, reminded of and withdrawn.

The floor is the plainest way to put as many invitations and mails there: the framework's bulk inserts.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from benchmarks.imports import Step, step_of
from partnering import access
from partnering.models import Organisation, OutgoingMessage, Person, Unit
from readiness import preflight, queries
from readiness.models import Campaign, Invitation
from readiness.services.launching import Asking, draft_campaign, launch_campaign
from readiness.services.survey_reminders import remind_of_surveys
from readiness.services.withdrawing import withdraw_campaign

UNITS = 100


def run(people: int) -> list[Step]:
    """A survey of so many people of one organisation, from the draft to the withdrawal; the floor comes first."""
    organisation = _organisation(people)
    # From tomorrow: a launch for today would knock at a mail server first.
    opens_on, now = access.today() + timedelta(days=1), timezone.now()
    asking = Asking(
        framework="fit-for-partnering",
        title="Everybody",
        mode="confidential",
        opens_on=opens_on,
        closes_on=opens_on + timedelta(days=14),
    )
    campaign = draft_campaign(organisation=organisation, asking=asking, by=None)
    later = now + timedelta(days=campaign.reminder_days + 2)
    return [
        step_of("floor: bulk inserts", lambda: _floor(campaign)),
        step_of("look before the launch", lambda: _look(campaign)),
        step_of("launch", lambda: launch_campaign(campaign=campaign, by=None, now=now)),
        step_of("count by unit", lambda: queries.reach_of(campaign)),
        step_of("remind", lambda: remind_of_surveys(now=later)),
        step_of("withdraw", lambda: withdraw_campaign(campaign=campaign, by=None)),
    ]


def table(people: int, steps: list[Step]) -> list[str]:
    """The outcome as lines of a Markdown table; the first step is the floor."""
    lines = [
        f"| {people:,} people in one survey | seconds | times the floor's time | statements | a thousand people |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {step.name} | {step.seconds:.2f} | {step.seconds / steps[0].seconds:.1f} | {step.queries:,} "
        f"| {1000 * step.queries / people:.1f} |"
        for step in steps
    ]
    return lines


def _organisation(people: int) -> Organisation:
    own = Organisation.objects.create(name="Asked by the thousand")
    units = Unit.objects.bulk_create(Unit(organisation=own, name=f"Unit {n}") for n in range(UNITS))
    plain = models.QuerySet(Person)
    plain.bulk_create(
        (
            Person(organisation=own, unit=units[n % UNITS], name=f"Person {n}", email=f"p{n}@asked.example")
            for n in range(people)
        ),
        batch_size=500,
    )
    return own


@transaction.atomic
def _floor(campaign: Campaign) -> None:
    """As many bare invitations and mails, gone again by the rollback."""
    people = list(Person.objects.filter(organisation=campaign.organisation).values_list("pk", "email"))
    models.QuerySet(Invitation).bulk_create(
        (
            Invitation(campaign=campaign, person_id=pk, nonce="0" * 32, token_hash=f"{pk:064}")
            for pk, _mail in people
        ),
        batch_size=500,
    )
    models.QuerySet(OutgoingMessage).bulk_create(
        (
            OutgoingMessage(key=f"floor:{pk}", kind="survey_invitation", to_person_id=pk, to_email=email)
            for pk, email in people
        ),
        batch_size=500,
    )
    transaction.set_rollback(True)


def _look(campaign: Campaign) -> None:
    preflight.lines(queries.facts_before_launch(campaign, now=timezone.now()))
