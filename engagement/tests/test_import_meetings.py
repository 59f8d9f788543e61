"""Imported meetings count as interactions of those who were there, like meetings noted on their pages."""

from __future__ import annotations

from datetime import date

import pytest

from engagement.models import Interaction, Participation, Recount
from partnering.models import Attendance, Meeting
from partnering.services.attendances import Presence, note_attendance
from partnering.services.changes import change
from partnering.services.meetings import plan_meeting
from partnering.tests.imported import imported, undone
from partnering.tests.test_import_meetings import AGAIN, BO, DANA, FOLA, WINTER, YEAR, ahead

ROWS = (WINTER | {"email": DANA}, AGAIN | {"email": FOLA}, AGAIN | {"email": BO, "came": "no"})


def test_who_was_there_took_part_and_traction_is_counted_again_from_that_day(cast):
    file = imported(cast, "meetings", *ROWS, WINTER | {"meeting": "Nobody noted who came"}, ahead(email=DANA))

    logged = Interaction.objects.get()
    assert (logged.kind, logged.joint, logged.group) == ("meeting", True, cast.group)
    assert (logged.meeting, logged.held_on) == (Meeting.objects.get(title=logged.title), date(YEAR, 1, 15))
    assert {one.name for one in logged.people.all()} == {"Dana", "Fola"}
    assert [one.since for one in Recount.objects.all()] == [date(YEAR, 1, 15)]

    Recount.objects.all().delete()
    undone(file)

    assert file.undo["listed"] == []
    assert not Interaction.objects.exists()
    assert not Meeting.objects.exists()
    assert Recount.objects.exists()


def test_who_is_added_to_a_held_meeting_takes_part_in_its_one_interaction(cast):
    imported(cast, "meetings", ROWS[0])

    file = imported(cast, "meetings", ROWS[1])
    assert Interaction.objects.get().people.count() == 2
    undone(file)

    assert [one.person for one in Participation.objects.all()] == [cast.people["dana"]]


def test_whom_somebody_noted_again_since_stays_a_participant_when_the_import_is_undone(cast):
    file = imported(cast, "meetings", *ROWS)
    dana = Attendance.objects.get(person=cast.people["dana"])
    change(dana, by=cast.users["fola"], partnership=cast.partnership, invited=False)

    undone(file)

    assert [one.person for one in Participation.objects.all()] == [cast.people["dana"]]
    assert Attendance.objects.get() == dana
    assert Interaction.objects.get().meeting == Meeting.objects.get()


@pytest.mark.parametrize("more", [1, 30])
def test_many_meetings_cost_as_many_statements_as_one(cast, more, django_assert_max_num_queries):
    rows = [WINTER | {"meeting": f"No. {n}", "email": DANA} for n in range(more)]

    with django_assert_max_num_queries(95):
        imported(cast, "meetings", *rows)

    assert Participation.objects.count() == more


def test_a_meeting_noted_on_its_page_keeps_its_interaction_when_more_people_are_imported(cast):
    imported(cast, "meetings", ROWS[0])
    there = Meeting.objects.get()
    other = plan_meeting(
        group=cast.group,
        title="Noted here",
        starts_at=there.starts_at,
        ends_at=there.ends_at,
        time_zone=there.time_zone,
        by=cast.users["fola"],
        people=[cast.people["dana"]],
    )
    note_attendance(meeting=other, rows=[Presence(cast.people["dana"], True)], by=cast.users["fola"])

    imported(cast, "meetings", AGAIN | {"meeting": "Noted here", "email": FOLA})

    assert Interaction.objects.get(meeting=other).people.count() == 2
