"""What one partner of the sample told its own people of a meeting, in its own words."""

from __future__ import annotations

from engagement.models import TakeHomeBrief
from engagement.sample_data import SampleData, workday_after
from engagement.services.take_home import edit_brief, note_briefed, publish_brief
from partnering.models import Organisation, Person, User
from partnering.services.meetings import day_of


def load_briefs(data: SampleData, company: Organisation, lead: User) -> None:
    """The lead rewrote one brief, published it and told a few; all others still wait as drafts."""
    told = data.chapter("meetings.toml")["told"]
    brief = TakeHomeBrief.objects.get(meeting__title=told["meeting"], organisation=company)
    edit_brief(brief=brief, text=told["text"], by=lead)
    publish_brief(brief=brief, by=lead)
    people = Person.objects.filter(email__in=told["people"]).select_related("organisation")
    note_briefed(brief=brief, people=people, by=lead, on=workday_after(day_of(brief.meeting)))
