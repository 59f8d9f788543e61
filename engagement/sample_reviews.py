"""Loads the relationship reviews of the sample, answered by people of all members, and evidence of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from engagement.sample_data import SampleData
from partnering.models import Organisation, Partnership, Person, User
from readiness.choices import Whom
from readiness.framework_files import REVIEW, built_in
from readiness.models import Campaign
from readiness.scoring import Value
from readiness.services.answering import Filled, submit_response
from readiness.services.campaigns import close_campaign
from readiness.services.evidence import add_evidence
from readiness.services.reviews import start_review
from readiness.services.tokens import token_of

ANSWER = 11
"""So many of each member answer."""
AWAY = (-1.0, -0.5, 0.0, 0.5, 0.0, 1.0, 0.0)
"""How far answers are from their organisation's mean, in turn."""
ONE_IN = 13
"""One answer in so many is *don't know*."""


def load_reviews(
    data: SampleData,
    partnership: Partnership,
    organisations: Mapping[str, Organisation],
    manager: User,
) -> None:
    """All reviews of the sample, each closed on its last day."""
    for one in data.chapter("reviews.toml")["reviews"]:
        opens_on, closes_on = data.day(one["opens"]), data.day(one["closes"])
        review = start_review(
            partnership=partnership,
            title=one["title"],
            whom=Whom.EVERYBODY,
            opens_on=opens_on,
            closes_on=closes_on,
            opening_text=one["opening"],
            by=manager,
            now=_noon(opens_on),
        )
        needs = iter(one["needs"])
        for short, means in one["means"].items():
            _answer(review, organisations[short], means, needs)
        close_campaign(campaign=review, by=manager, now=_noon(closes_on))


def _answer(review: Campaign, organisation: Organisation, means: list[float], needs: Iterator[str]) -> None:
    """Some of an organisation's people answer by their own link, and let organisation and level be kept."""
    invitations = review.invitations.filter(person__organisation=organisation).select_related("person")
    for number, invitation in enumerate(invitations.order_by("person__level", "person__email")[:ANSWER]):
        submit_response(
            token=token_of(invitation),
            filled=Filled(answers=_sheet(number, means), unit=True, level=True, comment=next(needs, "")),
            now=_noon(review.opens_on),
        )


def _sheet(number: int, means: list[float]) -> dict[str, Value]:
    """What the person of a number answers, near the means of the areas."""
    answers: dict[str, Value] = {}
    for mean, area in zip(means, built_in(REVIEW).areas, strict=True):
        for question in area.questions:
            place = 5 * number + 3 * len(answers)
            level = min(max(round(mean + AWAY[place % len(AWAY)]), 1), 5)
            answers[question.key] = "dk" if place % ONE_IN == 0 else level
    return answers


def load_evidence(
    data: SampleData,
    organisations: Mapping[str, Organisation],
    people: Mapping[str, Person],
    leads: Mapping[str, User],
) -> None:
    """What organisations can show for areas of their readiness; some of it has gone stale."""
    for one in data.chapter("reviews.toml")["evidence"]:
        add_evidence(
            organisation=organisations[one["organisation"]],
            by=leads[one["organisation"]],
            assessed_by=people[one["by"]],
            assessed_on=data.day(one["assessed"]),
            stale_on=data.day(one["stale"]),
            **_words(one),
        )


def _words(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in ("framework", "area", "title", "note", "level")}


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12, 0)))
