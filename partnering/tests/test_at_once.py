"""Asking several questions in one statement: the same rows as one after the other, of every kind of column."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import Count, DecimalField, F, FloatField, Value
from django.db.models.functions import Cast, Now
from django.utils import timezone

from conftest import make_person
from partnering import access, at_once, kept
from partnering.models import Membership, Organisation, Partnership, Person, Role, RowChange, Unit, User


@pytest.fixture
def asked(cast):
    """Querysets of all sorts, over rows of the cast and more."""
    for number in range(20):
        make_person(cast.utility, f"Person {19 - number:02}")
    User.objects.filter(pk=cast.users["bo"].pk).update(
        last_login=timezone.now() - timedelta(microseconds=500)
    )
    people = Person.objects.order_by("-name", "pk")
    return [
        people.select_related("organisation", "unit__parent"),
        people.values_list("name", "joined_on", "left_on", "unit"),
        people[3:6],
        Person.objects.none(),
        User.objects.order_by("pk"),
        RowChange.objects.order_by("pk")[:5],
        Membership.objects.values("pk", "joined_on", "left_on"),
        Role.objects.order_by("-kind", "pk").values_list("kind", flat=True),
        Organisation.objects.annotate(heads=Count("people")).order_by("-heads", "pk"),
        Organisation.objects.filter(people__name__contains="%").distinct().order_by("people__name"),
        Unit.objects.filter(people__isnull=False).distinct().order_by("people__name", "pk"),
        Partnership.objects.prefetch_related("memberships__organisation"),
        Membership.objects.order_by()
        .values_list("pk")
        .union(Role.objects.order_by().values_list("pk"), all=True),
        Partnership.objects.annotate(
            share=Cast(Value("0.1"), FloatField()) + Cast(Value("0.2"), FloatField()),
            amount=Cast(Value("2.50"), DecimalField(max_digits=9, decimal_places=2)),
        ).values_list("share", "amount", "slug"),
    ]


def test_many_questions_are_one_statement_and_find_what_each_finds_alone(asked, django_assert_num_queries):
    alone = [list(rows.all()) for rows in asked]

    found = at_once.ask(asked)

    assert found == alone
    with django_assert_num_queries(3):  # two more for the rows that are prefetched
        at_once.ask(asked)
    assert alone[-1] == [(pytest.approx(0.3), Decimal("2.50"), "clean-river")]
    with django_assert_num_queries(0):
        assert found[0][0].organisation.name
        assert [one.organisation.name for one in found[11][0].memberships.all()]


def test_rows_are_models_like_any_others(cast):
    [people, _units] = at_once.ask([Person.objects.order_by("pk"), Unit.objects.order_by("pk")])
    bo = next(one for one in people if one.name == "Bo")

    bo.job_title = "Gauger"
    bo.save()

    assert Person.objects.get(pk=bo.pk).job_title == "Gauger"
    assert not bo._state.adding


@at_once.part
def names_below(organisation):
    [units] = yield [Unit.objects.filter(organisation=organisation).order_by("name")]
    [people] = yield [Person.objects.filter(unit__in=units).order_by("name")]
    return [one.name for one in people]


@at_once.part
def heads(organisation):
    [counted] = yield [
        Organisation.objects.filter(pk=organisation.pk)
        .annotate(n=Count("people"))
        .values_list("n", flat=True)
    ]
    return counted[0]


@at_once.part
def nothing():
    return "nothing"
    yield


def test_parts_go_on_together_and_each_gets_its_own_rows(cast, django_assert_num_queries):
    alone = [names_below(cast.utility), heads(cast.utility), heads(cast.university)]

    with django_assert_num_queries(2):
        found = at_once.answer(
            names_below.asking(cast.utility),
            heads.asking(cast.utility),
            nothing.asking(),
            heads.asking(cast.university),
        )

    assert found == [alone[0], alone[1], "nothing", alone[2]]
    assert alone[0]
    assert at_once.one_by_one(names_below.asking(cast.utility)) == alone[0]


def test_what_is_asked_for_keeps_its_scope(cast):
    [mine, hers] = at_once.ask(
        [
            Partnership.objects.visible_to(cast.users[who]).annotate(now=Now(), twice=F("pk") * 2)
            for who in ("amina", "eve")
        ]
    )

    assert ([one.slug for one in mine], hers) == (["clean-river"], [])
    assert mine[0].twice == 2 * mine[0].pk


def test_rows_that_were_answered_are_not_narrowed_again(cast):
    with pytest.raises(TypeError):
        at_once._AnsweredQuery(Person).clone()


def partnerships_seen(user, slug):
    return Partnership.objects.visible_to(user).filter(slug=slug).prefetch_related("memberships")


def of_organisations(_user, *keys):
    return Unit.objects.filter(organisation__in=keys).order_by("pk").values_list("pk", "name")


def test_statements_that_are_kept_are_asked_together_and_each_time_for_other_keys(cast):
    other = Partnership.objects.create(name="Other", slug="other", started_on="2024-01-01")
    other.memberships.create(organisation=cast.utility, joined_on="2024-01-01")
    wanted = {
        slug: list(partnerships_seen(cast.users["amina"], slug)) for slug in ("clean-river", "other", "none")
    }
    units = list(of_organisations(None, cast.utility.pk, cast.university.pk))
    assert units
    with access.remembering():
        for slug in ("clean-river", "other", "none") * 4:  # PostgreSQL settles on a plan after some
            for who in ("amina", "eve"):
                mine, empty, theirs = at_once.ask(
                    [
                        at_once.rows(partnerships_seen, cast.users[who], kept.Slot(slug)),
                        at_once.rows(of_organisations, None),
                        at_once.rows(
                            of_organisations, None, kept.Slot(cast.utility.pk), kept.Slot(cast.university.pk)
                        ),
                    ]
                )
                assert mine == (wanted[slug] if who == "amina" else [])
                assert (empty, theirs) == ([], units)
