"""Loads the surveys of the sample: asked, answered by each person's own link, closed, acted on, shared; and own
frameworks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from engagement.sample_data import SampleData
from partnering.models import Organisation, Partnership, User
from partnering.services.actions import complete_action
from readiness.choices import Mode, WayKind
from readiness.framework_drafts import draft_of
from readiness.framework_files import read_framework
from readiness.models import Campaign
from readiness.scoring import Value
from readiness.services.answering import Filled, submit_response
from readiness.services.campaigns import close_campaign, start_campaign
from readiness.services.following import take_on
from readiness.services.launching import Asking, draft_campaign
from readiness.services.own_frameworks import begin_next_version, make_framework, publish_framework
from readiness.services.sharing import share_result
from readiness.services.themes import sort_comments
from readiness.services.tokens import token_of
from readiness.services.ways import open_way


def load_frameworks(
    data: SampleData, organisations: Mapping[str, Organisation], leads: Mapping[str, User]
) -> None:
    """Frameworks of an organisation's own: published, with a next version begun."""
    for one in data.story["frameworks"]:
        lead = leads[one["organisation"]]
        framework = read_framework(data.folder / one["file"])
        own = make_framework(
            organisation=organisations[one["organisation"]],
            name=framework.name,
            draft=draft_of(framework),
            by=lead,
        )
        publish_framework(own=own, by=lead, on=data.day(one["published"]))
        begin_next_version(own=own, by=lead)


def load_campaigns(
    data: SampleData,
    organisations: Mapping[str, Organisation],
    leads: Mapping[str, User],
    partnership: Partnership,
) -> None:
    """All surveys of the sample; one whose last day is still to come stays open."""
    for one in data.story["campaigns"]:
        lead = leads[one["organisation"]]
        campaign = _campaign(data, one, organisations[one["organisation"]], lead)
        words = one.get("comments", ())
        _answer(campaign, data.answers(one["answers"]), words, _noon(campaign.opens_on))
        if campaign.closes_on >= data.today:
            continue
        close_campaign(campaign=campaign, by=lead, now=_noon(campaign.closes_on))
        _sort(campaign, words, lead)
        _take_on(data, campaign, one.get("taken_on", ()), lead)
        if "shared" in one:
            share_result(campaign=campaign, partnership=partnership, by=lead, on=data.day(one["shared"]))


def load_drafts(
    data: SampleData, organisations: Mapping[str, Organisation], leads: Mapping[str, User]
) -> None:
    """Surveys that are prepared and not launched, with a shared link and sheets of paper for those on the road."""
    for one in data.story["drafts"]:
        organisation, lead = organisations[one["organisation"]], leads[one["organisation"]]
        asking = Asking(
            framework=one["framework"],
            title=one["title"],
            mode=Mode.CONFIDENTIAL,
            opens_on=data.day(one["opens"]),
            closes_on=data.day(one["closes"]),
            opening_text=one["opening"],
            units=list(organisation.units.filter(name__in=one["units"])),
        )
        campaign = draft_campaign(organisation=organisation, asking=asking, by=lead)
        for kind in WayKind.values:
            open_way(campaign=campaign, kind=kind, people=one[kind], by=lead)


def _take_on(data: SampleData, campaign: Campaign, actions: Iterable[dict[str, Any]], lead: User) -> None:
    """What the lead took on because of the result; some of it is done by now."""
    people = {person.email: person for person in campaign.owner.people.all()}
    for one in actions:
        action = take_on(
            campaign=campaign,
            area=one["area"],
            title=one["title"],
            owner=people[one["owner"]],
            due_on=data.day(one["due"]),
            created_on=data.day(one["made"]),
            by=lead,
        )
        if "done" in one:
            complete_action(action=action, by=people[one["owner"]], on=data.day(one["done"]))


def _campaign(data: SampleData, one: dict[str, Any], organisation: Organisation, lead: User) -> Campaign:
    opens_on = data.day(one["opens"])
    return start_campaign(
        organisation=organisation,
        framework=one["framework"],
        title=one["title"],
        mode=Mode.CONFIDENTIAL,
        opens_on=opens_on,
        closes_on=data.day(one["closes"]),
        opening_text=one["opening"],
        by=lead,
        now=_noon(opens_on),
    )


def _answer(
    campaign: Campaign,
    answers: Mapping[str, Mapping[str, str]],
    words: Iterable[dict[str, Any]],
    now: datetime,
) -> None:
    """Everybody who answers does so by their own link, and lets unit and level be kept; some add a few words."""
    invitations = campaign.invitations.filter(person__email__in=answers).select_related("person")
    comments = iter([one["text"] for one in words])
    for invitation in invitations:
        cells = answers[invitation.person.email]
        given = {question: _value(cell) for question, cell in cells.items() if cell}
        filled = Filled(answers=given, unit=True, level=True, comment=next(comments, ""))
        submit_response(token=token_of(invitation), filled=filled, now=now)


def _sort(campaign: Campaign, words: Iterable[dict[str, Any]], lead: User) -> None:
    """The themes by which the lead has sorted what people wrote."""
    themes = {one["text"]: one["themes"] for one in words}
    marks = {comment.pk: themes[comment.text] for comment in campaign.comments.all()}
    sort_comments(campaign=campaign, marks=marks, by=lead)


def _value(cell: str) -> Value:
    return int(cell) if cell.isdigit() else "na" if cell == "na" else "dk"


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
