"""Starting, extending and closing surveys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from random import SystemRandom
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Level
from partnering.errors import DomainError
from partnering.models import Organisation, Person, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.organisations import end_stewardship
from partnering.services.outbox import queue_message
from readiness import queries
from readiness.choices import Mode
from readiness.figures import groups_to_keep, publish
from readiness.models import (
    Answer,
    Campaign,
    Comment,
    Draft,
    Invitation,
    Response,
    Result,
    SealedResponse,
)
from readiness.scoring import Answers, Value
from readiness.services.frameworks import framework_version
from readiness.services.tokens import hash_of, new_nonce, token_of
from readiness.suppression import FLOOR

MORNING = time(7, 0)


@transaction.atomic
def start_campaign(
    *,
    organisation: Organisation,
    framework: str,
    title: str,
    mode: str,
    opens_on: date,
    closes_on: date,
    by: User | None,
    now: datetime,
    opening_text: str = "",
    minimum_group: int = FLOOR,
    units: Sequence[Unit] = (),
) -> Campaign:
    """Ask an organisation's people, or those of some units and the units below them, with a framework.

    Everybody who is there on the first day and has an e-mail address gets an invitation, which leaves on that day.
    DomainError when nobody can be asked, when a confidential survey would ask too few, when the days make no
    sense, or while another survey with the same framework is open: the two together could give single people away.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    version = framework_version(framework, organisation)
    people = check_campaign(
        organisation=organisation,
        framework=framework,
        mode=mode,
        opens_on=opens_on,
        closes_on=closes_on,
        minimum_group=minimum_group,
        units=units,
        now=now,
    ).people
    campaign = Campaign.objects.create(
        organisation=organisation,
        framework_version=version,
        title=title.strip(),
        mode=mode,
        minimum_group=minimum_group,
        opening_text=opening_text.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        asked=len(people),
        started_by=by,
    )
    campaign.units.set(units)
    end_stewardship(organisation=organisation, by=by)
    _invite(campaign, people, now)
    record(by=by, verb="started", thing=campaign, organisation=organisation, asked=len(people), mode=mode)
    return campaign


def check_campaign(
    *,
    organisation: Organisation,
    framework: str,
    mode: str,
    opens_on: date,
    closes_on: date,
    minimum_group: int,
    units: Sequence[Unit],
    now: datetime,
) -> queries.Asked:
    """Whom such a survey would reach; DomainError says why it can't be started, before anything is sent."""
    _check_days(opens_on, closes_on, access.day_of(now))
    same = Campaign.objects.filter(organisation=organisation, framework_version__slug=framework)
    if same.open().exists():
        raise DomainError(_("A survey with this framework is open already. Close it first."))
    asked = queries.who_is_asked(organisation, units, opens_on)
    _check_number(len(asked.people), mode, minimum_group)
    return asked


def _check_days(opens_on: date, closes_on: date, today: date) -> None:
    if closes_on < opens_on:
        raise DomainError(_("The last day must not lie before the first."))
    if opens_on < today:
        raise DomainError(_("The first day has passed. Choose today or later."))


def _check_number(asked: int, mode: str, minimum_group: int) -> None:
    if not asked:
        raise DomainError(_("Nobody here can be asked: no one has an e-mail address. Enter addresses first."))
    if minimum_group < FLOOR:
        raise DomainError(_("The smallest group shown must be %(floor)s or more.") % {"floor": FLOOR})
    if mode == Mode.CONFIDENTIAL and asked < minimum_group:
        raise DomainError(
            _(
                "Only %(asked)s would be asked. With fewer than %(minimum)s nobody could stay unknown, so ask more "
                "people or make the survey a named one."
            )
            % {"asked": asked, "minimum": minimum_group}
        )


def _invite(campaign: Campaign, people: Sequence[Person], now: datetime) -> None:
    """Write the invitations, in an order that tells nothing, and queue their mails unless it's all in the past."""
    drawn = list(people)
    SystemRandom().shuffle(drawn)
    invitations = Invitation.objects.bulk_create(
        [
            # Until the row has its number the hash is of nothing that anybody could have.
            Invitation(campaign=campaign, person=person, nonce=new_nonce(), token_hash=hash_of(new_nonce()))
            for person in drawn
        ]
    )
    for invitation in invitations:
        invitation.token_hash = hash_of(token_of(invitation))
    Invitation.objects.bulk_update(invitations, ["token_hash"], batch_size=500)
    if campaign.closes_on < access.today():
        return
    opening = access.moment_of(campaign.opens_on, MORNING)
    due_at = opening if campaign.opens_on > access.day_of(now) else now
    for invitation in invitations:
        queue_message(
            key=f"survey-invitation:{invitation.pk}",
            kind="survey_invitation",
            to_person=invitation.person,
            subject_id=invitation.pk,
            due_at=due_at,
        )


@transaction.atomic
def extend_campaign(*, campaign: Campaign, closes_on: date, by: User | None, now: datetime) -> Campaign:
    """Give people more time. A closed survey stays closed: its answers have lost their place in the box."""
    locked: Campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if locked.closed_on:
        raise DomainError(_("This survey is closed. Start another one."))
    if closes_on < max(locked.closes_on, access.day_of(now)):
        raise DomainError(_("Choose a later day, or close the survey now."))
    return change(locked, by=by, verb="extended", organisation=locked.organisation, closes_on=closes_on)


def close_due_campaigns(*, now: datetime) -> int:
    """Close all surveys whose last day has passed by now; returns how many."""
    today = access.day_of(now)
    due = list(Campaign.objects.due_to_close(today))
    return sum(close_campaign(campaign=campaign, by=None, now=now) for campaign in due)


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User | None, now: datetime) -> bool:
    """Open the box: shuffle the answers into rows, publish the figures, empty the box. False if closed already."""
    locked = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("framework_version", "organisation")
        .get(pk=campaign.pk)
    )
    if locked.closed_on:
        return False
    today = access.day_of(now)
    if today < locked.opens_on:
        raise DomainError(_("This survey has not opened yet."))
    box = SealedResponse.objects.filter(campaign=locked)
    contents: list[dict[str, Any]] = list(box.values_list("content", flat=True))
    SystemRandom().shuffle(contents)
    answers = [_answers_of(content) for content in contents]
    _write_responses(locked, contents, answers)
    _write_comments(locked, contents)
    _write_result(locked, answers)
    box.delete()
    Draft.objects.filter(campaign=locked).delete()
    locked.closed_on = today
    locked.save(update_fields=["closed_on"])
    record(by=by, verb="closed", thing=locked, organisation=locked.organisation)
    campaign.closed_on = today
    return True


def _answers_of(content: dict[str, Any]) -> Answers:
    values: dict[str, Value] = content["answers"]
    return Answers(values, unit=str(content["unit"] or ""), level=content["level"])


def _write_responses(campaign: Campaign, contents: list[dict[str, Any]], answers: list[Answers]) -> None:
    """Rows of responses and answers. Of a confidential survey only groups stay that enough others share."""
    places = [(one.unit, one.level) for one in answers]
    if campaign.is_confidential:
        places = groups_to_keep(answers, campaign.minimum_group)
    responses = Response.objects.bulk_create(
        [
            Response(
                campaign=campaign,
                person_id=content["person"],
                unit_id=int(unit) if unit else None,
                level=level,
            )
            for content, (unit, level) in zip(contents, places, strict=True)
        ]
    )
    Answer.objects.bulk_create(
        [
            Answer(response=response, question=key, value=str(value))
            for response, one in zip(responses, answers, strict=True)
            for key, value in one.values.items()
        ],
        batch_size=1000,
    )


def _write_comments(campaign: Campaign, contents: list[dict[str, Any]]) -> None:
    """Comments in an order of their own, so that they lead to no response; none when too few answered."""
    texts = [content["comment"] for content in contents if content["comment"]]
    if campaign.is_confidential and len(contents) < campaign.minimum_group:
        return
    SystemRandom().shuffle(texts)
    Comment.objects.bulk_create([Comment(campaign=campaign, text=text) for text in texts])


def _write_result(campaign: Campaign, answers: list[Answers]) -> None:
    units, parents = queries.units_asked(campaign, {one.unit for one in answers if one.unit})
    published = publish(
        campaign.framework_version.framework,
        answers,
        minimum=campaign.minimum_group if campaign.is_confidential else 1,
        units=units,
        levels={value: str(label) for value, label in Level.choices},
        parents=parents,
    )
    Result.objects.create(
        campaign=campaign,
        respondents=published.respondents,
        mean=published.mean,
        figures=published.figures,
        shared_mean=published.shared_mean,
        shared_areas=published.shared_areas,
    )
