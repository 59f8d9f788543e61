"""Starting, extending and closing surveys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry, Organisation, OutgoingMessage, Person, Unit
from readiness import queries
from readiness.models import (
    Answer,
    Campaign,
    Comment,
    Draft,
    FrameworkVersion,
    Invitation,
    Response,
    SealedResponse,
)
from readiness.services import answering, campaigns, frameworks
from readiness.services.answering import Filled
from readiness.services.tokens import hash_of, token_of
from readiness.tasks import close_due_campaigns, count_due_surveys
from readiness.tests.builders import (
    answer,
    close,
    closed_survey,
    day,
    filled,
    now_here,
    staff,
    start,
    tokens_of,
)


def test_everybody_with_an_address_gets_one_invitation_and_one_mail(cast):
    staff(cast.utility, 4)
    Person.objects.create(organisation=cast.utility, name="No Address")
    Person.objects.create(
        organisation=cast.utility, name="Gone", email="gone@water-utility.example", left_on=day(-1)
    )

    campaign = start(cast.utility)

    assert campaign.asked == 7
    assert campaign.invitations.count() == 7
    mails = OutgoingMessage.objects.filter(kind="survey_invitation")
    assert mails.count() == 7
    assert {mail.to_person.organisation for mail in mails} == {cast.utility}


@pytest.mark.parametrize("zone", ["America/Vancouver", "Pacific/Auckland"])
@pytest.mark.parametrize("hour", [1, 12, 23])
def test_a_survey_of_today_goes_out_at_once_wherever_its_lead_is(cast, zone, hour):
    staff(cast.utility, 4)
    with time_machine.travel(datetime(2026, 3, 2, hour, 30, tzinfo=UTC), tick=False), timezone.override(zone):
        start(cast.utility)
        now = timezone.now()
    assert {mail.due_at for mail in OutgoingMessage.objects.filter(kind="survey_invitation")} == {now}


@pytest.mark.parametrize("zone", ["America/Vancouver", "Pacific/Auckland"])
def test_a_survey_of_tomorrow_goes_out_when_it_takes_answers(cast, zone):
    staff(cast.utility, 4)
    with time_machine.travel(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), tick=False), timezone.override(zone):
        campaign = start(cast.utility, opens_on=day(1))
    due = set(OutgoingMessage.objects.filter(kind="survey_invitation").values_list("due_at", flat=True))
    assert [access.day_of(moment) for moment in due] == [campaign.opens_on]


def test_only_the_units_chosen_and_those_below_them_are_asked(cast):
    below = Unit.objects.create(organisation=cast.utility, name="Pumps", parent=cast.unit)
    staff(cast.utility, 3, unit=cast.unit)
    staff(cast.utility, 2, unit=below)
    staff(cast.utility, 4)

    campaign = start(cast.utility, units=[cast.unit])

    assert campaign.asked == 6  # with Chidi
    assert list(campaign.units.all()) == [cast.unit]


def test_invitations_leave_on_the_first_day_and_not_before(cast):
    staff(cast.utility, 4)

    start(cast.utility, opens_on=day(3))

    assert {mail.due_at.date() for mail in OutgoingMessage.objects.filter(kind="survey_invitation")} == {
        day(3)
    }


def test_history_is_loaded_without_writing_to_anybody(cast):
    staff(cast.utility, 4)
    past = now_here() - timedelta(days=60)

    start(cast.utility, opens_on=past.date(), closes_on=past.date() + timedelta(days=14), now=past)

    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"closes_on": day(-1)}, "must not lie before"),
        ({"opens_on": day(-2), "closes_on": day(3)}, "has passed"),
        ({"minimum_group": 4}, "5 or more"),
        ({"minimum_group": 8}, "Only 7 would be asked"),
        ({"framework": "no-such"}, "no such framework"),
    ],
)
def test_a_survey_that_makes_no_sense_is_refused_with_the_reason(cast, values, words):
    staff(cast.utility, 4)

    with pytest.raises(DomainError, match=words):
        start(cast.utility, **values)

    assert not Campaign.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_under_five_can_only_be_asked_by_name(cast):
    with pytest.raises(DomainError, match="Only 3 would be asked"):
        start(cast.utility)

    assert start(cast.utility, mode="named").asked == 3


def test_the_database_refuses_a_confidential_survey_of_four(cast):
    version = frameworks.framework_version("six-attributes")

    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(
            organisation=cast.utility,
            framework_version=version,
            title="Few",
            opens_on=day(0),
            closes_on=day(1),
            asked=4,
        )


def test_nobody_with_an_address_means_no_survey(cast):
    Person.objects.filter(organisation=cast.utility).update(email="")

    with pytest.raises(DomainError, match="no one has an e-mail address"):
        start(cast.utility, mode="named")


def test_two_surveys_with_one_framework_can_not_be_open_at_once(cast):
    staff(cast.utility, 4)
    start(cast.utility)

    with pytest.raises(DomainError, match="open already"):
        start(cast.utility)

    assert start(cast.utility, framework="six-attributes").pk


def test_a_framework_is_kept_once_as_long_as_its_file_stays_the_same(cast):
    first = frameworks.framework_version("six-attributes")

    assert frameworks.framework_version("six-attributes") == first
    assert FrameworkVersion.objects.count() == 1
    assert first.framework == frameworks.built_in_frameworks()[1]


def test_more_time_moves_the_last_day_and_is_noted(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility)

    campaigns.extend_campaign(campaign=campaign, closes_on=day(30), by=cast.users["amina"], now=now_here())

    assert Campaign.objects.get().closes_on == day(30)
    assert AuditEntry.objects.filter(verb="extended", organisation=cast.utility).count() == 1


def test_less_time_is_refused_and_a_closed_survey_stays_closed(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility)
    with pytest.raises(DomainError, match="later day"):
        campaigns.extend_campaign(campaign=campaign, closes_on=day(3), by=None, now=now_here())
    close(campaign)

    with pytest.raises(DomainError, match="is closed"):
        campaigns.extend_campaign(campaign=campaign, closes_on=day(40), by=None, now=now_here())


def test_closing_empties_the_box_into_responses_and_answers(cast):
    staff(cast.utility, 8, unit=cast.unit)
    campaign = start(cast.utility)
    answer(campaign, 6, 4, comment="More time, please")
    answer(campaign, 1, "dk")
    answering.save_draft(token=tokens_of(campaign)[-1], filled=filled(campaign), now=now_here())

    closed = close(campaign)

    assert closed.closed_on == day(0)
    assert not SealedResponse.objects.exists()
    assert not Draft.objects.exists()
    assert Response.objects.count() == 7
    assert Answer.objects.filter(value="4").count() == 6 * 24
    assert Answer.objects.filter(value="dk").count() == 24
    assert Comment.objects.count() == 6
    assert closed.result.respondents == 7


def test_closing_twice_changes_nothing(cast):
    campaign = closed_survey(cast.utility)

    assert not campaigns.close_campaign(campaign=campaign, by=None, now=now_here())
    assert Response.objects.count() == 6


def test_a_survey_that_has_not_opened_can_not_be_closed(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility, opens_on=day(2))

    with pytest.raises(DomainError, match="not opened"):
        close(campaign)


def test_beat_closes_all_whose_last_day_has_passed_however_long_ago(cast):
    staff(cast.utility, 4)
    staff(cast.university, 6)
    long_ago = now_here() - timedelta(days=100)
    due = start(
        cast.utility, opens_on=long_ago.date(), closes_on=long_ago.date() + timedelta(days=5), now=long_ago
    )
    still_open = start(cast.university, closes_on=day(0))

    assert close_due_campaigns() == 1
    assert close_due_campaigns() == 0
    assert count_due_surveys() == 1

    due.refresh_from_db()
    still_open.refresh_from_db()
    assert due.closed_on == day(0)
    assert still_open.closed_on is None


def test_a_survey_that_nobody_answered_closes_with_an_empty_result(cast):
    staff(cast.utility, 4)

    closed = close(start(cast.utility))

    assert closed.result.respondents is None
    assert closed.result.mean is None
    assert all(area["mean"] is None for area in closed.result.figures["areas"])


def test_a_named_survey_keeps_who_answered(cast):
    campaign = start(cast.utility, mode="named")
    answer(campaign, 2, 5)

    closed = close(campaign)

    assert {response.person for response in Response.objects.all()} <= set(cast.utility.people.all())
    assert closed.result.respondents == 2
    assert closed.result.figures["areas"][0]["mean"] == 5
    # Two are enough for oneself, but not for partners.
    assert closed.result.shared_mean is None


def test_only_hashes_of_links_are_kept(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility)

    for invitation in Invitation.objects.filter(campaign=campaign):
        token = token_of(invitation)
        assert len(token) == 43
        assert token not in (invitation.nonce, invitation.token_hash)
        assert queries.invitation_of(hash_of(token)) == invitation


def test_another_key_of_the_site_makes_other_links(cast, settings):
    campaign = start(cast.utility, mode="named")
    before = tokens_of(campaign)

    settings.SECRET_KEY = "another key"

    assert not set(before) & set(tokens_of(campaign))


def test_an_empty_draft_is_no_answer(cast):
    campaign = start(cast.utility, mode="named")

    with pytest.raises(DomainError, match="at least one"):
        answering.submit_response(token=tokens_of(campaign)[0], filled=Filled(), now=now_here())


def test_a_steward_keeps_the_register_no_more_once_the_organisation_asks_its_people(cast):
    """They could make somebody of their choice its lead, who reads the results."""
    cast.utility.steward = cast.users["fola"]
    cast.utility.save()
    staff(cast.utility, 5)

    start(cast.utility, by=cast.users["amina"])

    cast.utility.refresh_from_db()
    assert cast.utility.steward is None
    assert not Organisation.objects.kept_by(cast.users["fola"]).filter(pk=cast.utility.pk).exists()
