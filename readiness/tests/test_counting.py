"""A great survey is counted by a job: whoever is killed where, its result is written once and whole, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry, OutgoingMessage, Unit
from readiness.choices import State, WayKind
from readiness.models import (
    Answer,
    Campaign,
    Comment,
    Counting,
    Draft,
    Invitation,
    Response,
    Result,
    SealedResponse,
)
from readiness.services import (
    answering,
    box,
    campaigns,
    counting,
    outcomes,
    survey_reminders,
    ways,
)
from readiness.services.withdrawing import withdraw_campaign
from readiness.tasks import close_due_campaigns, count_due_surveys
from readiness.tests.builders import (
    answer,
    close,
    day,
    filled,
    now_here,
    review_of_many,
    staff,
    start,
    tokens_of,
)


class KilledError(BaseException):
    """As if the process were gone."""


def kill(*args: Any, **kwargs: Any) -> None:
    raise KilledError


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch, settings, tmp_path):
    """So that five answers are as many as a job is for, and how far it is told apart from other tests."""
    monkeypatch.setattr(counting, "AT_ONCE", 4)
    settings.VAR_DIR = tmp_path


def asked(cast, answers: int = 7, **values) -> Campaign:
    staff(cast.utility, 7, unit=cast.unit)
    campaign = start(cast.utility, **values)
    answer(campaign, answers, 4, comment="More time, please")
    return campaign


@pytest.fixture
def closed(cast) -> Campaign:
    """A survey of which the answers wait to be counted."""
    return close(asked(cast))


def work(campaign: Campaign, *, after: timedelta = timedelta()) -> bool:
    return counting.count_survey(pk=campaign.pk, now=timezone.now() + after)


def has_no_result(campaign: Campaign, answers: int = 7) -> bool:
    """Whether nothing is written of it yet, and all answers are still there."""
    campaign.refresh_from_db()
    written = [table.objects.filter(campaign=campaign).exists() for table in (Response, Comment, Result)]
    return not any(written) and campaign.closed_on is None and box.size_of(campaign) == answers


def is_counted_once(campaign: Campaign, answers: int = 7) -> bool:
    campaign.refresh_from_db()
    kept = (Response.objects.filter(campaign=campaign).count(), Answer.objects.count())
    return (
        kept == (answers, answers * 24)
        and campaign.result.respondents == answers
        and (campaign.closed_on, campaign.counting_since) == (day(0), None)
        and not SealedResponse.objects.filter(campaign=campaign).exists()
        and not Counting.objects.exists()
    )


# --- The way of it


def test_closing_a_great_survey_takes_no_more_answers_and_a_job_writes_its_result(cast):
    campaign = asked(cast)
    answering.save_draft(token=tokens_of(campaign)[-1], filled=filled(campaign), now=now_here())

    campaign = close(campaign)
    assert campaign.state(access.today()) == State.COUNTING
    assert has_no_result(campaign)
    assert AuditEntry.objects.filter(verb="closed").count() == 1
    assert count_due_surveys() == 1

    assert is_counted_once(campaign)
    assert Comment.objects.count() == 7
    assert not Draft.objects.exists()
    assert not OutgoingMessage.objects.filter(kind__startswith="survey").exists()
    assert count_due_surveys() == 0


def test_a_small_survey_has_its_result_at_once(cast):
    campaign = close(asked(cast, answers=4))

    assert campaign.state(access.today()) == State.CLOSED
    assert campaign.result.campaign == campaign
    assert not Counting.objects.exists()


def test_it_counts_as_on_the_day_of_its_closing_however_late_the_worker_comes(cast, closed):
    Counting.objects.update(day=day(-3))

    work(closed)

    closed.refresh_from_db()
    assert closed.closed_on == day(-3)


def test_a_unit_that_is_taken_away_meanwhile_keeps_no_answer_from_being_counted(cast, closed, monkeypatch):
    write = counting.write_outcome

    def without_unit(outcome, after):
        cast.utility.people.update(unit=None)
        Unit.objects.filter(pk=cast.unit.pk).delete()
        write(outcome, after)

    monkeypatch.setattr(counting, "write_outcome", without_unit)

    assert work(closed)
    assert set(Response.objects.values_list("unit", flat=True)) == {None}


# --- Killed, doubled, overtaken


@pytest.mark.parametrize(
    ("room", "moment"),
    [
        (counting, "contents_of"),
        (counting, "reckon_outcome"),
        (outcomes, "_result_of"),
        (counting, "_forget_what_was_begun"),
        (outcomes, "part_of"),
        (outcomes, "write_responses"),
        (outcomes, "write_answers"),
        (outcomes.Comment.objects, "bulk_create"),
        (counting.queries, "beside"),
    ],
)
def test_a_worker_that_is_killed_leaves_nothing_half_done_and_another_goes_on(
    closed, monkeypatch, room, moment
):
    with monkeypatch.context() as patch:
        patch.setattr(room, moment, kill)
        with pytest.raises(KilledError):
            work(closed)
    assert has_no_result(closed)
    assert not work(closed), "its claim holds as long as it may be at work"

    assert work(closed, after=timedelta(minutes=16))
    assert is_counted_once(closed)


def test_a_worker_that_is_killed_as_it_ends_has_written_all_or_nothing(closed, monkeypatch):
    mine = counting._mine
    calls = []

    def killed_at_the_second(job):
        calls.append(job)
        # First before the draft is forgotten, then before writing, and last to end the job.
        return kill() if len(calls) == 3 else mine(job)

    with monkeypatch.context() as patch:
        patch.setattr(counting, "_mine", killed_at_the_second)
        with pytest.raises(KilledError):
            work(closed)
    assert has_no_result(closed)

    assert work(closed, after=timedelta(minutes=16))
    assert is_counted_once(closed)


@pytest.mark.parametrize("moment", ["reckon_outcome", "write_outcome"])
def test_a_worker_whose_claim_was_taken_over_writes_nothing(closed, monkeypatch, moment):
    do = getattr(counting, moment)

    def overtaken(*args: Any) -> Any:
        Counting.objects.update(claim="another's")
        return do(*args)

    monkeypatch.setattr(counting, moment, overtaken)

    assert not work(closed)
    assert has_no_result(closed)


def test_closing_twice_counts_once(closed):
    assert not campaigns.close_campaign(campaign=closed, by=None, now=now_here())
    assert close_due_campaigns() == 0
    assert work(closed)
    assert not campaigns.close_campaign(campaign=closed, by=None, now=now_here())

    assert is_counted_once(closed)
    assert AuditEntry.objects.filter(verb="closed").count() == 1


def test_counting_that_dies_again_and_again_is_given_up_until_its_lead_tries_again(cast, closed, client):
    for name in ("amina", "bo"):
        client.force_login(cast.users[name])
        assert "being counted" in client.get(closed.get_absolute_url()).content.decode()
    Counting.objects.update(attempts=counting.ATTEMPTS)
    again = reverse("readiness:count-again", args=[closed.pk])

    assert count_due_surveys() == 0
    assert count_due_surveys() == 0

    assert "interrupted" in Counting.objects.get().failure
    assert has_no_result(closed)
    page = client.get(closed.get_absolute_url()).content.decode()
    assert "could not be counted" in page
    assert again not in page
    assert client.post(again).status_code == 404
    client.force_login(cast.users["amina"])
    assert again in client.get(closed.get_absolute_url()).content.decode()
    client.post(again)
    assert count_due_surveys() == 1
    assert is_counted_once(closed)


def test_what_is_being_counted_is_not_begun_anew_by_a_late_button(closed):
    with pytest.raises(DomainError, match="already"):
        counting.count_again(campaign=closed)


def test_of_surveys_that_are_due_one_that_fails_keeps_no_other_from_its_result(cast, monkeypatch):
    for organisation in (cast.utility, cast.university):
        staff(organisation, 6)
    long_ago = now_here() - timedelta(days=40)
    given = {"opens_on": long_ago.date(), "closes_on": long_ago.date() + timedelta(days=5), "now": long_ago}
    bad, good = start(cast.utility, **given), start(cast.university, **given)
    reckon = counting.reckon_outcome

    def fails_for_one(campaign, contents):
        if campaign.pk == bad.pk:
            raise ArithmeticError
        return reckon(campaign, contents)

    monkeypatch.setattr(counting, "reckon_outcome", fails_for_one)
    assert close_due_campaigns() == 2

    with pytest.raises(ArithmeticError):
        count_due_surveys()
    count_due_surveys()

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (good.closed_on, bad.closed_on) == (day(0), None)
    assert bad.state(access.today()) == State.COUNTING


# --- What waits meanwhile


def test_while_it_is_counted_nobody_answers_and_nothing_of_it_is_changed(cast, closed, client):
    token = tokens_of(closed)[-1]
    given = {"campaign": closed, "by": None, "now": now_here()}
    for refused in (
        lambda: answering.submit_response(token=token, filled=filled(closed), now=now_here()),
        lambda: answering.save_draft(token=token, filled=filled(closed), now=now_here()),
        lambda: campaigns.extend_campaign(closes_on=day(30), **given),
        lambda: survey_reminders.change_reminders(reminders=1, reminder_days=4, last_call=True, **given),
        lambda: ways.open_way(campaign=closed, kind=WayKind.LINK, people=40, by=cast.users["amina"]),
    ):
        with pytest.raises(DomainError):
            refused()
    assert has_no_result(closed)
    page = client.get(reverse("readiness:survey", args=[token]))
    assert page.status_code == 410
    assert "This survey is closed" in page.content.decode()
    assert not Invitation.objects.unanswered(access.today()).exists()
    later = now_here() + timedelta(days=closed.reminder_days)
    assert survey_reminders.remind_of_surveys(now=later) == 0


def test_answers_to_a_named_survey_can_not_be_taken_back_while_it_is_counted(cast):
    campaign = asked(cast, mode="named")
    token = tokens_of(campaign)[0]
    close(campaign)

    with pytest.raises(DomainError, match="taken back"):
        answering.withdraw_response(token=token, keep=False, now=now_here())
    assert has_no_result(campaign)


def test_another_survey_with_the_same_questions_waits_until_it_is_counted(cast, closed):
    with pytest.raises(DomainError):
        start(cast.utility)
    work(closed)
    assert not Campaign.objects.unfinished().exists()


def test_withdrawing_it_meanwhile_erases_all(cast, closed):
    withdraw_campaign(campaign=closed, by=cast.users["amina"])

    assert not work(closed)
    for table in (Campaign, Counting, SealedResponse, Response, Invitation, Result):
        assert not table.objects.exists()


@pytest.mark.parametrize("moment", ["reckon_outcome", "_forget_what_was_begun"])
def test_withdrawing_it_under_a_workers_hands_erases_all(cast, closed, monkeypatch, moment):
    do = getattr(counting, moment)

    def withdrawn(*args: Any) -> Any:
        done = do(*args)
        withdraw_campaign(campaign=closed, by=cast.users["amina"])
        return done

    monkeypatch.setattr(counting, moment, withdrawn)

    assert not work(closed)
    for table in (Campaign, Counting, SealedResponse, Response, Invitation, Result):
        assert not table.objects.exists()


def test_the_database_knows_what_can_be_counted(cast, closed):
    for values in ({"closed_on": day(0)}, {"launched_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=closed.pk).update(**values)


# --- Who sees how far it is


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 200), ("chidi", 404), ("dana", 404), ("eve", 404), ("fola", 404)],
)
def test_only_who_reads_an_organisations_results_sees_how_far_its_counting_is(
    client, cast, closed, who, status
):
    client.force_login(cast.users[who])

    assert client.get(reverse("readiness:counting", args=[closed.pk])).status_code == status
    visible = Counting.objects.visible_to(cast.users[who]).exists()
    assert visible == (status == 200)


def test_how_far_it_is_is_told_in_percent_and_in_nothing_else(client, cast, closed, monkeypatch):
    client.force_login(cast.users["amina"])
    address = reverse("readiness:counting", args=[closed.pk])
    pages = []
    write = outcomes.write_answers

    def look(part):
        pages.append(client.get(address).content.decode())
        write(part)

    monkeypatch.setattr(counting.Teller, "_aside_of", lambda self: None)
    monkeypatch.setattr("partnering.services.progress.OFTEN", 0)
    monkeypatch.setattr(outcomes, "write_answers", look)
    work(closed)

    assert 'value="40"' in pages[0]
    assert "40%" in pages[0]
    told = [page.partition("<progress")[2] for page in pages]
    assert all("of about" not in page and "answers" not in page for page in told)
    assert client.get(address)["HX-Refresh"] == "true"


@pytest.mark.parametrize("answers", [100, 160])
def test_as_many_steps_are_told_however_many_answered(cast, answers):
    staff(cast.utility, 3)
    campaign = start(cast.utility)
    sheet = {"answers": {}, "unit": None, "level": "", "comment": "", "person": None}

    outcome = outcomes.reckon_outcome(campaign, [dict(sheet) for _each in range(answers)])

    assert len(outcome.parts) == outcomes.PARTS


def test_the_lists_of_surveys_say_that_it_is_counted(client, cast, closed):
    client.force_login(cast.users["amina"])
    for address in (reverse("readiness:campaigns"), cast.utility.get_absolute_url()):
        assert "being counted" in client.get(address).content.decode()
    narrowed = client.get(reverse("readiness:campaigns"), {"state": "counting"}).content.decode()
    assert closed.title in narrowed
    assert closed.title not in client.get(reverse("readiness:campaigns"), {"state": "open"}).content.decode()


def test_a_review_is_counted_by_the_same_road(client, cast):
    review = review_of_many(cast)
    answer(review, 20)
    client.force_login(cast.users["fola"])
    client.post(reverse("readiness:close-review", args=[review.pk]))
    review.refresh_from_db()
    assert review.state(access.today()) == State.COUNTING
    address = reverse("readiness:counting", args=[review.pk])
    for who, status in (("fola", 200), ("dana", 200), ("chidi", 404), ("eve", 404)):
        client.force_login(cast.users[who])
        assert client.get(address).status_code == status
        assert client.get(review.get_absolute_url()).status_code == status
        assert client.post(reverse("readiness:count-again", args=[review.pk])).status_code == (
            302 if who == "fola" else 404
        )
    with pytest.raises(DomainError):
        campaigns.extend_campaign(campaign=review, closes_on=day(40), by=None, now=now_here())

    assert work(review)

    client.force_login(cast.users["dana"])
    review.refresh_from_db()
    assert review.result.respondents == 20
    assert client.get(review.get_absolute_url()).status_code == 200
