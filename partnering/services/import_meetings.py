"""Importing meetings of working groups: when they were, who was there, and what they decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import registry
from partnering.calendars import Method
from partnering.choices import MeetingState
from partnering.importing import Entry
from partnering.models import Attendance, Decision, Meeting, Partnership, Person, WorkingGroup
from partnering.services.decisions import too_early
from partnering.services.import_cells import (
    Known,
    Places,
    day_in,
    needed,
    short_enough,
    who_imports,
    word_in,
)
from partnering.services.import_clocks import Times, days_around, times_of_meeting
from partnering.services.import_tables import BadCell, Work
from partnering.services.invitations import announce

Key = tuple[int, date, str]
YES_OR_NO = ("yes", "no")


@dataclass(frozen=True)
class Plan:
    """What a row tells of a meeting, there already or new: somebody who was or is to be there, a decision, or both."""

    key: Key
    group: WorkingGroup
    times: Times
    person: Person | None
    came: bool | None
    is_there: bool
    owner: Person | None
    due_on: date | None
    asks: bool


@dataclass
class MeetingWork(Work):
    """Meetings are recognised by group, day and title, attendances by person, decisions by their words.

    What is over is taken as held. Nobody is written to about it; about a meeting to come only who is to be invited.
    """

    groups: dict[tuple[int, str], WorkingGroup] = field(default_factory=dict)
    found: dict[Key, Meeting] = field(default_factory=dict)
    noted: dict[tuple[int, int], Attendance] = field(default_factory=dict)
    decided: dict[tuple[Key, str], Decision] = field(default_factory=dict)
    last: dict[Key, int] = field(default_factory=dict)
    came: dict[Key, list[Person]] = field(default_factory=dict)
    asked: dict[Key, list[Person]] = field(default_factory=dict)

    order = (Meeting, Attendance, Decision)
    counted = {Meeting: "meetings", Attendance: "attendances", Decision: "decisions"}  # as the base says

    def begin(self) -> None:
        """Bring the names of what the rows may be about."""
        self.me = who_imports(self.by)
        self.now = timezone.now()
        self.places = Places(self.by, self.writes)
        self.known = Known(self.by, self.writes)
        self.owners = Known(self.by, self.writes)
        self.places.begin()

    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows is about."""
        self.places.load(rows)
        self.known.load(rows)
        self.owners.load(rows, "decision owner")
        managed = [pk for pk in self.places.rows if pk in self.places.managed]
        groups = WorkingGroup.objects.filter(partnership__in=managed, archived_on=None)
        self.groups = {(one.partnership_id, one.name.lower()): one for one in groups}
        titles = {row["meeting"].lower() for row in rows}
        first, last = days_around(row["day"] for row in rows)
        there = Meeting.objects.filter(group__in=list(groups), starts_at__gte=first, starts_at__lte=last)
        for one in (one for one in there if one.title.lower() in titles):
            # One that this import has made keeps its place.
            self.found.setdefault((one.group_id, one.starts_there.date(), one.title.lower()), one)
        self._load_parts(titles)

    def _load_parts(self, titles: set[str]) -> None:
        """Bring who is noted in the meetings at work, and what these decided."""
        by_pk = {one.pk: key for key, one in self.found.items() if one.pk and key[2] in titles}
        people = list(self.known.people.values())
        noted = Attendance.objects.filter(meeting__in=list(by_pk), person__in=people)
        self.noted = {(one.meeting_id, one.person_id): one for one in noted}
        decisions = Decision.objects.filter(meeting__in=list(by_pk))
        self.decided = {(by_pk[one.meeting_id], one.text.lower()): one for one in decisions}
        orders = Decision.objects.filter(meeting__in=list(by_pk)).order_by().values_list("meeting")
        self.last |= {by_pk[meeting]: last for meeting, last in orders.annotate(last=Max("order"))}

    def planned(self, row: Entry) -> Plan:
        """What a row asks for, checked; raises BadCell."""
        needed(row, "partnership", "group", "meeting", "day")
        short_enough(row, Meeting, meeting="title", place="place")
        short_enough(row, Decision, decision="text")
        partnership = self.places.managed_one(row)
        group = self.groups.get((partnership.pk, row["group"].lower()))
        if group is None:
            raise BadCell("group", _("The partnership has no working group of this name."))
        day = day_in(row, "day") or date.min  # it is needed, so that there is one
        key = (group.pk, day, row["meeting"].lower())
        meeting = self.found.get(key)
        times = times_of_meeting(row, day, meeting, self.me.time_zone, self.now)
        held = times.ends_at <= self.now
        self._check_there(meeting, held)
        person, came, is_there = self._person(row, partnership, key, held=held)
        owner, due_on = self._decision(row, partnership, day, held=held)
        asks = self._asks(row, person, held=held)
        if person:
            self.once(row, "email", key, person.pk)
        if row["decision"]:
            self.once(row, "decision", key, row["decision"].lower())
        if not person and not row["decision"]:
            self.once(row, "meeting", key)
        return Plan(key, group, times, person, came, is_there, owner, due_on, asks)

    def _check_there(self, meeting: Meeting | None, held: bool) -> None:
        if meeting is None or meeting.pk is None:
            return
        if meeting.state == MeetingState.CANCELLED:
            raise BadCell("meeting", _("This meeting was cancelled. Leave the row out."))
        if held and meeting.state != MeetingState.HELD:
            reason = _("It is there already, without who came. Note that on the page of the meeting.")
            raise BadCell("meeting", reason)

    def _person(
        self, row: Entry, partnership: Partnership, key: Key, *, held: bool
    ) -> tuple[Person | None, bool | None, bool]:
        """Who was or is to be there, whether they came (None for a meeting to come), and whether that is noted."""
        if row["came"] and not row["email"]:
            raise BadCell("email", _("Missing. Say who came, or clear the cell “came”."))
        if row["came"] and not held:
            raise BadCell("came", _("This meeting is still to come. Clear the cell."))
        came = word_in(row, "came", YES_OR_NO) == "yes" if row["came"] else held or None
        if not row["email"]:
            return None, None, False
        person = self.known.named(row, key[1])
        self.places.last_day(partnership, person.organisation_id, key[1], "email")
        meeting = self.found.get(key)
        there = self.noted.get((meeting.pk, person.pk)) if meeting and meeting.pk else None
        if there is not None and (there.attended is not came or (not held and not there.invited)):
            reason = _("Something else is noted of them already. Change that on the page of the meeting.")
            raise BadCell("email", reason)
        return person, came, there is not None

    def _decision(
        self, row: Entry, partnership: Partnership, day: date, *, held: bool
    ) -> tuple[Person | None, date | None]:
        if row["decision"] and not held:
            raise BadCell("decision", _("This meeting is still to come. Clear the cell."))
        for column in ("decision owner", "due on"):
            if row[column] and not row["decision"]:
                raise BadCell("decision", _("Missing. Say what was decided, or clear its owner and day."))
        owner = self.owners.named(row, day, "decision owner") if row["decision owner"] else None
        if owner is not None:
            self.places.last_day(partnership, owner.organisation_id, day, "decision owner")
        due_on = day_in(row, "due on")
        if problem := too_early(day, due_on):
            raise BadCell("due on", problem)
        return owner, due_on

    def _asks(self, row: Entry, person: Person | None, *, held: bool) -> bool:
        """Whether the person is to get an invitation by mail."""
        asks = bool(row["invite"]) and word_in(row, "invite", YES_OR_NO) == "yes"
        if asks and held:
            raise BadCell("invite", _("Nobody is invited to what is over. Clear the cell."))
        if asks and person is None:
            raise BadCell("email", _("Missing. Say who is to be invited, or clear the cell “invite”."))
        return asks

    def draft(self, row: Entry, plan: Plan) -> None:
        """Make or change what a row asks for, not saved yet."""
        meeting = self.found.get(plan.key)
        if meeting is None:
            meeting = self._new(row, plan)
        elif ("counted", plan.key) not in self.said:
            self.count(Meeting, 2)
        self.said.setdefault(("counted", plan.key), row.line)
        if plan.person is not None:
            self._attendance(row, meeting, plan, plan.person)
        if row["decision"]:
            self._decide(row, meeting, plan)

    def _new(self, row: Entry, plan: Plan) -> Meeting:
        held = plan.times.ends_at <= self.now
        meeting = Meeting(
            group=plan.group,
            title=row["meeting"],
            starts_at=plan.times.starts_at,
            ends_at=plan.times.ends_at,
            time_zone=plan.times.time_zone,
            place=row["place"],
            minutes=row["minutes"],
            state=MeetingState.HELD if held else MeetingState.PLANNED,
            called_by=None if held else self.me,
        )
        self.found[plan.key] = meeting
        self.add(meeting, row, plan.group.name)
        return meeting

    def _attendance(self, row: Entry, meeting: Meeting, plan: Plan, person: Person) -> None:
        if plan.is_there:
            self.count(Attendance, 2)
            return
        fields: dict[str, Any] = {"organisation": person.organisation, "attended": plan.came}
        self.add(Attendance(meeting=meeting, person=person, **fields), row, person.organisation.name)
        if plan.came:
            self.came.setdefault(plan.key, []).append(person)
        if plan.asks:
            self.asked.setdefault(plan.key, []).append(person)

    def _decide(self, row: Entry, meeting: Meeting, plan: Plan) -> None:
        there = self.decided.get((plan.key, row["decision"].lower()))
        given = {"owner": plan.owner, "due_on": plan.due_on}
        if there is not None:
            changed = [self.set(there, row, name, value) for name, value in given.items() if value]
            self.count(Decision, 1 if any(changed) else 2)
            return
        self.last[plan.key] = self.last.get(plan.key, 0) + 1
        decision = Decision(meeting=meeting, text=row["decision"], order=self.last[plan.key], **given)
        self.add(decision, row, meeting.title)

    def after_making(self) -> None:
        """Higher apps hear who was there, and what they make of it belongs to the import; who is asked gets a mail."""
        came = [(self.found[key], people) for key, people in self.came.items()]
        for heard in registry.meetings_imported if came else ():
            self.made += heard(came)
        for key, people in self.asked.items():
            announce(meeting=self.found[key], people=people, kind=Method.REQUEST)
        self.came, self.asked = {}, {}
