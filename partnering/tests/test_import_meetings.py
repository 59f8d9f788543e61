"""Importing meetings with who was there and what was decided, by the same rules as on the pages, and undone alike."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from conftest import LONG_AGO, Cast
from partnering.models import Attendance, Decision, Meeting, Membership, OutgoingMessage, RowChange
from partnering.services.meetings import cancel_meeting, plan_meeting
from partnering.services.reminders import remind_of_meetings
from partnering.tests.imported import held, imported, look, numbers, undone

BO, DANA = "bo@water-utility.example", "dana@university.example"
EVE, FOLA = "eve@outsider-works.example", "fola@river-agency.example"
TABLES = (Meeting, Attendance, Decision)
YEAR = date.today().year - 1


def last_sunday(month: int) -> str:
    """The day on which clocks are moved in Europe, of last year's March or October."""
    last = date(YEAR, month, 31)
    return (last - timedelta(days=(last.weekday() + 1) % 7)).isoformat()


WINTER = {
    "partnership": "Clean River",
    "group": "monitoring",
    "meeting": "Where gauges stand",
    "day": f"{YEAR}-01-15",
    "begins": "9:30",
    "ends": "11:00:00",
    "time zone": "europe/dublin",
}
AGAIN = WINTER | {"begins": "", "ends": "", "time zone": ""}


def ahead(**cells: str) -> dict[str, str]:
    """A row about a meeting to come, whatever the day on which this runs."""
    day = (timezone.now() + timedelta(days=20)).date()
    return WINTER | {"meeting": "What comes next", "day": day.isoformat()} | cells


ROWS = (
    WINTER | {"place": "Town hall", "minutes": "All agreed.", "email": DANA, "decision": "We measure weekly"},
    AGAIN | {"email": BO.upper(), "came": "No"},
    AGAIN | {"decision": "We publish it", "decision owner": BO, "due on": f"{YEAR}-06-30"},
    WINTER | {"meeting": "Nobody noted who came", "day": f"{YEAR}-02-15"},
)


def plan(cast: Cast, row: dict[str, str], **fields: object) -> Meeting:
    starts_at = datetime.fromisoformat(f"{row['day']}T09:30").replace(tzinfo=UTC)
    times = {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "time_zone": "Europe/Dublin",
    }
    return plan_meeting(
        group=cast.group, title=row["meeting"], by=cast.users["fola"], people=[], **(times | fields)
    )


@pytest.mark.usefixtures("mailbox")
def test_past_meetings_are_imported_once_as_held_and_undone_without_trace(cast):
    before = held(*TABLES)

    assert numbers(look(cast, "meetings", *ROWS)) == {
        "meetings": (2, 0, 0),
        "attendances": (2, 0, 0),
        "decisions": (2, 0, 0),
    }
    assert held(*TABLES) == before
    file = imported(cast, "meetings", *ROWS)
    meeting = Meeting.objects.get(title="Where gauges stand")
    assert (meeting.state, meeting.place, meeting.minutes) == ("held", "Town hall", "All agreed.")
    assert (meeting.starts_at, meeting.time_zone) == (
        datetime(YEAR, 1, 15, 9, 30, tzinfo=UTC),
        "Europe/Dublin",
    )
    assert {one.person.name: one.attended for one in meeting.attendances.all()} == {"Dana": True, "Bo": False}
    assert [(one.text, one.order, one.owner, one.due_on) for one in meeting.decisions.all()] == [
        ("We measure weekly", 1, None, None),
        ("We publish it", 2, cast.people["bo"], date(YEAR, 6, 30)),
    ]
    assert RowChange.objects.filter(thing="partnering.attendance", partnership=cast.partnership).count() == 2
    again = look(cast, "meetings", *ROWS)
    assert not again.does_something
    assert not again.problems
    undone(file)

    assert file.undo["listed"] == []
    assert held(*TABLES) == before


def test_nobody_hears_of_imported_meetings_unless_the_row_says_so(cast):
    imported(cast, "meetings", *ROWS, ahead(email=DANA), ahead(email=BO, invite="no"))
    assert not OutgoingMessage.objects.filter(kind="meeting_invitation").exists()

    imported(cast, "meetings", ahead(email=FOLA, invite="yes"))

    told = OutgoingMessage.objects.get(kind="meeting_invitation")
    assert told.to_person == cast.people["fola"]
    coming = Meeting.objects.get(title="What comes next")
    assert (coming.state, coming.called_by) == ("planned", cast.people["fola"])
    assert set(coming.attendances.values_list("invited", "attended")) == {(True, None)}


def test_a_meeting_to_which_people_were_invited_stays_with_them_when_the_import_is_undone(cast):
    file = imported(cast, "meetings", ahead(email=DANA, invite="yes"), ahead(email=BO), ROWS[0])

    undone(file)

    assert [one.title for one in Meeting.objects.all()] == ["What comes next"]
    assert Attendance.objects.count() == 2
    assert not Decision.objects.exists()
    assert file.undo["stays"] == 3


def test_a_meeting_of_which_people_were_reminded_stays_too(cast):
    file = imported(cast, "meetings", ahead(email=DANA))
    coming = Meeting.objects.get()
    remind_of_meetings(now=coming.starts_at - timedelta(hours=1))
    assert OutgoingMessage.objects.get(kind="meeting_reminder").to_person == cast.people["dana"]

    undone(file)

    assert (Meeting.objects.get(), Attendance.objects.get().meeting) == (coming, coming)


def test_more_people_and_decisions_come_to_a_meeting_that_is_there_and_go_again(cast):
    imported(cast, "meetings", *ROWS)
    before = held(*TABLES)

    rows = [AGAIN | {"email": FOLA}, AGAIN | {"decision": "we measure WEEKLY", "due on": f"{YEAR}-03-01"}]
    assert numbers(look(cast, "meetings", *rows)) == {
        "meetings": (0, 0, 1),
        "attendances": (1, 0, 0),
        "decisions": (0, 1, 0),
    }
    file = imported(cast, "meetings", *rows, AGAIN | {"decision": "We go on"})
    assert Decision.objects.get(text="We go on").order == 3
    undone(file)

    assert held(*TABLES) == before


def test_decisions_are_numbered_on_across_the_batches_of_a_long_file(cast, monkeypatch):
    monkeypatch.setattr("partnering.services.import_tables.BATCH", 2)

    imported(cast, "meetings", WINTER, *(AGAIN | {"decision": f"No. {n}"} for n in range(5)))

    assert Meeting.objects.count() == 1
    assert list(Decision.objects.values_list("order", "text")) == [(n + 1, f"No. {n}") for n in range(5)]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (WINTER | {"meeting": "x" * 201}, "meeting", "Longer than 200"),
        (WINTER | {"group": "Unknown"}, "group", "no working group"),
        (WINTER | {"partnership": "Unknown"}, "partnership", "no partnership"),
        (WINTER | {"day": "15.1.26"}, "day", "2026-03-31"),
        (WINTER | {"day": "2020-01-15"}, "day", "five years"),
        (WINTER | {"begins": ""}, "begins", "Missing"),
        (WINTER | {"begins": "half past"}, "begins", "09:30"),
        (WINTER | {"begins": "930"}, "begins", "09:30"),
        (WINTER | {"ends": "9:30"}, "ends", "after it begins"),
        (WINTER | {"day": last_sunday(3), "begins": "01:30"}, "begins", "put forward"),
        (WINTER | {"day": last_sunday(10), "begins": "01:30"}, "begins", "put back"),
        (WINTER | {"time zone": "Dublin"}, "time zone", "Europe/London"),
        (WINTER | {"email": EVE}, "email", "Nobody whom you may name"),
        (WINTER | {"came": "yes"}, "email", "Missing"),
        (WINTER | {"email": DANA, "came": "perhaps"}, "came", "yes, no"),
        (WINTER | {"email": DANA, "invite": "yes"}, "invite", "over"),
        (WINTER | {"due on": "2026-03-01"}, "decision", "Missing"),
        (
            WINTER | {"decision": "We go on", "due on": f"{YEAR}-01-14"},
            "due on",
            "nothing it decided is due before",
        ),
        (WINTER | {"decision": "x" * 1001}, "decision", "Longer than 1000"),
        (
            WINTER | {"decision": "We go on", "decision owner": EVE},
            "decision owner",
            "Nobody whom you may name",
        ),
        (ahead(email=DANA, came="yes"), "came", "still to come"),
        (ahead(decision="We go on"), "decision", "still to come"),
        (ahead(invite="yes"), "email", "Missing"),
    ],
)
def test_what_the_pages_refuse_is_refused_with_its_column(cast, row, column, words):
    found = look(cast, "meetings", row).problems

    assert [one.column for one in found] == [column]
    assert words in found[0].reason


@pytest.mark.parametrize("begins", ["9:30", "09:30", "9:30:00", "09:30:00"])
def test_times_are_taken_as_people_and_spreadsheets_write_them(cast, begins):
    imported(cast, "meetings", WINTER | {"begins": begins})

    assert Meeting.objects.get().starts_at == datetime(YEAR, 1, 15, 9, 30, tzinfo=UTC)


def test_people_of_former_members_are_refused(cast):
    Membership.objects.filter(organisation=cast.university).update(left_on=LONG_AGO + timedelta(days=9))

    assert look(cast, "meetings", WINTER | {"email": DANA}).problems[0].column == "email"
    owned = WINTER | {"decision": "We go on", "decision owner": DANA}
    assert look(cast, "meetings", owned).problems[0].column == "decision owner"


def test_the_same_twice_in_a_file_is_refused_with_the_line_of_the_first(cast):
    rows = (
        WINTER | {"email": DANA},
        AGAIN | {"email": DANA},
        AGAIN | {"decision": "A"},
        AGAIN | {"decision": "a"},
    )
    found = look(cast, "meetings", *rows, AGAIN, AGAIN).problems

    assert [(one.line, one.column) for one in found] == [(3, "email"), (5, "decision"), (7, "meeting")]


def test_a_file_changes_nothing_that_is_noted_otherwise(cast):
    imported(cast, "meetings", *ROWS)
    assert look(cast, "meetings", AGAIN | {"email": BO}).problems[0].column == "email"
    assert look(cast, "meetings", WINTER | {"begins": "10:00"}).problems[0].column == "begins"
    coming = plan(cast, ahead())
    assert look(cast, "meetings", ahead(email=BO, **{"time zone": ""}, begins="", ends="")).problems == ()
    cancel_meeting(meeting=coming, by=cast.users["fola"])
    assert (
        "cancelled"
        in look(cast, "meetings", ahead(begins="", ends="", **{"time zone": ""})).problems[0].reason
    )
    plan(cast, WINTER | {"meeting": "Without a note"})
    noted = look(cast, "meetings", AGAIN | {"meeting": "Without a note", "email": DANA}).problems
    assert "page of the meeting" in noted[0].reason


@pytest.mark.parametrize("who", ["amina", "dana", "eve"])
def test_only_the_manager_of_the_partnership_imports_its_meetings(cast, who):
    imported(cast, "meetings", *ROWS)

    found = look(cast, "meetings", WINTER | {"meeting": "Mine"}, AGAIN, who=who).problems

    assert [one.column for one in found] == ["partnership", "partnership"]
    assert len({one.reason for one in found}) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    rows = [WINTER | {"meeting": f"No. {n}", "email": DANA, "decision": "We go on"} for n in range(60)]

    with django_assert_max_num_queries(90):
        imported(cast, "meetings", *rows)

    assert Meeting.objects.count() == 60
