"""Preparing a survey as a draft, launching it, taking it back before it opens, and preparing the next round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import SystemRandom
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Level, MessageState
from partnering.errors import DomainError
from partnering.models import Organisation, Person, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.organisations import end_stewardship
from partnering.services.outbox import Letter, mail_trouble, queue_messages
from readiness import preflight, queries
from readiness.choices import State
from readiness.models import Campaign, Invitation
from readiness.reminding import USUAL_DAYS, USUAL_REMINDERS
from readiness.services.frameworks import framework_version
from readiness.services.mails import mails_of
from readiness.services.terms import check_days, check_reminders, check_smallest, words_written
from readiness.services.tokens import hash_of, new_nonce, token_of
from readiness.suppression import FLOOR

ROWS = 500


@dataclass(frozen=True)
class Asking:
    """What a survey asks, whom, when and how: the values of a draft, as `Campaign` explains them."""

    framework: str
    title: str
    mode: str
    opens_on: date
    closes_on: date
    opening_text: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    minimum_group: int = FLOOR
    units: Sequence[Unit] = ()
    levels: Sequence[str] = ()
    people: Sequence[Person] = ()
    sample_size: int | None = None
    reminders: int = USUAL_REMINDERS
    reminder_days: int = USUAL_DAYS
    last_call: bool = True

    def fields(self) -> dict[str, Any]:
        """Those that are columns of the survey."""
        return {
            "title": self.title.strip(),
            "mode": self.mode,
            "minimum_group": self.minimum_group,
            "opening_text": self.opening_text.strip(),
            "translations": words_written(self.translations),
            "opens_on": self.opens_on,
            "closes_on": self.closes_on,
            "levels": [level for level in Level.values if level in self.levels],
            "sample_size": self.sample_size,
            "reminders": self.reminders,
            "reminder_days": self.reminder_days,
            "last_call": self.last_call,
        }


@transaction.atomic
def draft_campaign(
    *, organisation: Organisation, asking: Asking, by: User | None, previous: Campaign | None = None
) -> Campaign:
    """Prepare a survey; nobody hears of it. DomainError when its values contradict each other."""
    version = framework_version(asking.framework, organisation)
    _check(asking, organisation)
    campaign = Campaign.objects.create(
        organisation=organisation,
        framework_version=version,
        started_by=by,
        previous=previous,
        **asking.fields(),
    )
    campaign.units.set(asking.units)
    campaign.people.set(asking.people)
    record(by=by, verb="prepared", thing=campaign, organisation=organisation)
    return campaign


@transaction.atomic
def edit_campaign(*, campaign: Campaign, asking: Asking, by: User | None) -> Campaign:
    """Change a draft. DomainError once it is launched: whom it asks and how is then promised to people."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.state(access.today()) != State.DRAFT:
        raise DomainError(_("This survey is no draft any more. What people were told can't be changed."))
    version = framework_version(asking.framework, locked.organisation)
    _check(asking, locked.owner)
    locked.units.set(asking.units)
    locked.people.set(asking.people)
    return change(
        locked, by=by, organisation=locked.organisation, framework_version=version, **asking.fields()
    )


def _check(asking: Asking, organisation: Organisation) -> None:
    """What can be told of a draft's values without looking at who is there."""
    check_days(asking.opens_on, asking.closes_on)
    check_smallest(asking.minimum_group)
    if asking.people and (asking.units or asking.levels or asking.sample_size):
        raise DomainError(
            _("Either name people, or choose units and levels and draw lots. Leave one of both.")
        )
    check_reminders(asking.reminders, asking.reminder_days)
    theirs: list[Any] = [*asking.units, *asking.people]
    if any(one.organisation_id != organisation.pk for one in theirs):
        raise DomainError(_("Somebody or a unit of another organisation can't be asked. Choose your own."))


def launch_campaign(
    *, campaign: Campaign, by: User | None, now: datetime, asked: int | None = None
) -> Campaign:
    """Draw lots if it is to, write the invitations, and queue their mails for the first day.

    From now on the survey's kind, smallest group and whom it asks are fixed. DomainError names the first thing that
    is red before a launch. `asked` is how many the user was told of: when others came or went meanwhile, they look
    again first.
    """
    trouble = mail_trouble() if campaign.opens_on == access.today() else ""
    return _launch(campaign, by, now, asked, trouble)


@transaction.atomic
def _launch(campaign: Campaign, by: User | None, now: datetime, asked: int | None, trouble: str) -> Campaign:
    # Two surveys with one framework must not start beside each other, so launches of one organisation queue here.
    Organisation.objects.select_for_update().get(pk=campaign.organisation_id)
    locked = Campaign.objects.locked(campaign.pk)
    if locked.state(access.today()) != State.DRAFT:
        raise DomainError(_("This survey was launched already."))
    facts = queries.facts_before_launch(locked, now=now, mail_trouble=trouble)
    refuse_red(preflight.lines(facts))
    if asked is not None and asked != facts.frame.asked:
        raise DomainError(_("People came or went since you looked. Look once more at whom it reaches."))
    _invite(locked, now)
    note_launch(locked, population=facts.frame.population, asked=facts.frame.asked, now=now)
    end_stewardship(organisation=locked.owner, by=by)
    record(
        by=by,
        verb="started",
        thing=locked,
        organisation=locked.organisation,
        asked=locked.asked,
        mode=locked.mode,
    )
    return locked


def refuse_red(lines: Iterable[preflight.Line]) -> None:
    """DomainError with the first thing that is red before a launch, if any is."""
    if red := next((line for line in lines if line.is_red), None):
        raise DomainError(red.text)


def note_launch(campaign: Campaign, *, population: int, asked: int, now: datetime) -> None:
    """Write down on which day a survey was launched, how many it asks, and of how many."""
    campaign.population, campaign.asked = population, asked
    campaign.launched_on = access.day_of(now)
    campaign.save(update_fields=["population", "asked", "launched_on"])


def _invite(campaign: Campaign, now: datetime) -> None:
    """Draw who is asked, if not everybody is, and invite them."""
    whom = queries.whom_of(campaign)
    people = queries.people_of(whom, campaign.opens_on).exclude(email="").order_by()
    # The same draw leaves out who isn't asked and mixes who is.
    everybody = list(people.values_list("pk", "unit", "email"))
    size = len(everybody) if whom.size is None else min(whom.size, len(everybody))
    invite(campaign, SystemRandom().sample(everybody, size), now)


def invite(campaign: Campaign, drawn: Sequence[tuple[int, int | None, str]], now: datetime) -> None:
    """Write the invitations of people (key, unit, e-mail address), in an order that tells nothing, with their mails."""
    invitations = Invitation.objects.bulk_create(
        [
            # Until the row has its number the hash is of nothing that anybody could have.
            Invitation(
                campaign=campaign, person_id=person, unit_id=unit, nonce=new_nonce(), token_hash=new_nonce()
            )
            for person, unit, _email in drawn
        ],
        batch_size=ROWS,
    )
    for invitation in invitations:
        invitation.token_hash = hash_of(token_of(invitation))
    # As an insert over what is there: of many rows it takes a fraction of the time of an update by cases.
    Invitation.objects.bulk_create(
        invitations,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["token_hash"],
        batch_size=ROWS,
    )
    if campaign.closes_on < access.today():
        return
    opening = access.morning_of(campaign.opens_on)
    letters = (
        Letter(f"survey-invitation:{invitation.pk}", person, email, invitation.pk)
        for invitation, (person, _unit, email) in zip(invitations, drawn, strict=True)
    )
    due_at = opening if campaign.opens_on > access.day_of(now) else now
    queue_messages("survey_invitation", letters, due_at=due_at)


@transaction.atomic
def recall_campaign(*, campaign: Campaign, by: User | None, now: datetime) -> Campaign:
    """Make a draft of a survey again that has not opened; nobody has heard of it. DomainError when somebody has."""
    locked = Campaign.objects.locked(campaign.pk)
    if locked.state(access.day_of(now)) != State.SCHEDULED:
        raise DomainError(_("Only a survey that has not opened yet can be taken back."))
    mails = mails_of(locked)
    if mails.exclude(state=MessageState.PLANNED).exists():
        raise DomainError(_("Its first invitations have left. Withdraw the survey instead."))
    mails.delete()
    Invitation.objects.filter(campaign=locked).delete()
    return change(
        locked,
        by=by,
        verb="took back",
        **locked.scope,
        launched_on=None,
        reminders_from=None,
        asked=0,
        population=0,
    )


@transaction.atomic
def clone_campaign(*, campaign: Campaign, by: User | None, on: date) -> Campaign:
    """A draft of the next round: the same questions in their newest version, the same people as far as they are there.

    It lasts as long as the round before and opens on that day unless its lead says otherwise.
    """
    whom = queries.whom_of(campaign)
    present = queries.people_of(whom, on) if whom.people else ()
    asking = Asking(
        framework=campaign.framework_version.slug,
        title=campaign.title,
        mode=campaign.mode,
        opens_on=on,
        closes_on=on + (campaign.closes_on - campaign.opens_on),
        opening_text=campaign.opening_text,
        translations=campaign.translations,
        minimum_group=campaign.minimum_group,
        units=[unit for unit in whom.units if unit.archived_on is None],
        levels=whom.levels,
        people=list(present),
        sample_size=whom.size,
        reminders=campaign.reminders,
        reminder_days=campaign.reminder_days,
        last_call=campaign.last_call,
    )
    return draft_campaign(organisation=campaign.owner, asking=asking, by=by, previous=campaign)
