"""What the tests of surveys build with: the services that users use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from conftest import Cast
from partnering import access
from partnering.models import Organisation, Person, Unit
from readiness.models import Campaign, Invitation
from readiness.services import answering, campaigns, launching
from readiness.services.answering import Filled
from readiness.services.launching import Asking
from readiness.services.reviews import start_review
from readiness.services.tokens import token_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def now_here() -> datetime:
    """The real moment, for pages, which ask the clock themselves."""
    return datetime.now(UTC)


def staff(
    organisation: Organisation, number: int, *, unit: Unit | None = None, level: str = "staff"
) -> list[Person]:
    """So many more people of an organisation, without accounts."""
    first = organisation.people.count()
    slug = organisation.name.lower().replace(" ", "-")
    return [
        Person.objects.create(
            organisation=organisation,
            name=f"Person {first + n}",
            email=f"person{first + n}@{slug}.example",
            unit=unit,
            level=level,
        )
        for n in range(number)
    ]


def start(organisation: Organisation, **values) -> Campaign:
    """A survey that is open today."""
    return campaigns.start_campaign(
        organisation=organisation, **_usual() | {"by": None, "now": now_here()} | values
    )


def draft(organisation: Organisation, **values) -> Campaign:
    """A survey being prepared that would open today."""
    return launching.draft_campaign(organisation=organisation, asking=asking(**values), by=None)


def asking(**values) -> Asking:
    """What a survey asks that would open today."""
    return Asking(**_usual() | values)


def _usual() -> dict:
    today = access.today()
    return {
        "framework": "fit-for-partnering",
        "title": "How ready are we?",
        "mode": "confidential",
        "opens_on": today,
        "closes_on": today + timedelta(days=14),
    }


def tokens_of(campaign: Campaign) -> list[str]:
    """The tokens of a survey's links, in the order of their people."""
    rows = Invitation.objects.filter(campaign=campaign).order_by("person_id")
    return [token_of(invitation) for invitation in rows]


def filled(campaign: Campaign, value: int | str = 3, **values) -> Filled:
    """Every question answered alike, unit and level agreed to."""
    keys = [question.key for question in campaign.framework_version.framework.questions]
    return Filled(**{"answers": dict.fromkeys(keys, value), "unit": True, "level": True} | values)


def answer(campaign: Campaign, number: int, value: int | str = 3, **values) -> None:
    """The first so many people of a survey, who did not answer yet, answer alike."""
    rows = Invitation.objects.filter(campaign=campaign, answered=False).order_by("person_id")[:number]
    for invitation in rows:
        answer_one(invitation, value, **values)


def answer_one(invitation: Invitation, value: int | str = 3, **values) -> None:
    """One person answers by their own link."""
    answering.submit_response(
        token=token_of(invitation), filled=filled(invitation.campaign, value, **values), now=now_here()
    )


def close(campaign: Campaign) -> Campaign:
    """Close a survey now."""
    campaigns.close_campaign(campaign=campaign, by=None, now=now_here())
    return Campaign.objects.get(pk=campaign.pk)


def closed_survey(organisation: Organisation, value: int = 3, answers: int = 6, **values) -> Campaign:
    """A closed survey of an organisation with so many answers; people are added when there are too few."""
    missing = max(answers, 6) - organisation.people.exclude(email="").count()
    staff(organisation, max(missing, 0))
    campaign = start(organisation, **values)
    answer(campaign, answers, value)
    return close(campaign)


def day(offset: int) -> date:
    """A day from today."""
    return access.today() + timedelta(days=offset)


def review_of_many(cast: Cast) -> Campaign:
    """A relationship review of three organisations with six more people each, which runs from today."""
    for organisation in (cast.utility, cast.university, cast.agency):
        staff(organisation, 6)
    return start_review(
        partnership=cast.partnership,
        title="How we work together",
        whom="everybody",
        opens_on=day(0),
        closes_on=day(14),
        by=cast.users["fola"],
        now=now_here(),
    )
