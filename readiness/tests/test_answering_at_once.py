"""People who answer at the same moment, over HTTP and on PostgreSQL: no answer is lost, doubled or mixed up."""

from __future__ import annotations

import pytest
from django.db import connection

from benchmarks import answering, crowd
from readiness.models import Answer, Response, SealedResponse
from readiness.tests.builders import close

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_of_thirty_at_once_each_is_counted_once_though_some_press_twice_or_lose_their_connection(cast):
    assert connection.vendor == "postgresql"
    campaign, respondents = answering.prepare(30)

    with answering.server() as url:
        told = crowd.crowd(url, respondents)

    assert not told.failed
    assert len(told.accepted) == 30
    assert answering.miscounted(campaign, respondents, told) == []
    close(campaign)
    assert Response.objects.filter(campaign=campaign).count() == 30
    assert Answer.objects.filter(response__campaign=campaign).count() == 30 * 24


def test_what_was_lost_doubled_or_mixed_up_would_be_found(cast):
    campaign, respondents = answering.prepare(12)
    told = crowd.Told(accepted={1, 2, 3})
    keys = [question.key for question in campaign.framework_version.framework.questions]
    for place, (number, of) in enumerate(((1, 1), (1, 1), (2, 4), (9, 9))):
        content = {"comment": f"answer {number}", "answers": crowd.answers_of(of, keys)}
        SealedResponse.objects.create(campaign=campaign, place=place, content=content)

    wrong = "\n".join(answering.miscounted(campaign, respondents, told))

    assert "answer 1 is there 2 times" in wrong
    assert "answer 2 has the answers of somebody else" in wrong
    assert "answer 3 is there 0 times" in wrong
    assert "answer 9 is there 1 times; told that it is counted: False" in wrong
    assert "0 links and 0 passes are spent, for 3 answers" in wrong
