"""What comes of a meeting of a working group in the interactions that traction counts."""

from __future__ import annotations

from engagement.models import Interaction
from engagement.services.interactions import add_participants
from partnering.models import Person
from partnering.services import attendances
from partnering.services.attendances import Presence
from partnering.tests.test_meetings import plan


def note(cast, meeting, **there: bool | None):
    """Who of the cast was there, who wasn't."""
    rows = [Presence(cast.people[name], came) for name, came in there.items()]
    return attendances.note_attendance(meeting=meeting, rows=rows, by=cast.users["fola"])


def invited(cast):
    """A meeting of yesterday to which Dana and Chidi are invited."""
    people = [cast.people["dana"], cast.people["chidi"]]
    return plan(cast, days=-1, people=people)


def those_of(interaction: Interaction) -> list[str]:
    return sorted(
        Person.objects.filter(participations__interaction=interaction).values_list("name", flat=True)
    )


def test_a_meeting_is_one_joint_interaction_of_those_who_came_however_often_it_is_noted(cast):
    meeting = invited(cast)

    note(cast, meeting, dana=True, chidi=False)
    note(cast, meeting, dana=True, chidi=True)

    one = Interaction.objects.get()
    assert (one.meeting, one.joint, one.group, one.kind) == (meeting, True, cast.group, "meeting")
    assert (one.title, one.held_on) == (meeting.title, meeting.starts_there.date())
    assert those_of(one) == ["Chidi", "Dana"]


def test_who_was_noted_by_mistake_is_taken_back_and_who_was_added_by_hand_stays(cast):
    meeting = invited(cast)
    note(cast, meeting, dana=True, chidi=True)
    one = Interaction.objects.get()
    add_participants(interaction=one, people=[cast.people["bo"]], by=cast.users["fola"])

    note(cast, meeting, dana=False, chidi=None)

    assert those_of(one) == ["Bo"]


def test_a_meeting_at_which_nobody_was_is_no_interaction(cast):
    meeting = invited(cast)
    note(cast, meeting, dana=False)
    assert not Interaction.objects.exists()

    note(cast, meeting, dana=True)
    note(cast, meeting, dana=False)

    assert not Interaction.objects.exists()


def test_an_outsider_sees_nothing_of_it(cast):
    note(cast, invited(cast), dana=True)

    assert Interaction.objects.visible_to(cast.users["dana"]).count() == 1
    assert not Interaction.objects.visible_to(cast.users["eve"]).exists()
