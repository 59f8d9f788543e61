"""Each organisation reads who read and exported its data; nobody is noted for their own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from partnering import access
from partnering.errors import AppendOnlyError
from partnering.models import ReadEntry
from partnering.services.audit import record
from partnering.services.calendar_keys import make_calendar_key
from partnering.services.exports import EXPORTED
from partnering.services.files import attach_file
from partnering.services.importing import IMPORTED
from partnering.services.looking import start_looking
from partnering.services.reads import What, forget_old_reads, note_reads


def noted():
    return [(one.reader_name, one.what, one.label, one.organisation.name) for one in ReadEntry.objects.all()]


def test_opening_a_partners_pages_is_noted_once_a_day_and_ones_own_never(client, cast):
    client.force_login(cast.users["dana"])
    for _again in range(2):
        assert client.get(cast.people["bo"].get_absolute_url()).status_code == 200
        assert client.get(cast.utility.get_absolute_url()).status_code == 200
        assert client.get(cast.university.get_absolute_url()).status_code == 200
        assert client.get(cast.people["dana"].get_absolute_url()).status_code == 200

    assert sorted(noted()) == [
        ("Dana", "page", "Bo", "Water Utility"),
        ("Dana", "page", "Water Utility", "Water Utility"),
    ]


def test_what_one_may_not_see_is_not_noted_either(client, cast):
    client.force_login(cast.users["eve"])
    assert client.get(cast.people["bo"].get_absolute_url()).status_code == 404
    note_reads(by=None, what=What.PAGE, thing=cast.utility, organisations=[cast.utility])
    assert noted() == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 404), ("chidi", 404), ("dana", 404), ("eve", 404), ("fola", 404)],
)
def test_only_its_leads_read_who_read(client, cast, who, status):
    note_reads(by=cast.users["dana"], what=What.RESULTS, thing=cast.partnership, organisations=[cast.utility])
    record(by=cast.users["fola"], verb=EXPORTED, thing=cast.utility, organisation=cast.utility, rows=3)
    client.force_login(cast.users[who])
    told = {
        "organisation-reads": ("Dana", "Shared readiness results", "Kept for 365 days"),
        "organisation-exports": ("Fola", "Exported a list", "3 rows"),
    }
    for route, words in told.items():
        page = client.get(reverse(f"partnering:{route}", args=[cast.utility.pk]))

        assert page.status_code == status
        for word in words:
            assert (word in page.content.decode()) == (status == 200), word
    assert ReadEntry.objects.visible_to(cast.users[who]).exists() == (status == 200)


def test_a_page_without_readers_says_so(client, cast):
    client.force_login(cast.users["amina"])
    reads, exports = (
        client.get(reverse(f"partnering:organisation-{name}", args=[cast.utility.pk])).content.decode()
        for name in ("reads", "exports")
    )
    assert "Nobody of another organisation has read anything of yours" in reads
    assert "Nothing was imported yet" in reads
    assert "Nothing was taken away or brought in yet" in exports


def test_a_partner_who_opens_an_attached_file_is_noted_and_a_colleague_is_not(client, cast):
    file = attach_file(
        thing=cast.partnership, name="plan.txt", content=b"Plan", joint=True, by=cast.users["amina"]
    )
    for who in ("amina", "bo", "dana"):
        client.force_login(cast.users[who])
        assert client.get(file.get_absolute_url()).status_code == 200

    (noted,) = ReadEntry.objects.all()
    assert (noted.what, noted.label, noted.reader_name) == (What.FILE, "plan.txt", "Dana")
    assert noted.organisation == cast.utility


def test_a_lead_reads_of_reports_imports_calendars_and_of_who_looked_as_another_role(client, cast):
    make_calendar_key(user=cast.users["chidi"])
    start_looking(by=cast.users["amina"], role="contributor")
    record(by=cast.users["bo"], verb="asked for", thing=cast.utility, organisation=cast.utility)
    record(by=cast.users["amina"], verb=IMPORTED, thing=cast.utility, organisation=cast.utility)
    record(by=cast.users["amina"], verb="changed", thing=cast.utility, organisation=cast.utility)
    client.force_login(cast.users["amina"])
    address = reverse("partnering:organisation-exports", args=[cast.utility.pk])

    assert {one.verb for one in client.get(address).context["page"]} == {
        "made a calendar address",
        "began to look as another role",
        "asked for",
        "imported",
    }
    assert [one.actor_name for one in client.get(address, {"verb": "asked for"}).context["page"]] == ["Bo"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_readers(client, cast, rows, django_assert_num_queries):
    for who in ("dana", "fola", "eve")[:rows]:
        note_reads(by=cast.users[who], what=What.PAGE, thing=cast.utility, organisations=[cast.utility])
    client.force_login(cast.users["amina"])
    address = reverse("partnering:organisation-reads", args=[cast.utility.pk])
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)


def test_noting_is_one_statement_and_none_for_ones_own(cast, django_assert_num_queries):
    members = [cast.utility, cast.university, cast.agency]
    access.person_of(cast.users["dana"])
    with django_assert_num_queries(1):
        note_reads(by=cast.users["dana"], what=What.REPORT, thing=cast.partnership, organisations=members)
    with django_assert_num_queries(0):
        note_reads(
            by=cast.users["dana"], what=What.PAGE, thing=cast.university, organisations=[cast.university]
        )
    assert {row[3] for row in noted()} == {"Water Utility", "River Agency"}


def make_old(cast, days):
    note_reads(by=cast.users["dana"], what=What.PAGE, thing=cast.utility, organisations=[cast.utility])
    return access.today() + timedelta(days=days)


@pytest.mark.parametrize(("days", "left"), [(365, 1), (366, 0)])
def test_notes_are_forgotten_when_the_promised_time_is_over(cast, days, left):
    later = make_old(cast, days)
    assert forget_old_reads(today=later) == 1 - left
    assert ReadEntry.objects.count() == left


def test_the_program_never_changes_notes(cast):
    make_old(cast, 0)
    for refused in (lambda: ReadEntry.objects.update(label="x"), ReadEntry.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            refused()


@pytest.mark.services
@pytest.mark.parametrize(
    "statement", ["UPDATE partnering_readentry SET label = ''", "DELETE FROM partnering_readentry"]
)
def test_the_database_lets_notes_go_only_when_they_are_forgotten(cast, statement):
    later = make_old(cast, 366)
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        connection.cursor().execute(statement.format("partnering_readentry"))
    assert forget_old_reads(today=later) == 1
