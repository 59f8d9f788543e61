"""Starting, extending and closing surveys."""

from __future__ import annotations

from datetime import date, datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Level
from partnering.errors import DomainError
from partnering.models import Organisation, User
from partnering.services.audit import record
from partnering.services.changes import change
from readiness import queries
from readiness.figures import groups_to_keep, least_shown, publish
from readiness.models import (
    Answer,
    Campaign,
    Comment,
    Draft,
    Response,
    Result,
    SealedResponse,
    SpentPass,
)
from readiness.reviewing import all_or_none, may_show_words
from readiness.scoring import Answers, Value
from readiness.services.launching import Asking, draft_campaign, launch_campaign
from readiness.services.mails import mails_of


@transaction.atomic
def start_campaign(*, organisation: Organisation, by: User | None, now: datetime, **values: Any) -> Campaign:
    """Prepare a survey and launch it in one go. `values` are those of `launching.Asking`; errors as there."""
    draft = draft_campaign(organisation=organisation, asking=Asking(**values), by=by)
    return launch_campaign(campaign=draft, by=by, now=now)


@transaction.atomic
def extend_campaign(*, campaign: Campaign, closes_on: date, by: User | None, now: datetime) -> Campaign:
    """Give people more time. A closed survey stays closed: its answers have lost their place in the box."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.closed_on:
        raise DomainError(_("This survey is closed. Start another one."))
    if locked.launched_on is None:
        raise DomainError(_("This survey is a draft still. Change its days there."))
    if closes_on < max(locked.closes_on, access.day_of(now)):
        raise DomainError(_("Choose a later day, or close the survey now."))
    return change(locked, by=by, verb="extended", **locked.scope, closes_on=closes_on)


def close_due_campaigns(*, now: datetime) -> int:
    """Close all surveys whose last day has passed by now; returns how many."""
    today = access.day_of(now)
    due = list(Campaign.objects.due_to_close(today))
    return sum(close_campaign(campaign=campaign, by=None, now=now) for campaign in due)


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User | None, now: datetime) -> bool:
    """Open the box: shuffle the answers into rows, publish the figures, empty the box. False if closed already."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.closed_on:
        return False
    today = access.day_of(now)
    if locked.launched_on is None or today < locked.opens_on:
        raise DomainError(_("This survey has not opened yet."))
    box = SealedResponse.objects.filter(campaign=locked)
    contents: list[dict[str, Any]] = list(box.values_list("content", flat=True))
    record_outcome(locked, contents)
    box.delete()
    SpentPass.objects.filter(campaign=locked).delete()
    Draft.objects.filter(campaign=locked).delete()
    # Who was reminded when had not answered by then, which is nobody's business any more.
    mails_of(locked).delete()
    locked.closed_on = today
    beside = queries.beside(locked).people
    locked.asked, locked.population = locked.asked + beside, locked.population + beside
    locked.save(update_fields=["closed_on", "asked", "population"])
    record(by=by, verb="closed", thing=locked, **locked.scope)
    campaign.closed_on = today
    return True


def record_outcome(campaign: Campaign, contents: list[dict[str, Any]]) -> None:
    """Write down what was answered, in an order that tells nothing, and publish what may be shown of it.

    `contents` are sets of answers as the box holds them. Call it in the transaction that closes the survey.
    """
    SystemRandom().shuffle(contents)
    answers = [_answers_of(content) for content in contents]
    _write_responses(campaign, contents, answers)
    _write_comments(campaign, contents)
    _write_result(campaign, answers)


def _answers_of(content: dict[str, Any]) -> Answers:
    values: dict[str, Value] = content["answers"]
    return Answers(values, unit=str(content["unit"] or ""), level=content["level"])


def _write_responses(campaign: Campaign, contents: list[dict[str, Any]], answers: list[Answers]) -> None:
    """Rows of responses and answers. Of a confidential survey only groups stay that enough others share."""
    places = [(one.unit, one.level) for one in answers]
    if campaign.is_review:
        # Its figures are all that anybody sees, so nothing that could tell groups apart needs to stay.
        places = [("", "")] * len(answers)
    elif campaign.is_confidential:
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
    if campaign.is_review and not may_show_words(
        queries.answered_by_organisation(campaign).values(), campaign.minimum_group
    ):
        return
    SystemRandom().shuffle(texts)
    Comment.objects.bulk_create([Comment(campaign=campaign, text=text) for text in texts])


def _write_result(campaign: Campaign, answers: list[Answers]) -> None:
    parents: dict[str, str] = {}
    if campaign.is_review:
        units = queries.organisations_asked(campaign)
    else:
        units, parents = queries.units_asked(campaign, {one.unit for one in answers if one.unit})
    published = publish(
        campaign.framework_version.framework,
        answers,
        minimum=least_shown(campaign.minimum_group, is_confidential=campaign.is_confidential),
        units=units,
        levels={value: str(label) for value, label in Level.choices},
        parents=parents,
    )
    Result.objects.create(
        campaign=campaign,
        respondents=published.respondents,
        mean=published.mean,
        figures=all_or_none(published.figures) if campaign.is_review else published.figures,
        shared_mean=published.shared_mean,
        shared_areas=published.shared_areas,
    )
