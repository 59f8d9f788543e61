"""The timeline of a partnership: what is in it, for whom, in which order, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.tests import cast as agreed
from conftest import LONG_AGO
from engagement.services.interactions import log_interaction
from partnering import access, timelines
from partnering.charts import columns
from partnering.models import Membership, Note, Organisation, PhaseChange, Seat
from partnering.services.attendances import Presence, note_attendance
from partnering.services.decisions import decide
from partnering.services.meetings import plan_meeting
from partnering.services.minutes import publish_minutes
from partnering.services.notes import add_note
from partnering.services.phases import choose_life_cycle
from partnering.timelines import Narrowed, Place, Telling

HERE = reverse("partnering:timeline", args=["clean-river"])
ADD = reverse("partnering:add-timeline-note", args=["clean-river"])


def sentences(cast, who="fola", **narrowed):
    found = Telling(cast.users[who], cast.partnership, Narrowed(**narrowed)).entries()
    return [one.sentence for one in found]


def logged(cast, title, *, on=None, internal=False, who="amina"):
    return log_interaction(
        partnership=cast.partnership,
        kind="workshop",
        title=title,
        held_on=on or access.today(),
        people=[cast.people[who]],
        organisation=cast.people[who].organisation if internal else None,
        by=cast.users[who],
    )


@pytest.fixture
def story(cast):
    """Some of everything."""
    choose_life_cycle(partnership=cast.partnership, slug="four-phases", by=cast.users["fola"], on=LONG_AGO)
    former = Organisation.objects.create(name="Former")
    Membership.objects.create(
        partnership=cast.partnership, organisation=former, joined_on=LONG_AGO, left_on=date(2024, 6, 1)
    )
    Seat.objects.create(
        group=cast.group,
        organisation=cast.utility,
        person=cast.people["bo"],
        started_on=LONG_AGO,
        ended_on=date(2024, 3, 1),
    )
    agreed.in_force(cast, title="Shared water")
    cast.people["bo"].roles.update(ended_on=date(2025, 2, 1))
    logged(cast, "Spring workshop")
    add_note(thing=cast.partnership, text="For us", by=cast.users["amina"])
    add_note(thing=cast.partnership, text="For all", joint=True, by=cast.users["amina"])
    return cast


def test_a_timeline_tells_everything_that_happened_the_newest_first(story):
    found = list(Telling(story.users["fola"], story.partnership, Narrowed()).entries())
    told = {one.sentence for one in found}

    assert {
        "Former joined",
        "Former left",
        "Bo became Senior sponsor",
        "Bo is Senior sponsor no more",
        "Dana took a seat in Monitoring",
        "Bo gave up the seat in Monitoring",
        "“Shared water” was put out for signature",
        "“Shared water” is signed by all and in force",
        "Workshop: Spring workshop",
        "For all",
    } <= told
    assert any(sentence.startswith("The phase “") for sentence in told)
    places = [one.place for one in found]
    assert places == sorted(places, reverse=True)


def test_a_private_note_and_an_internal_interaction_are_only_their_own_organisations(client, story):
    logged(story, "Inner talk", internal=True)
    before = {}
    for who in ("amina", "bo", "dana", "fola"):
        story.people["bo"].roles.update(ended_on=None)
        client.force_login(story.users[who])
        page = client.get(HERE)
        file = b"".join(client.post(HERE, {"export": "csv"})).decode()
        before[who] = sum(Telling(story.users[who], story.partnership, Narrowed()).first_page()[2].values())
        for word in ("For us", "Inner talk"):
            seen = who in ("amina", "bo")
            assert (word in page.content.decode()) == seen, (who, word)
            assert (word in file) == seen, (who, word)
        assert "For all" in file

    assert before["amina"] == before["bo"] == before["dana"] + 2 == before["fola"] + 2
    client.force_login(story.users["eve"])
    assert client.get(HERE).status_code == 404
    assert client.post(HERE, {"export": "csv"}).status_code == 404
    assert client.post(ADD, {"text": "Mine"}).status_code == 404
    assert not Telling(story.users["eve"], story.partnership, Narrowed()).first_page()[2]


def test_a_timeline_is_narrowed_by_words_kind_organisation_days_and_who_sees_it(story):
    assert sentences(story, q="spring") == ["Workshop: Spring workshop"]
    assert sentences(story, kind="members", organisation=story.agency) == ["River Agency joined"]
    assert sentences(story, kind="roles", until=date(2024, 3, 1), since=date(2024, 2, 1)) == [
        "Bo gave up the seat in Monitoring"
    ]
    assert sentences(story, "amina", whose="ours") == ["For us"]
    assert "For us" not in sentences(story, "amina", whose="joint")
    assert sentences(story, kind="unheard of") == []
    assert Telling(story.users["fola"], story.partnership, Narrowed(kind="unheard of")).first_page()[2] == {}


def test_what_is_still_to_come_is_not_told(story):
    Membership.objects.filter(organisation=story.agency).update(joined_on=access.today() + timedelta(days=1))

    assert "River Agency joined" not in sentences(story)


def test_pages_follow_each_other_without_a_gap_or_a_repetition(client, story, monkeypatch):
    monkeypatch.setattr(timelines, "PAGE", 4)
    user, whole = story.users["amina"], sentences(story, "amina")
    read, after, pages = [], None, 0
    while pages == 0 or after:
        shown, after = Telling(user, story.partnership, Narrowed()).page(after=after)
        read += [one.sentence for one in shown]
        pages += 1
        assert pages < 20

    assert read == whole
    client.force_login(user)
    first = client.get(HERE).context
    second = client.get(HERE, {"after": str(first["rest"])})
    assert [one.sentence for one in second.context["entries"]] == whole[4:8]
    assert "Newest first" in second.content.decode()


@pytest.mark.parametrize("text", ["", "soon.note.1", "2025-01-01.note.x", "2025-01-01"])
def test_a_place_that_makes_no_sense_is_none(text):
    assert Place.read(text) is None


def test_a_note_is_written_changed_and_deleted_on_the_timeline(client, story):
    client.force_login(story.users["dana"])
    assert client.post(ADD, {"text": ""}).status_code == 422
    assert client.post(ADD, {"text": "Dana's own"}, follow=True).redirect_chain[-1][0] == HERE
    note = Note.objects.get(text="Dana's own")
    assert not note.joint
    page = client.get(HERE).content.decode()
    edit = f"{reverse('partnering:edit-note', args=[note.pk])}?next=timeline"
    assert edit in page

    # Nobody else's are offered.
    assert reverse("partnering:edit-note", args=[Note.objects.get(text="For all").pk]) not in page
    assert client.post(edit, {"text": "Changed"}).url == HERE
    delete = f"{reverse('partnering:delete-note', args=[note.pk])}?next=timeline"
    assert client.post(delete).url == HERE
    assert "Changed" not in client.get(HERE).content.decode()


def test_the_picture_of_the_months_is_of_what_each_reader_sees_though_it_is_kept(client, story):
    logged(story, "A while ago", on=access.today() - timedelta(70))
    month = access.today().replace(day=1)
    shown = {}
    for who in ("amina", "dana", "amina"):
        client.force_login(story.users[who])
        shown[who] = client.get(HERE).content.decode().partition("<figure")[2].partition("</figure>")[0]
        count = Telling(story.users[who], story.partnership, Narrowed()).first_page()[2][month]
        assert f'{month:%b %Y}</th><td class="num">{count}</td>' in shown[who], who
    assert shown["amina"] != shown["dana"]

    logged(story, "One more")
    assert (
        client.get(HERE).content.decode().partition("<figure")[2].partition("</figure>")[0] != shown["amina"]
    )


def test_a_refused_note_keeps_what_was_typed_and_leaves_no_trace_for_others(client, story):
    client.force_login(story.users["amina"])
    client.get(HERE)
    refused = client.post(ADD, {"text": "", "joint": "on"})
    assert refused.status_code == 422
    assert "This field is required" in refused.content.decode()
    assert "checked" in refused.content.decode().partition('id="div_note_joint"')[2].partition("</div>")[0]
    again = client.get(HERE).content.decode()
    assert "This field is required" not in again
    assert "checked" not in again.partition('id="div_note_joint"')[2].partition("</div>")[0]


def test_a_timeline_without_anything_says_so(client, cast):
    client.force_login(cast.users["fola"])

    assert "Nothing fits" in client.get(HERE, {"q": "nowhere"}).content.decode()
    assert client.get(HERE, {"q": "nowhere"}).context["activity"] is None


def test_a_day_is_told_in_the_time_zone_of_its_reader(story):
    late = timezone.make_aware(timezone.datetime(2025, 3, 1, 23, 30), timezone.get_default_timezone())
    add_note(thing=story.partnership, text="At night", joint=True, by=story.users["amina"], at=late)
    days = {}
    for zone in ("UTC", "Asia/Tokyo"):
        with timezone.override(zone):
            rows = Telling(story.users["fola"], story.partnership, Narrowed(q="At night")).entries()
            days[zone] = [one.on for one in rows]

    assert days == {"UTC": [date(2025, 3, 1)], "Asia/Tokyo": [date(2025, 3, 2)]}


def test_a_timeline_costs_the_same_for_any_length(client, story):
    client.force_login(story.users["amina"])
    taken = []
    for numbers in (range(1), range(1, 4)):
        for number in numbers:
            logged(story, f"Talk {number}", on=LONG_AGO + timedelta(days=number))
            add_note(thing=story.partnership, text=f"Note {number}", by=story.users["amina"])
            PhaseChange.objects.create(
                partnership=story.partnership, entered=story.partnership.life_phase, on=LONG_AGO
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(HERE)
        taken.append(len(queries))

    assert taken[0] == taken[1] <= 10


def test_a_timeline_costs_the_same_with_and_without_notes(client, story):
    client.force_login(story.users["amina"])
    client.get(HERE)
    taken = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(HERE).content.decode()
        taken.append(("For us" in page, len(queries)))
        Note.objects.all().delete()

    assert taken == [(True, taken[1][1]), (False, taken[0][1])]


def test_columns_stand_on_their_base_and_the_highest_fills_the_picture():
    drawn = columns(["a", "b"], [2, 4], title="T", description="D", head=("Month", "Entries"))

    assert [one.y + one.height for one in drawn.columns] == [drawn.base, drawn.base]
    assert drawn.columns[1].height == 2 * drawn.columns[0].height
    assert drawn.table.rows == (("a", "2"), ("b", "4"))


def test_a_decision_is_told_once_the_minutes_are_published_not_while_they_are_a_draft(cast):
    by, yesterday = cast.users["fola"], timezone.now() - timedelta(days=1)
    times = {"starts_at": yesterday, "ends_at": yesterday + timedelta(hours=1), "time_zone": "UTC"}
    meeting = plan_meeting(group=cast.group, title="First", by=by, **times)
    note_attendance(meeting=meeting, rows=[Presence(cast.people["dana"], attended=True)], by=by)
    decide(meeting=meeting, text="Open the gauges", by=by)

    assert "Decided: Open the gauges" not in sentences(cast)
    publish_minutes(meeting=meeting, by=by)
    assert "Decided: Open the gauges" in sentences(cast, "dana")
    assert "Decided: Open the gauges" in sentences(cast, kind="decisions")
    assert sentences(cast, "eve") == []
