"""Histories: who changed what, when, before and after, for those who may read it, also of what is gone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partnering import access
from partnering.models import AuditEntry, RecordSuggestion, Unit
from partnering.services.actions import add_action, edit_action
from partnering.services.attendances import Presence, note_attendance
from partnering.services.decisions import decide, edit_decision
from partnering.services.meetings import plan_meeting
from partnering.services.minutes import publish_minutes, write_minutes
from partnering.services.people import edit_person


def words(response):
    return [
        (line.who, line.verb, line.label, [(one.label, one.before, one.after) for one in line.fields])
        for line in response.context["lines"]
    ]


@pytest.fixture
def changed(cast):
    """Chidi's title was changed, and a joint action came about and was renamed."""
    edit_person(person=cast.people["chidi"], by=cast.users["amina"], job_title="Foreman")
    action = add_action(
        title="Sample the river",
        organisation=cast.utility,
        partnership=cast.partnership,
        owner=cast.people["bo"],
        by=cast.users["fola"],
    )
    edit_action(
        action=action,
        by=cast.users["fola"],
        title="Sample the lake",
        notes="",
        owner=action.owner,
        due_on=None,
    )
    cast.action = action
    return cast


def test_a_lead_reads_what_changed_in_their_organisation_before_and_after(client, changed):
    client.force_login(changed.users["amina"])
    page = client.get(reverse("partnering:organisation-history", args=[changed.utility.pk]))

    who, verb, label, fields = words(page)[0]
    assert (who, verb, label) == ("Amina", "changed", "Chidi")
    assert ("job title", "", "Foreman") in fields
    assert b"Sample the lake" not in page.content


def test_a_manager_reads_what_is_joint_and_nothing_internal(client, changed):
    client.force_login(changed.users["fola"])
    page = client.get(reverse("partnering:partnership-history", args=[changed.partnership.slug]))

    assert words(page)[0] == (
        "Fola",
        "changed",
        "Sample the lake",
        [("what is to be done", "Sample the river", "Sample the lake")],
    )
    assert b"Foreman" not in page.content


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 404), ("chidi", 404), ("dana", 404), ("eve", 404), ("fola", 404)],
)
def test_only_its_leads_read_a_persons_history(client, changed, who, status):
    client.force_login(changed.users[who])
    address = reverse("partnering:history-of", args=["partnering.person", changed.people["chidi"].pk])

    assert client.get(address).status_code == status
    assert (
        client.get(reverse("partnering:organisation-history", args=[changed.utility.pk])).status_code
        == status
    )


@pytest.mark.parametrize(("who", "shown"), [("amina", True), ("bo", False), ("dana", False)])
def test_the_way_to_it_is_shown_to_who_may_read_it(client, changed, who, shown):
    client.force_login(changed.users[who])
    page = client.get(changed.people["bo"].get_absolute_url()).content.decode()

    assert (
        reverse("partnering:history-of", args=["partnering.person", changed.people["bo"].pk]) in page
    ) == shown
    assert client.get(reverse("partnering:history")).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 200), ("dana", 200), ("fola", 200), ("chidi", 404), ("eve", 404)],
)
def test_all_parts_of_a_partnership_read_what_changed_in_what_is_joint(client, changed, who, status):
    client.force_login(changed.users[who])
    of_thing = reverse("partnering:history-of", args=["partnering.action", changed.action.pk])
    of_all = reverse("partnering:partnership-history", args=[changed.partnership.slug])

    pages = [client.get(address) for address in (of_thing, of_all)]

    assert [page.status_code for page in pages] == [status, status]
    if status == 200:
        assert [("what is to be done", "Sample the river", "Sample the lake")] in [
            line[3] for line in words(pages[1])
        ]
        assert b"Foreman" not in pages[1].content
    else:
        whole = client.get(reverse("partnering:history"))
        assert whole.status_code == (404 if who == "chidi" else 200)
        assert b"Sample the" not in whole.content


def test_a_former_member_reads_no_history_any_more(client, changed):
    changed.partnership.memberships.filter(organisation=changed.university).update(left_on=access.today())
    client.force_login(changed.users["dana"])

    address = reverse("partnering:history-of", args=["partnering.action", changed.action.pk])
    assert client.get(address).status_code == 404
    assert client.get(reverse("partnering:history"), {"q": "Sample"}).context["lines"] == []


def test_partners_read_who_did_something_only_where_they_know_them_and_can_t_ask_for_others(client, changed):
    edit_action(
        action=changed.action,
        by=changed.users["chidi"],
        title="Sample the well",
        notes="",
        owner=changed.action.owner,
        due_on=None,
    )
    address = reverse("partnering:history-of", args=["partnering.action", changed.action.pk])
    seen = {}
    for who in ("fola", "dana"):
        client.force_login(changed.users[who])
        page = client.get(address)
        seen[who] = {line[0] for line in words(page)}
        assert (b"Chidi" in page.content) == (who == "fola")
        asked = client.get(address, {"who": "Chidi"}).context["lines"]
        assert bool(asked) == (who == "fola")

    assert seen == {"fola": {"Fola", "Chidi"}, "dana": {"Fola", "Somebody of a partner"}}


def test_drafts_of_minutes_stay_with_the_manager_also_after_their_publication(client, cast):
    meeting = plan_meeting(
        group=cast.group,
        title="Spring",
        starts_at=timezone.now() - timedelta(hours=3),
        ends_at=timezone.now() - timedelta(hours=2),
        time_zone="UTC",
        by=cast.users["fola"],
        called_by=None,
    )
    write_minutes(meeting=meeting, minutes="Draft words", by=cast.users["fola"])
    decision = decide(meeting=meeting, text="Drafted decision", by=cast.users["fola"])
    edit_decision(decision=decision, text="Decided", owner=None, due_on=None, by=cast.users["fola"])
    address = reverse("partnering:partnership-history", args=[cast.partnership.slug])

    def told(who):
        client.force_login(cast.users[who])
        return client.get(address).content.decode()

    assert "Draft words" in told("fola")
    assert "Drafted decision" in told("fola")
    before = told("dana")
    assert "Spring" in before
    assert "Draft words" not in before
    assert "Drafted decision" not in before
    note_attendance(
        meeting=meeting, rows=[Presence(person=cast.people["dana"], attended=True)], by=cast.users["fola"]
    )
    write_minutes(meeting=meeting, minutes="Final words", by=cast.users["fola"])
    publish_minutes(meeting=meeting, by=cast.users["fola"])
    after = told("dana")
    assert "published" in after
    assert "Draft words" not in after
    assert "Drafted decision" not in after
    correct = "Corrected words"
    write_minutes(meeting=meeting, minutes=correct, by=cast.users["fola"])
    assert correct in told("dana")


def test_a_history_is_taken_away_as_a_file_that_its_partnership_and_organisation_read_of(client, changed):
    client.force_login(changed.users["amina"])
    answer = client.post(reverse("partnering:history", query={"q": "Sample"}), {"export": "csv"})

    content = b"".join(answer).decode()

    assert "what is to be done: Sample the river → Sample the lake" in content
    assert "Chidi" not in content
    noted = AuditEntry.objects.get(verb="exported a list", partnership=changed.partnership)
    assert noted.details["list"] == "History"


def test_the_history_of_what_is_gone_can_still_be_read(client, changed):
    unit = Unit.objects.create(organisation=changed.utility, name="Short-lived")
    pk = unit.pk
    unit.delete()
    client.force_login(changed.users["amina"])
    page = client.get(reverse("partnering:history-of", args=["partnering.unit", pk]))

    assert [line[:3] for line in words(page)] == [
        ("Traction itself", "deleted", "Short-lived"),
        ("Traction itself", "added", "Short-lived"),
    ]
    assert client.get(reverse("partnering:history-of", args=["no.such", "1"])).status_code == 404


def test_it_is_narrowed_by_thing_person_and_period(client, changed):
    client.force_login(changed.users["amina"])
    address = reverse("partnering:history")

    assert {line[2] for line in words(client.get(address, {"q": "chid"}))} == {"Chidi"}
    assert {line[0] for line in words(client.get(address, {"who": "amin"}))} == {"Amina"}
    assert words(client.get(address, {"until": "2020-01-01"})) == []
    assert words(client.get(address, {"since": "2020-01-01"}))
    assert b"No change fits these filters" in client.get(address, {"q": "nothing such"}).content


@pytest.mark.parametrize("rows", [1, 3])
def test_a_history_costs_the_same_for_any_length(client, cast, rows, django_assert_num_queries):
    for number in range(rows):
        edit_person(person=cast.people["chidi"], by=cast.users["amina"], job_title=f"Title {number}")
    client.force_login(cast.users["amina"])
    client.get(reverse("partnering:history"))

    with django_assert_num_queries(9):
        client.get(reverse("partnering:history"))


def test_values_within_a_field_are_said_in_words_too(client, cast):
    RecordSuggestion.objects.create(
        person=cast.people["chidi"], values={"job_title": "Foreman", "phone": None}
    )
    client.force_login(cast.users["amina"])
    lines = words(client.get(reverse("partnering:history")))

    assert ("values", "", "job title: Foreman, phone: ") in lines[0][3]


def test_values_are_said_in_words(client, cast):
    chidi = cast.people["chidi"]
    chidi.level, chidi.joined_on = "manager", "2024-02-01"
    chidi.save()
    cast.users["chidi"].is_active = False
    cast.users["chidi"].save()
    client.force_login(cast.users["amina"])
    lines = words(client.get(reverse("partnering:history")))

    assert lines[0][3] == [("may sign in", "yes", "no")]
    assert lines[1][3] == [("joined on", "", "1 Feb 2024"), ("level", "Staff", "Manager")]
