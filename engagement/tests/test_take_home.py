"""Take-home briefs, and the interactions that follow from meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conftest import give_role, make_person
from engagement.models import BriefedPerson, Interaction, TakeHomeBrief
from engagement.queries.take_home import briefs_listed
from engagement.services.take_home import (
    draft_briefs,
    edit_brief,
    note_briefed,
    publish_brief,
    renew_brief,
    take_back_briefed,
)
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Unit
from partnering.services import attendances, decisions, meetings, minutes
from partnering.services.attendances import Presence

OURS = "Tell the depot first"


def plan(cast, *, days, title="Monitoring, autumn"):
    begins = timezone.now().replace(microsecond=0) + timedelta(days=days)
    return meetings.plan_meeting(
        group=cast.group,
        title=title,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        time_zone="Europe/London",
        by=cast.users["fola"],
    )


def note(cast, meeting, **there):
    rows = [Presence(cast.people[name], attended) for name, attended in there.items()]
    return attendances.note_attendance(meeting=meeting, rows=rows, by=cast.users["fola"])


@pytest.fixture
def meeting(cast):
    """A meeting of three days ago with published minutes, and one to come."""
    over = note(cast, plan(cast, days=-3), dana=True, bo=True)
    plan(cast, days=9, title="Monitoring, winter")
    by = cast.users["fola"]
    minutes.write_minutes(meeting=over, minutes="The gauges work.\n\nMore was said.", by=by)
    decisions.decide(meeting=over, text="Sample weekly", by=by)
    decisions.decide(meeting=over, text="Lend the boat", owner=cast.people["bo"], by=by)
    due = access.today() + timedelta(days=5)
    minutes.take_action(
        meeting=over, title="Send the maps", organisation=cast.utility, owner=None, due_on=due, by=by
    )
    minutes.publish_minutes(meeting=over, by=by)
    return over


@pytest.fixture
def brief(cast, meeting):
    return TakeHomeBrief.objects.get(meeting=meeting, organisation=cast.utility)


def test_published_minutes_draft_a_brief_for_each_member_its_own_tasks_first(cast, meeting, brief):
    theirs = TakeHomeBrief.objects.get(meeting=meeting, organisation=cast.university)

    assert TakeHomeBrief.objects.count() == 3
    places = [
        brief.text.index(words)
        for words in (
            "Monitoring met on",
            "What we are to do:\n- Lend the boat (Bo)\n- Send the maps (by ",
            "What else was decided:\n- Sample weekly",
            "From the minutes:\nThe gauges work.",
            "The next meeting is on",
        )
    ]
    assert places == sorted(places)
    assert "More was said" not in brief.text
    assert "What was decided:\n- Sample weekly\n- Lend the boat" in theirs.text
    assert "maps" not in theirs.text
    draft_briefs(meeting)
    assert TakeHomeBrief.objects.count() == 3


def test_a_meeting_that_came_to_little_makes_a_short_brief(cast):
    over = note(cast, plan(cast, days=-1), dana=True)
    decisions.decide(meeting=over, text="Carry on", by=cast.users["fola"])
    minutes.publish_minutes(meeting=over, by=cast.users["fola"])

    assert TakeHomeBrief.objects.first().text.endswith("What was decided:\n- Carry on")


def test_a_brief_is_drafted_anew_only_while_nobody_has_touched_it(cast, meeting, brief):
    minutes.write_minutes(meeting=meeting, minutes="The gauges fail.", by=cast.users["fola"])
    renew_brief(brief=brief, by=cast.users["amina"])
    assert "The gauges fail." in brief.text

    edit_brief(brief=brief, text=OURS, by=cast.users["amina"])
    with pytest.raises(DomainError, match="own words"):
        renew_brief(brief=brief, by=cast.users["amina"])
    assert brief.text == OURS


def test_nobody_of_another_organisation_sees_a_brief_or_who_was_told(cast, client, brief):
    edit_brief(brief=brief, text=OURS, by=cast.users["amina"])
    note_briefed(brief=brief, people=[cast.people["chidi"]], by=cast.users["amina"])
    spokesman = make_person(cast.utility, "Rui")
    give_role(spokesman, RoleKind.REPRESENTATIVE, cast.partnership)
    cast.users["rui"] = spokesman.user

    def seen(rows):
        return {
            who for who, user in cast.users.items() if rows.objects.visible_to(user).filter(**about[rows])
        }

    about = {TakeHomeBrief: {"pk": brief.pk}, BriefedPerson: {"brief": brief}}
    assert seen(TakeHomeBrief) == seen(BriefedPerson) == {"amina", "bo", "rui"}
    publish_brief(brief=brief, by=cast.users["amina"])
    assert seen(TakeHomeBrief) == {"amina", "bo", "rui", "chidi"}
    assert seen(BriefedPerson) == {"amina", "bo", "rui"}
    may = {
        who
        for who, user in cast.users.items()
        if TakeHomeBrief.objects.changeable_by(user).filter(pk=brief.pk)
    }
    assert may == {"amina", "rui"}
    for rows in (TakeHomeBrief.objects, BriefedPerson.objects):
        assert not rows.visible_to(AnonymousUser())
    assert not TakeHomeBrief.objects.changeable_by(AnonymousUser())
    assert not access.spoken_for_in(AnonymousUser())

    for who in ("fola", "dana", "eve"):
        client.force_login(cast.users[who])
        assert client.get(brief.get_absolute_url()).status_code == 404, who
        for name in ("edit-take-home-brief", "publish-take-home-brief", "note-briefed"):
            assert client.post(reverse(f"engagement:{name}", args=[brief.pk])).status_code == 404, (who, name)
        if who != "eve":
            for page in (
                client.get(reverse("engagement:take-home-briefs", args=[cast.partnership.slug])),
                client.get(brief.meeting.get_absolute_url()),
                client.get(reverse("engagement:interactions", args=[cast.partnership.slug])),
            ):
                assert page.status_code == 200
                assert OURS not in page.content.decode()
                assert "Told at home" not in page.content.decode()
                assert brief.get_absolute_url() not in page.content.decode()


def test_whom_one_told_counts_once_as_an_internal_briefing_and_can_be_taken_back(cast, brief):
    amina, bo, chidi = (cast.people[name] for name in ("amina", "bo", "chidi"))
    by, today = cast.users["amina"], access.today()
    assert note_briefed(brief=brief, people=[chidi], by=by, on=today - timedelta(days=2)) == 1
    assert note_briefed(brief=brief, people=[bo, chidi], by=by) == 1
    assert note_briefed(brief=brief, people=[bo, chidi], by=by) == 0

    told = Interaction.objects.get(kind="briefing")
    assert (told.joint, told.organisation, told.held_on) == (False, cast.utility, today - timedelta(days=2))
    assert set(told.people.all()) == {bo, chidi}
    assert BriefedPerson.objects.get(person=chidi).noted_by == amina
    assert str(BriefedPerson.objects.get(person=chidi)).startswith("Chidi")
    assert told not in Interaction.objects.changeable_by(by)

    assert take_back_briefed(brief=brief, people=[chidi, amina], by=by) == 1
    assert set(told.people.all()) == {bo}
    take_back_briefed(brief=brief, people=[bo], by=by)
    brief.refresh_from_db()
    assert brief.interaction is None
    assert not Interaction.objects.filter(kind="briefing").exists()
    assert take_back_briefed(brief=brief, people=[bo], by=by) == 0


@pytest.mark.parametrize(("who", "days"), [("dana", 0), ("chidi", 1), ("chidi", -30)])
def test_only_ones_own_people_are_told_and_only_after_the_meeting(cast, brief, who, days):
    with pytest.raises(DomainError):
        note_briefed(
            brief=brief,
            people=[cast.people[who]],
            by=cast.users["amina"],
            on=access.today() + timedelta(days=days),
        )
    assert not BriefedPerson.objects.exists()


def test_the_lead_edits_publishes_and_ticks_and_sees_the_count_rise(cast, client, brief):
    make_person(cast.utility, "Ola", unit=cast.unit)
    other = Unit.objects.create(organisation=cast.utility, name="Stores")
    make_person(cast.utility, "Pia", unit=other)
    client.force_login(cast.users["amina"])
    page = brief.get_absolute_url()

    def do(name, **data):
        return client.post(reverse(f"engagement:{name}", args=[brief.pk]), data, follow=True)

    assert "Draft anew" in client.get(page).content.decode()
    assert "Drafted anew" in do("renew-take-home-brief").content.decode()
    assert (
        client.post(reverse("engagement:edit-take-home-brief", args=[brief.pk]), {"text": ""}).status_code
        == 422
    )
    assert OURS in do("edit-take-home-brief", text=OURS).content.decode()
    assert "Everybody at Water Utility" in do("publish-take-home-brief").content.decode()
    assert "own words" in do("renew-take-home-brief").content.decode()
    assert "2 people told" in do("note-briefed", unit=str(cast.unit.pk)).content.decode()
    chidi, bo = cast.people["chidi"].pk, cast.people["bo"].pk
    told = do("note-briefed", shown=[chidi], person=[bo, "nonsense"])
    assert told.context["told"] == 2
    assert "Chidi" not in {one.person.name for one in brief.briefed.select_related("person")}
    assert OURS not in client.get(brief.meeting.get_absolute_url()).content.decode()
    assert page in client.get(brief.meeting.get_absolute_url()).content.decode()
    listed = client.get(reverse("engagement:take-home-briefs", args=[cast.partnership.slug]))
    assert [one.told for one in listed.context["page"]] == [2]


def test_a_colleague_reads_the_published_brief_without_who_was_told_and_a_sponsor_sees_counts(
    cast, client, brief
):
    publish_brief(brief=brief, by=cast.users["amina"])
    note_briefed(brief=brief, people=[cast.people["chidi"]], by=cast.users["amina"])

    client.force_login(cast.users["chidi"])
    page = client.get(brief.get_absolute_url())
    assert "Lend the boat" in page.content.decode()
    assert "told" not in page.content.decode().split("<main", 1)[1].split("The brief")[1]
    client.force_login(cast.users["bo"])
    page = client.get(brief.get_absolute_url()).content.decode()
    assert "1 person told" in page
    assert 'type="checkbox"' not in page.split("<main", 1)[1]


def test_without_briefs_the_list_says_when_they_come(cast, client):
    client.force_login(cast.users["dana"])

    page = client.get(reverse("engagement:take-home-briefs", args=[cast.partnership.slug]))

    assert "No brief yet" in page.content.decode()


def test_the_pages_ask_no_more_for_more_people_and_briefs(cast, client, brief):
    client.force_login(cast.users["amina"])
    addresses = (
        brief.get_absolute_url(),
        reverse("engagement:take-home-briefs", args=[cast.partnership.slug]),
    )

    def asked():
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    before = asked()
    for number in range(2):
        unit = Unit.objects.create(organisation=cast.utility, name=f"Depot {number}")
        person = make_person(cast.utility, f"Staff {number}", unit=unit)
        note_briefed(brief=brief, people=[person], by=cast.users["amina"])
        over = note(cast, plan(cast, days=-4 - number), dana=True)
        decisions.decide(meeting=over, text="Carry on", by=cast.users["fola"])
        minutes.publish_minutes(meeting=over, by=cast.users["fola"])
    assert briefs_listed(cast.users["amina"], cast.partnership).count() == 3
    assert asked() == before
