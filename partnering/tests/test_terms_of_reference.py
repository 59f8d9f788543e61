"""What a working group's terms of reference hold, who settles them, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from partnering import access
from partnering.choices import Level, Rhythm
from partnering.errors import DomainError
from partnering.models import AuditEntry, Partnership, WorkingGroup
from partnering.services.groups import archive_group, create_group
from partnering.services.terms_of_reference import settle_terms
from partnering.terms_in_words import is_settled, level_in_words, quorum_in_words, rhythm_in_words

TERMS = {
    "purpose": "Agrees what is measured",
    "may_decide": "Where gauges stand",
    "quorum_people": 4,
    "quorum_organisations": 2,
    "rhythm": "weeks",
    "meets_every": 6,
    "wanted_level": "manager",
}


@pytest.fixture
def steering(cast):
    return create_group(partnership=cast.partnership, name="Steering", by=cast.users["fola"])


def asked(cast, **more):
    return {"group": cast.group, "by": cast.users["fola"]} | more


def post(client, cast, **more):
    client.force_login(cast.users["fola"])
    return client.post(reverse("partnering:group-terms", args=[cast.group.pk]), TERMS | more)


def test_a_manager_settles_the_terms_and_all_partners_read_them(client, cast, steering):
    day = access.today() + timedelta(days=200)
    answer = post(client, cast, reports_to=steering.pk, review_on=day.isoformat())

    assert answer.url == cast.group.get_absolute_url()
    client.force_login(cast.users["dana"])
    page = client.get(cast.group.get_absolute_url()).content.decode()
    for words in ("Where gauges stand", "4 people of 2 organisations", "every 6 weeks", "Manager or above"):
        assert words in page
    assert f'<a href="{steering.get_absolute_url()}">Steering</a>' in page
    assert "Settle the terms" not in page


def test_a_group_without_terms_says_what_to_settle_and_leads_the_manager_there(client, cast):
    address = reverse("partnering:group-terms", args=[cast.group.pk])
    pages = {}
    for who in ("fola", "dana"):
        client.force_login(cast.users[who])
        pages[who] = client.get(cast.group.get_absolute_url()).content.decode()

    assert "No terms of reference yet" in pages["fola"]
    assert address in pages["fola"]
    assert address not in pages["dana"]


@pytest.mark.parametrize("who", ["amina", "bo", "dana", "eve"])
def test_nobody_but_a_manager_settles_them(client, cast, who):
    client.force_login(cast.users[who])
    address = reverse("partnering:group-terms", args=[cast.group.pk])

    assert (client.get(address).status_code, client.post(address, TERMS).status_code) == (404, 404)
    assert not is_settled(WorkingGroup.objects.get(pk=cast.group.pk))


def test_terms_past_their_review_say_so(client, cast):
    settle_terms(**asked(cast, review_on=access.today()))
    client.force_login(cast.users["dana"])

    assert (
        '<span class="badge badge-warn">due</span>'
        in client.get(cast.group.get_absolute_url()).content.decode()
    )


def test_the_record_keeps_what_stood_before(cast):
    settle_terms(**asked(cast, may_decide="Little"))
    settle_terms(**asked(cast, may_decide="Much"))

    entry = AuditEntry.objects.filter(thing="partnering.workinggroup", thing_pk=str(cast.group.pk)).latest(
        "pk"
    )
    assert (entry.details["before"]["may_decide"], entry.details["after"]["may_decide"]) == ("Little", "Much")
    assert entry.partnership_id == cast.partnership.pk


BAD = [
    ({"quorum_people": "1"}, "quorum_organisations", "Raise the people"),
    ({"quorum_people": "0"}, "quorum_people", "greater than or equal to 1"),
    ({"meets_every": ""}, "meets_every", "how many weeks or months"),
    ({"rhythm": "needed"}, "meets_every", "belongs to weeks or months"),
    ({"rhythm": "hourly"}, "rhythm", "valid choice"),
    ({"review_on": "2999-01-01"}, "review_on", "Check the year"),
]


@pytest.mark.parametrize(("given", "field", "words"), BAD)
def test_bad_terms_are_refused_beside_their_field_and_what_was_typed_is_kept(
    client, cast, given, field, words
):
    answer = post(client, cast, **given)

    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "Where gauges stand" in answer.content.decode()
    assert not is_settled(WorkingGroup.objects.get(pk=cast.group.pk))


def test_a_group_never_comes_to_report_to_itself(client, cast, steering):
    board = create_group(partnership=cast.partnership, name="Board", by=cast.users["fola"])
    settle_terms(group=steering, by=cast.users["fola"], reports_to=cast.group)
    settle_terms(group=board, by=cast.users["fola"], reports_to=steering)

    answer = post(client, cast, reports_to=board.pk)

    assert answer.status_code == 422
    assert "reports to “Monitoring” already" in str(answer.context["form"].errors["reports_to"])
    with pytest.raises(DomainError, match="directly or by others"):
        settle_terms(**asked(cast, reports_to=board))
    with pytest.raises(DomainError, match="to itself"):
        settle_terms(**asked(cast, reports_to=cast.group))


def test_a_group_reports_within_its_partnership_and_to_none_that_is_put_away(cast, steering):
    elsewhere = Partnership.objects.create(name="Other", slug="other", started_on=date(2024, 1, 1))
    foreign = WorkingGroup.objects.create(partnership=elsewhere, name="Foreign")
    archive_group(group=steering, by=cast.users["fola"])

    for above, words in ((foreign, "same partnership"), (steering, "is put away")):
        with pytest.raises(DomainError, match=words):
            settle_terms(**asked(cast, reports_to=above))


def test_the_terms_of_a_group_put_away_stay_as_they_are(client, cast):
    settle_terms(**asked(cast, may_decide="Much"))
    archive_group(group=cast.group, by=cast.users["fola"])

    assert post(client, cast).status_code == 404
    with pytest.raises(DomainError, match="Restore it"):
        settle_terms(**asked(cast))
    assert "Much" in client.get(cast.group.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"quorum_people": 0}, "quorum_of_at_least_one_person"),
        ({"quorum_people": 1, "quorum_organisations": 2}, "quorum_of_no_more_organisations_than_people"),
        ({"rhythm": "weeks"}, "group_meets_every_so_many_weeks_or_months"),
        ({"rhythm": "needed", "meets_every": 2}, "group_meets_every_so_many_weeks_or_months"),
    ],
)
def test_the_database_refuses_what_the_form_refuses(cast, values, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        WorkingGroup.objects.filter(pk=cast.group.pk).update(**values)
    with pytest.raises(IntegrityError, match="group_reports_to_another_one"), transaction.atomic():
        WorkingGroup.objects.filter(pk=cast.group.pk).update(reports_to=cast.group.pk)


def test_terms_read_as_people_say_them():
    assert [quorum_in_words(*one) for one in ((4, 2), (1, None), (None, 1), (None, None))] == [
        "4 people of 2 organisations",
        "1 person",
        "1 organisation",
        "",
    ]
    assert [rhythm_in_words(*one) for one in (("weeks", 1), ("months", 3), ("needed", None), ("", None))] == [
        "every week",
        "every 3 months",
        "as needed",
        "",
    ]
    assert rhythm_in_words(Rhythm.MONTHS, 1) == "every month"
    assert [level_in_words(one) for one in (Level.EXECUTIVE, Level.MANAGER, "")] == [
        "Executive",
        "Manager or above",
        "",
    ]
