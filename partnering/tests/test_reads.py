"""Each organisation reads who read and exported its data; nobody is noted for their own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from partnering import access
from partnering.errors import AppendOnlyError
from partnering.models import ReadEntry
from partnering.services.audit import record
from partnering.services.exports import EXPORTED
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
    page = client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk]))

    assert page.status_code == status
    for word in ("Dana", "Shared readiness results", "Exported a list", "3 rows", "Kept for 365 days"):
        assert (word in page.content.decode()) == (status == 200), word
    assert ReadEntry.objects.visible_to(cast.users[who]).exists() == (status == 200)


def test_a_page_without_readers_says_so(client, cast):
    client.force_login(cast.users["amina"])
    page = client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk])).content.decode()
    assert "Nobody of another organisation has read anything of yours" in page
    assert "Nothing was exported yet" in page
    assert "Nothing was imported yet" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_readers(client, cast, rows, django_assert_num_queries):
    for who in ("dana", "fola", "eve")[:rows]:
        note_reads(by=cast.users[who], what=What.PAGE, thing=cast.utility, organisations=[cast.utility])
    client.force_login(cast.users["amina"])
    address = reverse("partnering:organisation-reads", args=[cast.utility.pk])
    client.get(address)
    with django_assert_num_queries(8):
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
