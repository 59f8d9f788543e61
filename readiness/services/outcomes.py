"""What stays of a survey when its box is opened: answers as rows, comments, and the figures that may be shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import SystemRandom
from typing import Any

from django.db import connection

from partnering.choices import Level
from readiness import queries
from readiness.figures import groups_to_keep, least_shown, publish
from readiness.models import Answer, Campaign, Comment, Response, Result
from readiness.reviewing import all_or_none, may_show_words
from readiness.scoring import Answers, Value

AT_ONCE = 1000
# The database makes rows of a list of [response, {question: value}], which is several times quicker than one by one.
TAKE_APART = {
    "postgresql": "SELECT (one->>0)::uuid, given.key, given.value "
    "FROM jsonb_array_elements(%s::jsonb) AS one, jsonb_each_text(one->1) AS given",
    "sqlite": "SELECT json_extract(one.value, '$[0]'), given.key, given.value "
    "FROM json_each(%s) AS one, json_each(one.value, '$[1]') AS given",
}


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
    places = _places_to_keep(campaign, answers)
    rows = [
        (
            Response(
                campaign=campaign,
                person_id=content["person"],
                unit_id=int(unit) if unit else None,
                level=level,
            ),
            dict(one.values),
        )
        for content, one, (unit, level) in zip(contents, answers, places, strict=True)
    ]
    # Keys are random, so their order tells nothing either, and indexes grow in one direction.
    rows.sort(key=lambda row: row[0].pk)
    for first in range(0, len(rows), AT_ONCE):
        part = rows[first : first + AT_ONCE]
        Response.objects.bulk_create([response for response, _values in part])
        _write_answers(part)


def _places_to_keep(campaign: Campaign, answers: Sequence[Answers]) -> list[tuple[str, str]]:
    """The unit and level that stay with each set of answers."""
    if campaign.is_review:
        # Its figures are all that anybody sees, so nothing that could tell groups apart needs to stay.
        return [("", "")] * len(answers)
    if campaign.is_confidential:
        return groups_to_keep(answers, campaign.minimum_group)
    return [(one.unit, one.level) for one in answers]


def _write_answers(rows: Sequence[tuple[Response, dict[str, Value]]]) -> None:
    """The answers of some responses, in one statement."""
    key = Response._meta.pk
    held = [[str(key.get_db_prep_value(response.pk, connection)), values] for response, values in rows]
    table = connection.ops.quote_name(Answer._meta.db_table)
    into = f"INSERT INTO {table} (response_id, question, value) {TAKE_APART[connection.vendor]}"
    with connection.cursor() as cursor:
        cursor.execute(into, [json.dumps(held)])


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
