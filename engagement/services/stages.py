"""Setting the stage of a person in the place of the one that is read off, and taking that back."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.choices import StageName
from engagement.models import SetStage
from engagement.queries.evidence import evidence_of
from engagement.services.recounts import ask_for_recount
from engagement.stages import ACTIVE_DAYS, Trace, stage_of, stage_read_off
from partnering import access
from partnering.errors import DomainError
from partnering.models import Partnership, Person, User
from partnering.services.audit import record
from partnering.services.times import check_present, hold, membership_on

HOLDS_FOR = timedelta(days=ACTIVE_DAYS)
"""As long as an act of taking part counts."""


@transaction.atomic
def set_stage(
    *,
    partnership: Partnership,
    person: Person,
    stage: str,
    reason: str,
    by: User | None,
    on: date | None = None,
) -> SetStage:
    """From a day on somebody counts as being at a stage, until it is taken back or its time is over.

    What was set before ends on that day; its rows stay as the history.
    """
    day = on or access.today()
    reason = reason.strip()
    if stage not in StageName.values:
        raise DomainError(_("There is no such stage."))
    if not reason:
        raise DomainError(_("Say why. Whoever reads this later has nothing else to go by."))
    hold(partnership)
    membership_on(partnership, person.organisation, day)
    check_present(person, day)
    trace = _trace_of(partnership, person)
    for earlier in SetStage.objects.filter(partnership=partnership, person=person, ends_on__gt=day):
        earlier.ends_on = max(day, earlier.starts_on)
        earlier.save(update_fields=["ends_on"])
    made = SetStage.objects.create(
        partnership=partnership,
        person=person,
        stage=stage,
        before=stage_of(trace, day).name.lower(),
        read_off=stage_read_off(trace, day).name.lower(),
        reason=reason,
        starts_on=day,
        ends_on=day + HOLDS_FOR,
        set_by=by,
    )
    record(
        by=by,
        verb="set the stage",
        thing=person,
        organisation=person.organisation,
        partnership=partnership,
        stage=stage,
        before=made.before,
        reason=reason,
    )
    ask_for_recount(partnership, day)
    return made


@transaction.atomic
def withdraw_stage(*, setting: SetStage, by: User | None, on: date | None = None) -> SetStage:
    """From a day on the stage is read off again; the days before stay as they were counted. Twice changes nothing."""
    day = on or access.today()
    setting = hold(setting)
    if setting.ends_on <= day:
        return setting
    setting.ends_on = max(day, setting.starts_on)
    setting.withdrawn_by, setting.withdrawn_at = by, timezone.now()
    setting.save(update_fields=["ends_on", "withdrawn_by", "withdrawn_at"])
    record(
        by=by,
        verb="took back the stage",
        thing=setting.person,
        organisation=setting.person.organisation,
        partnership=setting.partnership,
        stage=setting.stage,
    )
    ask_for_recount(setting.partnership, day)
    return setting


def _trace_of(partnership: Partnership, person: Person) -> Trace:
    members = evidence_of(partnership).members
    own = next((one for one in members if one.pk == person.organisation_id), None)
    return next((human.trace for human in own.people if human.pk == person.pk), Trace()) if own else Trace()
