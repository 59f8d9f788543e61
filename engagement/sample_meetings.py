"""The meetings of the sample's groups: who came, what was decided, what did not take place, and what is to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engagement.sample_data import Held, SampleData, workday_after
from partnering.choices import Answer
from partnering.models import Attendance, Meeting, Person, User, WorkingGroup
from partnering.repeating import Way, rule_of
from partnering.services import agendas, attendances, decisions, meeting_series, meetings, minutes
from partnering.services.attendances import Presence


def load_meetings(
    data: SampleData,
    *,
    groups: Mapping[str, WorkingGroup],
    people: Mapping[str, Person],
    leads: Mapping[str, User],
    manager: User,
) -> None:
    """Load all of it, oldest first: called and minuted by the manager, acknowledged by the partners' leads."""
    chapter = data.chapter("meetings.toml")
    known = {one["title"]: one for one in chapter["held"]}
    secretary = _Secretary(data, chapter["place"], groups, people, leads, manager)
    for held in data.interactions():
        if was_meeting(held):
            secretary.hold(held, known.get(held.title, {}))
    for one in chapter["cancelled"]:
        meetings.cancel_meeting(meeting=secretary.plan(**one), by=manager)
    for one in chapter["to_come"]:
        secretary.call(one)


def was_meeting(held: Held) -> bool:
    """Whether it was a joint meeting of one of the groups."""
    return held.kind == "meeting" and bool(held.group)


class _Secretary:
    """Whoever calls the meetings and keeps their minutes."""

    def __init__(
        self,
        data: SampleData,
        place: Mapping[str, Any],
        groups: Mapping[str, WorkingGroup],
        people: Mapping[str, Person],
        leads: Mapping[str, User],
        manager: User,
    ) -> None:
        self.data, self.place, self.groups = data, place, groups
        self.people, self.leads, self.manager = people, leads, manager

    def plan(self, *, group: str, title: str, days_ago: int) -> Meeting:
        """A meeting at the usual place and time; everybody seated is invited."""
        starts_at = self._at(self.data.day(days_ago), self.place["starts"])
        return meetings.plan_meeting(
            group=self.groups[group],
            title=title,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.place["minutes"]),
            time_zone=self.place["zone"],
            place=self.place["usual"],
            called_by=self.people[self.manager.email],
            by=self.manager,
        )

    def hold(self, held: Held, known: Mapping[str, Any]) -> None:
        """A meeting that took place, with what was minuted."""
        ago = (self.data.today - held.on).days
        meeting = self.plan(group=held.group, title=held.title, days_ago=ago)
        self._agenda(meeting, known.get("agenda", ()), known.get("open", ()))
        self._attendance(meeting, held.people, known.get("stands_in", {}))
        for one in known.get("decisions", ()):
            decisions.decide(
                meeting=meeting,
                text=one["text"],
                owner=self.people[one["owner"]] if "owner" in one else None,
                due_on=self.data.day(one["due"]) if "due" in one else None,
                by=self.manager,
            )
        if "minutes" in known:
            self._publish(meeting, known)

    def call(self, one: Mapping[str, Any]) -> None:
        """A meeting to come, with what people have answered, and what is carried over from the one before."""
        meeting = self.plan(group=one["group"], title=one["title"], days_ago=one["days_ago"])
        self._agenda(meeting, one["agenda"], one["agenda"])
        if "carried" in one:
            for item in Meeting.objects.get(title=one["carried"]).agenda.filter(outcome="open"):
                agendas.carry_over(item=item, to_meeting=meeting, by=self.manager)
        for answer in (Answer.YES, Answer.MAYBE, Answer.NO):
            for attendance in Attendance.objects.filter(
                meeting=meeting, person__email__in=one.get(answer, ())
            ).select_related("person"):
                attendances.answer(attendance=attendance, answer=answer, by=attendance.person)
        if "repeat" in one:
            weeks, count = one["repeat"]["weeks"], one["repeat"]["meetings"]
            rule = rule_of(Way.WEEKS, meetings.day_of(meeting), every=weeks, until=None, count=count)
            meeting_series.repeat_meeting(meeting=meeting, rule=rule, by=self.manager)

    def _agenda(self, meeting: Meeting, points: Iterable[str], still_open: Iterable[str]) -> None:
        for text in points:
            item = agendas.add_item(meeting=meeting, text=text, by=self.manager)
            if text not in still_open:
                agendas.edit_item(item=item, by=self.manager, outcome="done")

    def _attendance(self, meeting: Meeting, came: Iterable[str], instead: Mapping[str, str]) -> None:
        there = [self.people[email] for email in came]
        away = [
            one.person
            for one in meeting.attendances.select_related("person__organisation")
            if one.person not in there
        ]
        rows = [Presence(person, attended=False) for person in away]
        rows += [
            Presence(person, attended=True, stands_in_for=self.people.get(instead.get(person.email, "")))
            for person in there
        ]
        attendances.note_attendance(meeting=meeting, rows=rows, by=self.manager)

    def _publish(self, meeting: Meeting, known: Mapping[str, Any]) -> None:
        minutes.write_minutes(meeting=meeting, minutes=known["minutes"].strip(), by=self.manager)
        minutes.publish_minutes(meeting=meeting, by=self.manager, now=_workdays_after(meeting, 1))
        for decision, one in zip(meeting.decisions.all(), known.get("decisions", ()), strict=True):
            for partner in one.get("acknowledged", ()):
                decisions.acknowledge(
                    decision=decision, by=self.leads[partner], now=_workdays_after(meeting, 3)
                )

    def _at(self, day: Any, clock: str) -> datetime:
        zone = ZoneInfo(self.place["zone"])
        return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def _workdays_after(meeting: Meeting, workdays: int) -> datetime:
    held_on = meeting.ends_at.date()
    return meeting.ends_at + (workday_after(held_on, workdays) - held_on)
