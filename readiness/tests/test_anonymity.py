"""Attacks on the anonymity of a confidential survey by somebody who has all that the server keeps.

What a single row holds is tested beside the answering; here all tables are searched together.
"""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnering import settings as real_settings
from partnering.logs import HideKeys
from readiness.choices import Mode
from readiness.models import Answer, Campaign, Comment, Draft, Invitation, Response, SealedResponse, Theme
from readiness.services import box
from readiness.services.tokens import token_of
from readiness.tests.builders import answer, close, staff, start, tokens_of

pytestmark = pytest.mark.both

ANONYMOUS = {SealedResponse, Draft, Response, Answer, Comment}


@pytest.fixture
def campaign(cast):
    staff(cast.utility, 5, unit=cast.unit)
    return start(cast.utility)


def everything_but(*models: Any) -> dict[str, str]:
    """All rows of all other tables, by table and key."""
    rows = {}
    for model in apps.get_models():
        if model not in models:
            for row in model._base_manager.all():
                rows[f"{model._meta.label}:{row.pk}"] = serializers.serialize("json", [row])
    return rows


def send(client: Any, campaign: Campaign, token: str, comment: str = "Sentinel") -> None:
    """Answer the whole survey in the browser."""
    areas = campaign.framework_version.framework.areas
    client.get(reverse("readiness:survey", args=[token]))
    client.post(reverse("readiness:survey-about", args=[token]), {"unit": "no", "level": "no"})
    for number, area in enumerate(areas, 1):
        chosen = {question.key: "3" for question in area.questions}
        client.post(reverse("readiness:survey-area", args=[token, number]), chosen)
    done = client.post(reverse("readiness:survey-review", args=[token]), {"comment": comment})
    assert done.status_code == 302


def test_there_is_no_way_over_any_tables_from_answers_to_the_person_who_was_asked():
    """Relations are walked both ways; campaign, unit and framework are common to many and not counted as a way."""
    common = {"Campaign", "Unit", "FrameworkVersion", "Organisation"}
    reached, waiting = set(), [SealedResponse, Draft, Answer, Comment]
    while waiting:
        model = waiting.pop()
        reached.add(model)
        for field in model._meta.get_fields():
            other = field.related_model if field.is_relation else None
            # A response has a person only when its survey is named, which the next test proves.
            if model is Response and field.name == "person":
                continue
            if other is not None and other not in reached and other.__name__ not in common:
                waiting.append(other)

    # A lead sorts comments under themes, which lead on to no person.
    assert reached == ANONYMOUS | {Theme}


@pytest.mark.parametrize("mode", [Mode.CONFIDENTIAL, Mode.NAMED])
def test_only_a_named_survey_keeps_who_answered(cast, mode):
    staff(cast.utility, 5)
    campaign = start(cast.utility, mode=mode)
    answer(campaign, 6)
    close(campaign)

    people = set(Response.objects.values_list("person", flat=True))
    assert (people == {None}) is (mode == Mode.CONFIDENTIAL)


def test_answering_changes_nothing_but_the_box_and_that_the_link_is_spent(client, campaign):
    before = everything_but(*ANONYMOUS)
    invitation = Invitation.objects.order_by("person_id")[2]

    send(client, campaign, token_of(invitation))

    after = everything_but(*ANONYMOUS)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    # No session, no audit entry, no mail; and of the invitation only one word.
    assert changed == {f"readiness.Invitation:{invitation.pk}"}
    was, now = (json.loads(rows[changed.copy().pop()])[0]["fields"] for rows in (before, after))
    assert {name for name in now if now[name] != was[name]} == {"answered"}
    assert not client.cookies
    assert not Draft.objects.exists()


def test_somebody_signed_in_leaves_no_more_behind_than_a_stranger(client, cast, campaign):
    client.force_login(cast.users["chidi"])
    before = everything_but(*ANONYMOUS, Invitation)

    send(client, campaign, token_of(Invitation.objects.get(person=cast.people["chidi"])))

    assert everything_but(*ANONYMOUS, Invitation) == before


def test_what_closing_leaves_has_no_order_or_key_of_the_box_or_of_the_invitations(cast):
    orders = []
    for organisation in (cast.utility, cast.university):
        staff(organisation, 8)
        campaign = start(organisation)
        first, second = [question.key for question in campaign.framework_version.framework.questions[:2]]
        sets = [(one, other) for one in ("1", "2", "3") for other in ("1", "2", "3")][:8]
        for one, other in sets:
            answer(campaign, 1, answers={first: int(one), second: int(other)}, comment=one + other)
        sealed = set(SealedResponse.objects.values_list("pk", flat=True))
        close(campaign)
        rows = (
            Answer.objects.filter(response__campaign=campaign).order_by("pk").values_list("value", flat=True)
        )
        comments = list(Comment.objects.filter(campaign=campaign).values_list("text", flat=True))
        orders.append((list(zip(rows[::2], rows[1::2], strict=True)), [tuple(text) for text in comments]))
        assert sorted(orders[-1][0]) == sorted(orders[-1][1]) == sets
        assert not sealed & set(Response.objects.values_list("pk", flat=True))

    # Each order is one of forty thousand, so one may be as it was by chance; not both.
    for kind in (0, 1):
        assert [order[kind] for order in orders] != [sets] * 2
    assert any(answers != comments for answers, comments in orders)


def test_the_log_tells_no_key_of_a_survey_or_of_a_password(client, campaign):
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(HideKeys())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    token = tokens_of(campaign)[0]
    try:
        client.post(reverse("readiness:survey-about", args=[token]), {"unit": "nonsense"})
        Campaign.objects.update(closes_on=campaign.opens_on, closed_on=campaign.opens_on)
        client.get(reverse("readiness:survey", args=[token]))
        logger.error("Odd link: %s", "/accounts/password/reset/key/7-abc-def/")
        logger.error("As it is: %d", 5)
    finally:
        logger.removeHandler(handler)

    written = lines.getvalue()
    assert token not in written
    assert "Unprocessable Entity: /survey/…/about/" in written
    assert "Gone: /survey/…/" in written
    assert "/accounts/password/reset/key/…/" in written
    assert "As it is: 5" in written
    for handler_settings in real_settings.LOGGING["handlers"].values():
        assert handler_settings["filters"] == ["hide_keys"]
    assert real_settings.LOGGING["filters"]["hide_keys"] == {"()": "partnering.logs.HideKeys"}


def test_where_a_row_of_the_box_lies_does_not_tell_which_came_last(cast):
    staff(cast.utility, 40)
    campaign = start(cast.utility)
    # SQLite appends, and PostgreSQL writes where there is room, in the order in which it is told.
    lies = "ctid" if connection.vendor == "postgresql" else "rowid"
    at_the_end, seen = 0, set()
    for number in range(40):
        answer(campaign, 1, comment=str(number))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, content FROM readiness_sealedresponse ORDER BY {lies}")  # noqa: S608
            rows = cursor.fetchall()
        comments = [json.loads(content)["comment"] for _key, content in rows]
        assert sorted(map(int, comments)) == list(range(number + 1))
        at_the_end += number >= 10 and str(number) in (*comments[:2], *comments[-2:])
        assert not seen & {key for key, _content in rows}, "A row that stays tells which are older"
        seen |= {key for key, _content in rows}

    # By chance it is the first or last or next to them about six times of thirty.
    assert at_the_end < 18


def test_answers_to_a_large_box_are_mixed_with_some_of_it_only(cast, monkeypatch):
    monkeypatch.setattr(box, "MIXED", 4)
    staff(cast.utility, 12)
    campaign = start(cast.utility)
    answer(campaign, 9)
    before = set(SealedResponse.objects.values_list("pk", flat=True))

    answer(campaign, 1, comment="new")

    after = set(SealedResponse.objects.values_list("pk", flat=True))
    # Four are mixed with it, or five of which one moves to the new place.
    assert len(after) == 10
    assert len(after & before) in (4, 5)
    assert SealedResponse.objects.filter(content__comment="new").count() == 1


def fill(campaign: Campaign, contents: list[dict[str, Any]]) -> None:
    for content in contents:
        box.seal(campaign, content)


def places_of(campaign: Campaign) -> list[int]:
    rows = SealedResponse.objects.filter(campaign=campaign).order_by("place")
    return list(rows.values_list("place", flat=True))


@pytest.fixture
def known_chance(monkeypatch):
    """Chance that is the same in each run, and a box of which only some are mixed."""
    chance = Random(7)
    monkeypatch.setattr(box, "SystemRandom", lambda: chance)
    monkeypatch.setattr(box, "MIXED", 3)


def test_each_place_of_a_large_box_is_drawn_as_much_as_any_other(cast, known_chance):
    staff(cast.utility, 2)
    campaign = start(cast.utility)
    fill(campaign, [{"comment": str(number), "person": None} for number in range(8)])
    drawn = Counter()
    for number in range(8, 40):
        before = set(SealedResponse.objects.values_list("pk", "place"))
        box.seal(campaign, {"comment": str(number), "person": None})
        stayed = before & set(SealedResponse.objects.values_list("pk", "place"))
        gone = {place for _pk, place in before - stayed}
        assert len(gone) in (3, 4)
        drawn.update(gone)
        assert places_of(campaign) == list(range(number + 1)), "A gap would be drawn in vain"

    assert set(range(8)) <= drawn.keys()
    assert sorted(int(one["comment"]) for one in box.contents_of(campaign)) == list(range(40))


def test_what_came_last_lies_in_each_place_of_the_box_with_the_same_likelihood(cast, known_chance):
    staff(cast.utility, 2)
    campaign = start(cast.utility)
    found = Counter()
    for round_ in range(200):
        SealedResponse.objects.all().delete()
        fill(campaign, [{"comment": "old", "person": None}] * 7)
        box.seal(campaign, {"comment": str(round_), "person": None})
        found[SealedResponse.objects.get(content__comment=str(round_)).place] += 1

    # 25 of 200 each; were it one of the four that are mixed as likely, the last place would hold it 50 times.
    assert sorted(found) == list(range(8))
    assert all(10 < count < 40 for count in found.values())


def test_answering_asks_for_the_drawn_places_of_a_great_box_only(cast, known_chance):
    staff(cast.utility, 2)
    campaign = start(cast.utility)
    fill(campaign, [{"comment": "old", "person": None}] * 30)
    with CaptureQueriesContext(connection) as queries:
        box.seal(campaign, {"comment": "new", "person": None})

    size, drawn, *rest = [one["sql"] for one in queries]
    assert "MAX(" in size
    assert re.search(r'"place" IN \((\d+, ){3}\d+\)', drawn)
    assert [sql.split()[0] for sql in rest] == ["DELETE", "INSERT"]


def test_who_takes_answers_back_leaves_no_gap_in_the_box(cast):
    staff(cast.utility, 5)
    campaign = start(cast.utility, mode=Mode.NAMED)
    answer(campaign, 4)
    person = SealedResponse.objects.get(place=1).content["person"]

    assert box.take_out(campaign, person)["person"] == person

    assert places_of(campaign) == [0, 1, 2]
    assert person not in [one["person"] for one in box.contents_of(campaign)]
    assert box.take_out(campaign, person) is None


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_postgresql_notes_one_transaction_on_the_whole_box_after_each_answer(cast):
    staff(cast.utility, 5)
    campaign = start(cast.utility)
    seen = set()
    for number in range(1, 7):
        answer(campaign, 1, comment=str(number))
        with connection.cursor() as cursor:
            cursor.execute("SELECT xmin::text FROM readiness_sealedresponse")
            notes = [row[0] for row in cursor.fetchall()]
        assert len(notes) == number
        assert len(set(notes)) == 1
        seen |= set(notes)

    assert len(seen) == 6


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_postgresql_notes_no_transaction_of_an_invitation_on_what_closing_leaves(cast):
    staff(cast.utility, 5)
    campaign = start(cast.utility)
    answer(campaign, 6, comment="mine")
    close(campaign)

    with connection.cursor() as cursor:
        noted = {}
        for table in ("invitation", "response", "answer", "comment"):
            cursor.execute(f"SELECT DISTINCT xmin::text FROM readiness_{table}")  # noqa: S608
            noted[table] = {row[0] for row in cursor.fetchall()}
    left = noted["response"] | noted["answer"] | noted["comment"]
    assert len(left) == 1
    assert not left & noted["invitation"]
