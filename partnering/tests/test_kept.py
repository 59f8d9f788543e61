"""Statements that are kept: they find what statements put together anew would, for whoever asks, and nothing older."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from conftest import make_person
from partnering import access, guises, kept, queries
from partnering.models import Action, Meeting, Person

EVERYBODY = ["amina", "bo", "chidi", "dana", "eve", "fola"]
made = []


@pytest.fixture(autouse=True)
def nothing_kept():
    kept.forget()
    made.clear()


def named(user, text):
    made.append(text)
    return Person.objects.visible_to(user).filter(Q(name__icontains=text) | Q(job_title__icontains=text))


def one(user, pk):
    made.append(pk)
    return Person.objects.visible_to(user).filter(pk=pk)


def nobody(user, pk):
    return Person.objects.none()


def after_asking(user):
    return Person.objects.filter(pk__in=list(Person.objects.values_list("pk", flat=True)))


def to_come(user):
    made.append(user)
    return Meeting.objects.filter(starts_at__gt=timezone.now())


def of_row(user, row):
    made.append(row)
    return Person.objects.filter(pk=row.pk)


def without_tokens(page):
    return re.sub(r'csrf[^>]*>|"X-CSRFToken": "[^"]*"', "", page)


def all_kept():
    return [statement for statement in kept._kept.values() if statement is not None]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize(
    "give",
    [queries.people_shown, queries.organisations_shown, queries.partnerships_listed, queries.actions_shown],
)
def test_a_kept_statement_finds_what_everybody_may_see_and_no_more(cast, give, who):
    Action.objects.create(title="Measure", organisation=cast.utility, partnership=cast.partnership)
    user = cast.users[who]
    anew = list(give(user))
    with access.remembering():
        for _turn in range(2):
            assert sorted(kept.rows(give, user), key=lambda row: row.pk) == sorted(
                anew, key=lambda row: row.pk
            )
            assert kept.count(give, user) == len(anew)


def test_a_statement_is_put_together_once_whatever_stands_in_its_slots(cast):
    user = cast.users["amina"]
    with access.remembering():
        for name in ("bo", "chidi", "bo"):
            assert kept.rows(one, user, kept.Slot(cast.people[name].pk)) == [cast.people[name]]
        assert kept.rows(one, user, kept.Slot(cast.people["eve"].pk)) == []
        assert kept.count(one, user, kept.Slot(cast.people["bo"].pk)) == 1

    assert len(made) == 2  # one for rows, one for counts
    assert not set(made) & {person.pk for person in cast.people.values()}


def test_what_is_looked_for_is_taken_as_it_was_typed(cast):
    odd = make_person(cast.utility, "Ama 100%_a\\b")
    user = cast.users["amina"]
    with access.remembering():
        for text in ("100%_A\\", "%_a", "AMA 100"):
            assert kept.rows(named, user, kept.Slot(text)) == [odd]
        assert kept.rows(named, user, kept.Slot("1_0")) == []

    assert len(made) == 1


def test_a_text_is_compared_as_it_is_written(cast):
    user = cast.users["amina"]
    with access.remembering():
        assert kept.one(queries.partnership_seen, user, kept.Slot(cast.partnership.slug)) == cast.partnership
        assert kept.one(queries.partnership_seen, user, kept.Slot("clean_river")) is None
        assert kept.one(queries.partnership_seen, user, kept.Slot(f"%{cast.partnership.slug}%")) is None

    assert len(all_kept()) == 1


@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_of_things_show_the_same_the_second_time_to_everybody(client, cast, who):
    client.force_login(cast.users[who])
    things = [cast.people["bo"], cast.people["dana"], cast.people["eve"], cast.partnership]
    addresses = [thing.get_absolute_url() for thing in things]
    addresses += [
        reverse(f"partnering:{name}", args=[cast.partnership.slug]) for name in ("members", "timeline")
    ]
    pages = []
    for _turn in range(2):
        found = [client.get(address) for address in addresses]
        pages.append([(page.status_code, without_tokens(page.content.decode())) for page in found])

    assert pages[0] == pages[1]
    own = cast.people[who].organisation
    for page, thing in zip(pages[0], things[:3], strict=False):
        if own in (cast.outsider, thing.organisation):
            assert (page[0] == 200) == (own == thing.organisation)


def test_who_stands_elsewhere_gets_a_statement_of_their_own(client, cast):
    client.force_login(cast.users["bo"])
    address = reverse("partnering:partnerships")
    assert "Clean River" in client.get(address).content.decode()

    cast.people["bo"].roles.update(ended_on=access.today())

    assert "Clean River" not in client.get(address).content.decode()
    with access.remembering():
        assert kept.rows(queries.partnerships_listed, cast.users["eve"]) == []


def test_who_leaves_sees_nothing_by_a_statement_kept_before(client, cast):
    client.force_login(cast.users["chidi"])
    address = reverse("partnering:people")
    assert "Amina" in client.get(address).content.decode()

    cast.people["chidi"].left_on = access.today()
    cast.people["chidi"].save()

    assert "Amina" not in client.get(address).content.decode()


def test_nothing_is_kept_of_who_looks_as_another_role_nor_outside_of_a_page_that_reads(cast):
    user = cast.users["amina"]
    assert kept.rows(one, user, kept.Slot(cast.people["bo"].pk)) == [cast.people["bo"]]
    with access.remembering(), guises.wearing(guises.Guise(user.pk, None)):
        kept.rows(one, user, kept.Slot(cast.people["bo"].pk))
        assert kept.count(one, user, kept.Slot(cast.people["dana"].pk)) == 0

    assert all_kept() == []


@pytest.mark.parametrize(
    ("give", "values"),
    [
        (after_asking, []),
        (to_come, []),
        (of_row, ["a row"]),
        (nobody, [kept.Slot(1)]),
        (named, [kept.Slot(1)]),
    ],
)
def test_what_rests_on_more_than_is_known_is_not_kept_but_found(cast, give, values):
    user = cast.users["amina"]
    values = [cast.people["bo"] if value == "a row" else value for value in values]
    with access.remembering():
        for _turn in range(2):
            given = [kept.given(value) for value in values]
            assert kept.rows(give, user, *values) == list(give(user, *given))

    assert all_kept() == []


def test_rights_that_leave_nothing_are_kept_without_asking(cast, django_assert_num_queries):
    user = cast.users["amina"]
    with access.remembering():
        access.standing_of(user)
        with django_assert_num_queries(0):
            assert kept.rows(nobody, user, 1) == []
            assert kept.count(nobody, user, 1) == 0


def test_only_so_many_are_kept_and_the_longest_unasked_goes_first(cast, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    user = cast.users["amina"]
    with access.remembering():
        for pk in (1, 2, 1, 3, 1):
            kept.rows(one, user, pk)

    assert made == [1, 2, 3]
    assert len(all_kept()) == 2


def test_a_kept_statement_is_not_narrowed_further():
    with pytest.raises(TypeError, match="before they are kept"):
        kept._KeptQuery(Person).clone()


def test_another_day_makes_another_statement(cast, monkeypatch):
    user = cast.users["amina"]
    day = access.today()
    with access.remembering():
        kept.rows(one, user, kept.Slot(1))
    monkeypatch.setattr(access, "today", lambda: day + timedelta(days=1))
    with access.remembering():
        kept.rows(one, user, kept.Slot(1))

    assert len(made) == 2
