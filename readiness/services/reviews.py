"""Relationship reviews: the manager of a partnership asks people of all its members how they work together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Partnership, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.outbox import mail_trouble
from readiness import queries
from readiness.choices import Mode, State, Whom
from readiness.framework_files import REVIEW
from readiness.models import Campaign
from readiness.preflight_reviews import review_lines
from readiness.queries.reviews import mark_of
from readiness.reminding import USUAL_DAYS, USUAL_REMINDERS
from readiness.services.frameworks import framework_version
from readiness.services.launching import invite, note_launch, refuse_red
from readiness.services.terms import check_days, check_reminders, check_smallest, words_written
from readiness.suppression import FLOOR


@dataclass(frozen=True)
class ReviewAsking:
    """Whom a review asks of all members, when and how: the values of a draft, as `Campaign` explains them."""

    title: str
    whom: str
    opens_on: date
    closes_on: date
    opening_text: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    minimum_group: int = FLOOR
    reminders: int = USUAL_REMINDERS
    reminder_days: int = USUAL_DAYS
    last_call: bool = True

    def fields(self) -> dict[str, Any]:
        """The columns of the review; DomainError when they contradict each other."""
        check_days(self.opens_on, self.closes_on)
        check_smallest(self.minimum_group)
        check_reminders(self.reminders, self.reminder_days)
        return {
            "title": self.title.strip(),
            "only_with_part": self.whom == Whom.PART,
            "opens_on": self.opens_on,
            "closes_on": self.closes_on,
            "opening_text": self.opening_text.strip(),
            "translations": words_written(self.translations),
            "minimum_group": self.minimum_group,
            "reminders": self.reminders,
            "reminder_days": self.reminder_days,
            "last_call": self.last_call,
        }


@transaction.atomic
def start_review(*, partnership: Partnership, by: User | None, now: datetime, **values: Any) -> Campaign:
    """Prepare a review and launch it in one go. `values` are those of `ReviewAsking`; errors as there and below."""
    draft = draft_review(partnership=partnership, asking=ReviewAsking(**values), by=by)
    return launch_review(campaign=draft, by=by, now=now)


@transaction.atomic
def draft_review(*, partnership: Partnership, asking: ReviewAsking, by: User | None) -> Campaign:
    """Prepare a review; members see that it is prepared, and nobody is asked."""
    campaign: Campaign = Campaign.objects.create(
        partnership=partnership,
        framework_version=framework_version(REVIEW),
        mode=Mode.CONFIDENTIAL,
        started_by=by,
        **asking.fields(),
    )
    record(by=by, verb="prepared", thing=campaign, partnership=partnership)
    return campaign


@transaction.atomic
def edit_review(*, campaign: Campaign, asking: ReviewAsking, by: User | None) -> Campaign:
    """Change a draft. DomainError once it is launched: whom it asks and how is then promised to people."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.state(access.today()) != State.DRAFT:
        raise DomainError(_("This review is no draft any more. What people were told can't be changed."))
    version = framework_version(REVIEW)
    return change(locked, by=by, **locked.scope, framework_version=version, **asking.fields())


def launch_review(
    *, campaign: Campaign, by: User | None, now: datetime, looked: str | None = None
) -> Campaign:
    """Ask people of all members; each gets an invitation, which leaves on the first day.

    DomainError names the first thing that is red before a launch. `looked` is the mark of the people of whom the user
    was told: when others came or went meanwhile, they look again first.
    """
    trouble = mail_trouble() if campaign.opens_on == access.today() else ""
    return _launch(campaign, by, now, looked, trouble)


@transaction.atomic
def _launch(campaign: Campaign, by: User | None, now: datetime, looked: str | None, trouble: str) -> Campaign:
    # Two reviews must not start beside each other, so launches of one partnership queue here.
    Partnership.objects.select_for_update(no_key=True).get(pk=campaign.partnership_id)
    locked = Campaign.objects.locked(campaign.pk)
    if locked.state(access.today()) != State.DRAFT:
        raise DomainError(_("This review was launched already."))
    facts = queries.facts_before_review(locked, now=now, mail_trouble=trouble)
    refuse_red(review_lines(facts))
    if looked is not None and not constant_time_compare(looked, mark_of(facts.members)):
        raise DomainError(_("People came or went since you looked. Look once more at whom it reaches."))
    drawn = [(person.pk, None, person.email) for member in facts.members for person in member.people]
    invite(locked, SystemRandom().sample(drawn, len(drawn)), now)
    note_launch(locked, population=len(drawn), asked=len(drawn), now=now)
    record(by=by, verb="started", thing=locked, partnership=locked.partnership)
    return locked
