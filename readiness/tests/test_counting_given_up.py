"""Counting that fails is tried again soon, then given up; those who can try again hear of it, and only they."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import give_role, make_person
from partnering.choices import RoleKind
from partnering.models import OutgoingMessage, Role, User
from partnering.registry import Composed, Suppressed, message_composers
from partnering.services.outbox import queue_message
from readiness.models import Campaign, Counting
from readiness.services import counting
from readiness.tests.builders import answer, close, day, review_of_many
from readiness.tests.test_counting import (
    KilledError,
    asked,
    few_are_many,
    has_no_result,
    is_counted_once,
    kill,
    work,
)

__all__ = ["few_are_many"]
KIND = "survey_not_counted"


def broken(*args: Any) -> None:
    raise ArithmeticError


@pytest.fixture
def closed(cast) -> Campaign:
    """A survey of which the answers wait to be counted."""
    return close(asked(cast))


def fail(campaign: Campaign, monkeypatch, **after: int) -> None:
    """A worker comes after a while, and an error ends its attempt."""
    with monkeypatch.context() as patch:
        patch.setattr(counting, "write_outcome", broken)
        with pytest.raises(ArithmeticError):
            work(campaign, after=timedelta(**after))


def give_up(campaign: Campaign, monkeypatch) -> None:
    for minutes in (0, 2, 8):
        fail(campaign, monkeypatch, minutes=minutes)


def mails() -> dict[str, Composed | Suppressed]:
    """What each mail about it would say by now, by who gets it."""
    rows = OutgoingMessage.objects.filter(kind=KIND).select_related("to_person").order_by("pk")
    return {row.to_person.name: message_composers[KIND](row) for row in rows}


# --- Tried again


def test_after_an_error_it_is_tried_again_within_minutes_and_not_at_once(closed, monkeypatch):
    fail(closed, monkeypatch)
    assert has_no_result(closed)
    assert not work(closed), "it waits a little, as what was wrong may pass"
    assert not mails()

    assert work(closed, after=timedelta(minutes=2))
    assert is_counted_once(closed)


def test_after_the_second_error_it_waits_longer(closed, monkeypatch):
    fail(closed, monkeypatch)
    fail(closed, monkeypatch, minutes=2)

    assert not work(closed, after=timedelta(minutes=4))
    assert work(closed, after=timedelta(minutes=6))
    assert is_counted_once(closed)


def test_after_the_third_error_it_is_given_up_at_once_and_keeps_all_answers(closed, monkeypatch):
    give_up(closed, monkeypatch)

    assert "went wrong" in Counting.objects.get().failure
    assert not work(closed, after=timedelta(days=1))
    assert has_no_result(closed)


def test_a_worker_that_is_killed_is_waited_for_as_it_may_still_be_at_work(closed, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(counting, "write_outcome", kill)
        with pytest.raises(KilledError):
            work(closed)

    assert not work(closed, after=timedelta(minutes=14))
    assert work(closed, after=timedelta(minutes=16))


def test_an_error_in_a_worker_whose_claim_was_taken_over_leaves_the_others_claim(closed, monkeypatch):
    def overtaken(*args: Any) -> None:
        Counting.objects.update(claim="another's")
        raise ArithmeticError

    monkeypatch.setattr(counting, "reckon_outcome", overtaken)
    with pytest.raises(ArithmeticError):
        work(closed)

    assert Counting.objects.get().claim == "another's"


def test_trying_again_begins_at_once_with_as_many_attempts_as_before(closed, monkeypatch):
    give_up(closed, monkeypatch)
    counting.count_again(campaign=closed)

    fail(closed, monkeypatch)
    assert Counting.objects.get().failure == ""
    assert work(closed, after=timedelta(minutes=2))


# --- Who hears of it


def test_its_lead_is_written_to_once_with_the_way_to_try_again(cast, closed, monkeypatch):
    give_up(closed, monkeypatch)
    for _round in range(2):
        counting.count_due_surveys(now=timezone.now() + timedelta(hours=1))

    assert OutgoingMessage.objects.filter(kind=KIND).count() == 1
    (mail,) = mails().values()
    assert isinstance(mail, Composed)
    assert mail.subject == f"Could not be counted: {closed.title}"
    assert closed.get_absolute_url() in mail.text
    assert closed.get_absolute_url() in mail.html
    assert cast.utility.name in mail.text


def test_it_is_written_as_well_when_its_workers_were_killed(closed):
    Counting.objects.update(attempts=counting.ATTEMPTS)
    counting.count_due_surveys(now=timezone.now())

    assert list(mails()) == ["Amina"]


def test_all_who_lead_hear_of_it_and_nobody_else(cast, closed, monkeypatch):
    roles = {
        name: give_role(make_person(cast.utility, name), RoleKind.PARTNERING_LEAD, None)
        for name in ("Lina", "Mo without account", "Nia of old")
    }
    User.objects.filter(person=roles["Mo without account"].person).update(is_active=False)
    Role.objects.filter(pk=roles["Nia of old"].pk).update(ended_on=day(-1))
    give_up(closed, monkeypatch)

    assert sorted(mails()) == ["Amina", "Lina"]


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_a_mail_that_was_laid_to_somebody_else_says_nothing(cast, closed, monkeypatch, who):
    give_up(closed, monkeypatch)
    forged = queue_message(
        key="forged", kind=KIND, to_person=cast.people[who], to_email="x@x.example", subject_id=closed.pk
    )

    assert isinstance(message_composers[KIND](forged), Suppressed)


def test_no_mail_leaves_when_it_is_tried_again_or_withdrawn_meanwhile(cast, closed, monkeypatch):
    give_up(closed, monkeypatch)
    counting.count_again(campaign=closed)
    assert isinstance(mails()["Amina"], Suppressed)

    work(closed)
    assert isinstance(mails()["Amina"], Suppressed)


def test_when_it_is_given_up_again_its_lead_hears_again(closed, monkeypatch):
    give_up(closed, monkeypatch)
    counting.count_again(campaign=closed)
    give_up(closed, monkeypatch)

    assert OutgoingMessage.objects.filter(kind=KIND).count() == 2


def test_of_a_review_the_partnerships_managers_hear(cast, monkeypatch):
    review = review_of_many(cast)
    answer(review, 8)
    give_up(close(review), monkeypatch)

    assert list(mails()) == ["Fola"]
    (mail,) = mails().values()
    assert isinstance(mail, Composed)
    assert review.get_absolute_url() in mail.text
    assert "manage this partnership" in mail.text


def test_only_what_was_given_up_is_told(cast, closed):
    assert not Counting.objects.given_up().exists()
    assert Counting.objects.manageable_by(cast.users["amina"]).exists()
    for who in ("bo", "chidi", "dana", "eve", "fola"):
        assert not Counting.objects.manageable_by(cast.users[who]).exists(), who
