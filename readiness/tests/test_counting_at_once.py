"""Several who close, count, answer and withdraw at the same moment: one result, whole, and no answer lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from partnering.errors import DomainError
from readiness.models import (
    Answer,
    Campaign,
    Counting,
    Invitation,
    Response,
    Result,
    SealedResponse,
    SurveyImport,
)
from readiness.services import answering, campaigns, counting, outcomes
from readiness.services.survey_imports import undo_survey_import
from readiness.services.withdrawing import withdraw_campaign
from readiness.tests.builders import answer, close, filled, now_here, staff, start, tokens_of
from readiness.tests.test_survey_imports import bring_in, keep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch, settings, tmp_path):
    """So that five answers are as many as a job is for."""
    monkeypatch.setattr(counting, "AT_ONCE", 4)
    settings.VAR_DIR = tmp_path


@pytest.fixture
def campaign(cast) -> Campaign:
    """An open survey with seven answers, and three people who have not answered."""
    staff(cast.utility, 7)
    campaign = start(cast.utility)
    answer(campaign, 7)
    return campaign


def race(*works: Callable[[], Any]) -> list[Any]:
    """What each came to, done in connections of their own at the same moment."""
    begin = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            begin.wait()
            return work()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as workers:
        return list(workers.map(run, works))


def test_of_several_who_close_it_at_once_one_does(campaign):
    done = race(*[lambda: campaigns.close_campaign(campaign=campaign, by=None, now=now_here())] * 3)

    assert sorted(done) == [False, False, True]
    assert Counting.objects.count() == 1


def test_of_several_workers_at_once_one_counts(campaign):
    close(campaign)

    done = race(*[lambda: counting.count_survey(pk=campaign.pk, now=timezone.now())] * 3)

    assert sorted(done) == [False, False, True]
    assert (Response.objects.count(), Answer.objects.count(), Result.objects.count()) == (7, 7 * 24, 1)
    assert not SealedResponse.objects.exists()


def test_an_answer_that_meets_the_closing_is_counted_or_refused_never_lost(campaign):
    token, answers = tokens_of(campaign)[-1], filled(campaign)

    refused = race(
        lambda: answering.submit_response(token=token, filled=answers, now=now_here()),
        lambda: close(campaign),
    )[0]
    counting.count_due_surveys(now=timezone.now())

    assert Response.objects.count() == (7 if refused else 8)
    assert Invitation.objects.filter(answered=True).count() == Response.objects.count()


def test_a_withdrawal_that_meets_the_counting_erases_all(campaign):
    close(campaign)

    race(
        lambda: counting.count_survey(pk=campaign.pk, now=timezone.now()),
        lambda: withdraw_campaign(campaign=campaign, by=None),
    )

    for table in (Campaign, Counting, SealedResponse, Response, Answer, Result, Invitation):
        assert not table.objects.exists()


def test_an_undo_that_meets_the_counting_of_an_imported_survey_erases_all(cast):
    imported = bring_in(cast, keep(cast))
    assert Counting.objects.exists()

    race(
        lambda: counting.count_survey(pk=imported.pk, now=timezone.now()),
        lambda: undo_survey_import(campaign=imported, by=cast.users["amina"]),
    )

    for table in (Campaign, Counting, SealedResponse, Response, Answer, Result, SurveyImport):
        assert not table.objects.exists()


@pytest.mark.services
def test_on_postgresql_how_far_it_is_is_told_past_its_transaction(campaign, monkeypatch):
    close(campaign)
    seen = []
    write = outcomes.write_answers

    def look(part: Any) -> None:
        seen.append(Counting.objects.values_list("progress", flat=True).get())
        write(part)

    monkeypatch.setattr("partnering.services.progress.OFTEN", 0)
    monkeypatch.setattr(outcomes, "write_answers", look)
    counting.count_survey(pk=campaign.pk, now=timezone.now())

    assert seen[0] == counting.RECKONED
    assert seen[-1] > seen[0]
