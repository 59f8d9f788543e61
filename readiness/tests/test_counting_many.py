"""Surveys of more than 300 answers as people meet them: from 'Close now', or from a file, by the job to the result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from partnering import access
from readiness.choices import State
from readiness.models import (
    Answer,
    Campaign,
    Comment,
    Counting,
    Response,
    Result,
    SealedResponse,
    SurveyImport,
)
from readiness.services import box, counting, survey_imports
from readiness.services.rows_of_answers import READY
from readiness.tasks import count_due_surveys, count_survey
from readiness.tests.builders import staff, start
from readiness.tests.test_survey_imports import DAY, KEYS, a_file, bring_in, imported_values, keep

MANY = counting.AT_ONCE + 1
TABLES = (Campaign, Counting, SealedResponse, Response, Answer, Comment, Result, SurveyImport)


@pytest.fixture(autouse=True)
def told_apart(settings, tmp_path):
    """How far a job is, apart from that of other tests."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def imported(cast) -> Campaign:
    """A survey from a file, of which the answers wait to be counted."""
    return bring_in(cast, keep(cast, a_file(MANY)), asked=400)


def is_whole(campaign: Campaign, value: str) -> bool:
    """Whether its result and all its answers are there."""
    campaign.refresh_from_db()
    given = Answer.objects.filter(response__campaign=campaign)
    return (
        campaign.result.respondents == MANY
        and {area["mean"] for area in campaign.result.figures["areas"]} == {float(value)}
        and given.filter(value=value).count() == given.count() == MANY * len(KEYS)
        and not SealedResponse.objects.exists()
        and not Counting.objects.exists()
    )


def test_from_close_now_to_the_result(client, cast):
    staff(cast.utility, 6, unit=cast.unit)
    survey = start(cast.utility)
    sheet = {"answers": dict.fromkeys(KEYS, 4), "unit": cast.unit.pk, "level": "staff", "person": None}
    box.fill(survey, ({**sheet, "comment": ""} for _each in range(MANY)))
    client.force_login(cast.users["amina"])
    page, close = survey.get_absolute_url(), reverse("readiness:close-campaign", args=[survey.pk])
    assert close in client.get(page).content.decode()
    assert "Close How ready are we? now?" in client.get(close).content.decode()

    closed = client.post(close, follow=True)

    assert closed.redirect_chain == [(page, 302)]
    assert "The survey is closed." in closed.content.decode()
    assert "The answers are being counted" in closed.content.decode()
    asked_again = reverse("readiness:counting", args=[survey.pk])
    assert asked_again in closed.content.decode()
    assert "being counted" in client.get(asked_again).content.decode()
    assert close not in client.get(page).content.decode()

    assert count_survey(survey.pk)

    assert client.get(asked_again)["HX-Refresh"] == "true"
    result = client.get(page)
    assert result.context["result"].respondents == MANY
    assert "The answers are being counted" not in result.content.decode()
    assert is_whole(survey, "4")


# --- From a file


def test_a_large_survey_from_a_file_is_counted_by_the_job_as_on_its_own_last_day(imported):
    assert imported.state(access.today()) == State.COUNTING
    for table in (Response, Answer, Comment, Result):
        assert not table.objects.exists()

    assert count_due_surveys() == 1

    assert is_whole(imported, "4")
    assert imported.closed_on == DAY + timedelta(days=9)
    assert imported.asked == 400
    assert Comment.objects.count() == MANY


def test_its_lead_goes_from_the_file_to_the_page_of_its_counting_and_its_result(client, cast):
    client.force_login(cast.users["amina"])
    file = SimpleUploadedFile("old survey.csv", a_file(MANY))
    values = {"framework": "fit-for-partnering", "file": file}
    client.post(reverse("readiness:import-survey"), values)
    kept = SurveyImport.objects.get()

    made = client.post(kept.get_absolute_url(), imported_values(asked=400), follow=True)

    page = made.content.decode()
    survey = Campaign.objects.get()
    assert "The survey is imported. It is being counted." in page
    assert reverse("readiness:counting", args=[survey.pk]) in page
    assert reverse("readiness:undo-survey-import", args=[survey.pk]) in page
    count_due_surveys()
    assert client.get(survey.get_absolute_url()).context["result"].respondents == MANY


def test_undone_while_it_waits_to_be_counted_nothing_of_it_stays(client, cast, imported):
    client.force_login(cast.users["amina"])

    undo = reverse("readiness:undo-survey-import", args=[imported.pk])
    assert client.post(undo).url == reverse("readiness:campaigns")

    assert not count_survey(imported.pk)
    assert count_due_surveys() == 0
    for table in TABLES:
        assert not table.objects.exists(), table
    assert bring_in(cast, keep(cast, a_file(MANY)), asked=400), "the file can be imported again"


@pytest.mark.parametrize("moment", ["contents_of", "reckon_outcome", "_forget_what_was_begun"])
def test_undone_under_a_workers_hands_nothing_of_it_stays(cast, imported, monkeypatch, moment):
    do = getattr(counting, moment)

    def undone(*args: Any) -> Any:
        done = do(*args)
        survey_imports.undo_survey_import(campaign=imported, by=cast.users["amina"])
        return done

    monkeypatch.setattr(counting, moment, undone)

    assert not count_survey(imported.pk)
    for table in TABLES:
        assert not table.objects.exists(), table


def test_undone_after_it_was_given_up_nothing_of_it_stays(cast, imported):
    Counting.objects.update(failure="It was interrupted.")

    survey_imports.undo_survey_import(campaign=imported, by=cast.users["amina"])

    for table in TABLES:
        assert not table.objects.exists(), table


# --- Laid ready before


@pytest.mark.sqlite
@pytest.mark.parametrize("fails", [False, True])
def test_what_was_laid_ready_of_answers_is_gone_with_the_attempt(imported, monkeypatch, fails):
    seen = []
    write = counting.write_outcome

    def look(*args: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {READY}")  # noqa: S608
            seen.append(cursor.fetchone()[0])
        if fails:
            raise ArithmeticError
        write(*args)

    monkeypatch.setattr(counting, "write_outcome", look)
    if fails:
        with pytest.raises(ArithmeticError):
            count_survey(imported.pk)
    else:
        assert count_survey(imported.pk)

    assert seen == [MANY * len(KEYS)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM sqlite_temp_master WHERE name = 'answers_laid_ready'")
        assert cursor.fetchone() == (0,)
