"""What stays of a survey when its box is opened: answers as rows, comments, and the figures that may be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import Any
from uuid import uuid4

from partnering.choices import Level
from readiness import queries
from readiness.figures import groups_to_keep, least_shown, publish
from readiness.models import Campaign, Comment, Result
from readiness.reviewing import all_or_none, may_show_words
from readiness.scoring import Answers, Value
from readiness.services.rows_of_answers import Part, Row, part_of, write_answers, write_responses

PARTS = 20
"""In how many parts responses are written: always as many, so that how far it is tells nothing of how many they are."""


@dataclass(frozen=True)
class Outcome:
    """What is to be written of a survey: its parts, comments and result, in an order that tells nothing."""

    parts: list[Part]
    comments: list[Comment]
    result: Result


def reckon_outcome(campaign: Campaign, contents: list[dict[str, Any]]) -> Outcome:
    """What is to be written of sets of answers as the box holds them, and what of it may be shown. Writes nothing."""
    SystemRandom().shuffle(contents)
    answers = [_answers_of(content) for content in contents]
    return Outcome(
        parts=_parts_of(campaign, contents, answers),
        comments=_comments_of(campaign, contents),
        result=_result_of(campaign, answers),
    )


def write_outcome(outcome: Outcome, after: Callable[[float], object] = lambda share: None) -> None:
    """Write it. Call it in the transaction that gives the survey its result.

    `after` is told what share of the work is done.
    """
    for number, part in enumerate(outcome.parts, 1):
        write_responses(outcome.result.campaign_id, part)
        write_answers(part)
        after(number / len(outcome.parts))
    Comment.objects.bulk_create(outcome.comments)
    outcome.result.save(force_insert=True)


def _answers_of(content: dict[str, Any]) -> Answers:
    values: dict[str, Value] = content["answers"]
    return Answers(values, unit=str(content["unit"] or ""), level=content["level"])


def _parts_of(campaign: Campaign, contents: list[dict[str, Any]], answers: list[Answers]) -> list[Part]:
    """Responses and answers. Of a confidential survey only groups stay that enough others share."""
    places = _places_to_keep(campaign, answers)
    rows = [
        Row(uuid4(), content["person"], int(unit) if unit else None, level, one.values)
        for content, one, (unit, level) in zip(contents, answers, places, strict=True)
    ]
    # Keys are random, so their order tells nothing either, and indexes grow in one direction.
    rows.sort(key=lambda row: row.key)
    size = -(-len(rows) // PARTS) or 1
    return [part_of(rows[first : first + size]) for first in range(0, len(rows), size)]


def _places_to_keep(campaign: Campaign, answers: Sequence[Answers]) -> list[tuple[str, str]]:
    """The unit and level that stay with each set of answers."""
    if campaign.is_review:
        # Its figures are all that anybody sees, so nothing that could tell groups apart needs to stay.
        return [("", "")] * len(answers)
    if campaign.is_confidential:
        return groups_to_keep(answers, campaign.minimum_group)
    return [(one.unit, one.level) for one in answers]


def _comments_of(campaign: Campaign, contents: list[dict[str, Any]]) -> list[Comment]:
    """Comments in an order of their own, so that they lead to no response; none when too few answered."""
    texts = [content["comment"] for content in contents if content["comment"]]
    if campaign.is_confidential and len(contents) < campaign.minimum_group:
        return []
    if campaign.is_review and not may_show_words(
        queries.answered_by_organisation(campaign).values(), campaign.minimum_group
    ):
        return []
    SystemRandom().shuffle(texts)
    return [Comment(campaign=campaign, text=text) for text in texts]


def _result_of(campaign: Campaign, answers: list[Answers]) -> Result:
    """All that may be shown of it."""
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
    return Result(
        campaign=campaign,
        respondents=published.respondents,
        mean=published.mean,
        figures=all_or_none(published.figures) if campaign.is_review else published.figures,
        shared_mean=published.shared_mean,
        shared_areas=published.shared_areas,
    )
