"""Take-home briefs: drafted from the minutes, edited, published, and told to people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.choices import BriefState
from engagement.models import BriefedPerson, TakeHomeBrief
from engagement.services.briefings import count_briefed
from engagement.services.take_home_drafts import draft
from partnering import access, registry
from partnering.errors import DomainError
from partnering.models import Meeting, Membership, Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.meetings import day_of
from partnering.services.times import hold


@transaction.atomic
def draft_briefs(meeting: Meeting) -> None:
    """A draft for each organisation that was a member on the meeting's day and has none yet."""
    members = Membership.objects.current(day_of(meeting)).filter(partnership=meeting.group.partnership_id)
    without = members.exclude(organisation__take_home_briefs__meeting=meeting)
    for one in without.select_related("organisation"):
        text = draft(meeting, one.organisation)
        brief = TakeHomeBrief.objects.create(
            meeting=meeting, organisation=one.organisation, text=text, drafted=text
        )
        record(by=None, verb="drafted", thing=brief, organisation=one.organisation)


@transaction.atomic
def edit_brief(*, brief: TakeHomeBrief, text: str, by: User) -> TakeHomeBrief:
    """Say it in the organisation's own words."""
    return change(brief, by=by, organisation=brief.organisation, text=text.strip())


@transaction.atomic
def renew_brief(*, brief: TakeHomeBrief, by: User) -> TakeHomeBrief:
    """Draft it anew from the minutes as they are by now; words of the organisation's own are never overwritten."""
    hold(brief)
    if not brief.is_untouched:
        raise DomainError(_("Somebody has put this brief into your own words. Edit it instead."))
    text = draft(brief.meeting, brief.organisation)
    return change(brief, by=by, verb="renewed", organisation=brief.organisation, text=text, drafted=text)


@transaction.atomic
def publish_brief(*, brief: TakeHomeBrief, by: User) -> TakeHomeBrief:
    """Let all people of the organisation read it; doing it twice changes nothing."""
    hold(brief)
    return change(brief, by=by, verb="published", organisation=brief.organisation, state=BriefState.PUBLISHED)


@transaction.atomic
def note_briefed(*, brief: TakeHomeBrief, people: Iterable[Person], by: User, on: date | None = None) -> int:
    """These people of the organisation were told, today unless a day is named. Returns how many are new."""
    hold(brief)
    day = on or access.today()
    if not day_of(brief.meeting) <= day <= access.today():
        raise DomainError(_("Choose a day from the meeting's until today."))
    known = set(brief.briefed.values_list("person", flat=True))
    new = [one for one in {one.pk: one for one in people}.values() if one.pk not in known]
    for person in new:
        if person.organisation_id != brief.organisation_id or not person.is_present(day):
            raise DomainError(
                _("%(person)s is not with %(organisation)s on that day.")
                % {"person": person, "organisation": brief.organisation}
            )
    if new:
        who = access.person_of(by)
        BriefedPerson.objects.bulk_create(
            [BriefedPerson(brief=brief, person=one, briefed_on=day, noted_by=who) for one in new]
        )
        record(by=by, verb="briefed", thing=brief, organisation=brief.organisation, people=len(new))
        count_briefed(brief)
    return len(new)


@transaction.atomic
def take_back_briefed(*, brief: TakeHomeBrief, people: Iterable[Person], by: User) -> int:
    """These people were not told after all. Returns how many had been noted."""
    hold(brief)
    told = BriefedPerson.objects.filter(brief=brief, person__in=[one.pk for one in people])
    rows = list(told.select_related("person__organisation"))
    if rows:
        BriefedPerson.objects.remove(rows)
        record(by=by, verb="not briefed", thing=brief, organisation=brief.organisation, people=len(rows))
        count_briefed(brief, gone=[row.person for row in rows])
    return len(rows)


def register() -> None:
    """Hear of minutes that are out."""
    registry.minutes_published.append(draft_briefs)
