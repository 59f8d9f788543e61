"""Sending answers by a link: once, sealed, and so that nothing tells later whose they are."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.db import connection, models

from partnering.errors import DomainError
from partnering.models import AuditEntry, Person
from readiness.models import Answer, Comment, Draft, Invitation, Response, SealedResponse
from readiness.services import answering
from readiness.services.answering import Filled, LinkIsSpent
from readiness.services.tokens import hash_of
from readiness.tests.builders import answer, close, day, filled, now_here, staff, start, tokens_of
from tools.beginnings import beginning


@beginning
def campaign(cast):
    staff(cast.utility, 5, unit=cast.unit)
    return start(cast.utility)


def test_a_draft_is_found_again_by_its_link_only(campaign):
    one, other = tokens_of(campaign)[:2]
    answering.save_draft(token=one, filled=filled(campaign, 2, comment="Später"), now=now_here())

    assert answering.draft_of(one).answers["ls1"] == 2
    assert answering.draft_of(one).comment == "Später"
    assert answering.draft_of(other) == Filled()


def test_a_draft_rests_encrypted_and_leads_to_no_invitation(campaign):
    token = tokens_of(campaign)[0]
    answering.save_draft(token=token, filled=filled(campaign, comment="Sentinel"), now=now_here())

    draft = Draft.objects.get()
    hashes = set(Invitation.objects.values_list("token_hash", flat=True))
    assert b"Sentinel" not in bytes(draft.content)
    assert draft.name not in hashes
    # The cipher's own time stamp says the beginning of time.
    assert answering.cipher_of(token).extract_timestamp(bytes(draft.content)) == 0


def test_a_draft_that_can_not_be_read_any_more_is_as_good_as_none(campaign):
    token = tokens_of(campaign)[0]
    answering.save_draft(token=token, filled=filled(campaign), now=now_here())
    Draft.objects.update(content=b"damaged")

    assert answering.draft_of(token) == Filled()


def test_sending_spends_the_link_seals_the_answers_and_deletes_the_draft(campaign):
    token = tokens_of(campaign)[0]
    answering.save_draft(token=token, filled=filled(campaign), now=now_here())

    answering.submit_response(token=token, filled=filled(campaign), now=now_here())

    assert Invitation.objects.filter(answered=True).count() == 1
    assert SealedResponse.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_second_post_gives_no_second_response(campaign):
    token = tokens_of(campaign)[0]
    answering.submit_response(token=token, filled=filled(campaign, 2), now=now_here())

    with pytest.raises(LinkIsSpent):
        answering.submit_response(token=token, filled=filled(campaign, 5), now=now_here())
    with pytest.raises(LinkIsSpent):
        answering.save_draft(token=token, filled=filled(campaign), now=now_here())

    assert SealedResponse.objects.get().content["answers"]["ls1"] == 2


def race(*jobs):
    """Run jobs at the same moment in threads with connections of their own; what each raised, or None."""
    barrier, outcomes = Barrier(len(jobs)), [None] * len(jobs)

    def run(number):
        barrier.wait()
        try:
            jobs[number]()
        except DomainError as error:
            outcomes[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_posts_at_once_one_counts(cast):
    staff(cast.utility, 5)
    campaign = start(cast.utility)
    token, answers = tokens_of(campaign)[0], filled(campaign)

    outcomes = race(*[lambda: answering.submit_response(token=token, filled=answers, now=now_here())] * 2)

    assert sorted(type(one).__name__ for one in outcomes) == ["LinkIsSpent", "NoneType"]
    assert SealedResponse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answers_that_come_all_at_once_are_all_kept(cast):
    staff(cast.utility, 5)
    campaign = start(cast.utility)
    answers = [filled(campaign, comment=f"comment {number}") for number in range(8)]

    outcomes = race(
        *[
            lambda token=token, one=one: answering.submit_response(token=token, filled=one, now=now_here())
            for token, one in zip(tokens_of(campaign), answers, strict=True)
        ]
    )

    assert outcomes == [None] * 8
    assert {row.content["comment"] for row in SealedResponse.objects.all()} == {
        one.comment for one in answers
    }


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_meets_the_closing_is_counted_or_refused_never_lost(cast):
    staff(cast.utility, 5)
    campaign = start(cast.utility)
    answer(campaign, 5)
    token, answers = tokens_of(campaign)[7], filled(campaign)

    refused = race(
        lambda: answering.submit_response(token=token, filled=answers, now=now_here()),
        lambda: close(campaign),
    )[0]

    assert not SealedResponse.objects.exists()
    assert Response.objects.count() == (5 if refused else 6)
    assert Invitation.objects.filter(answered=True).count() == Response.objects.count()


def test_a_draft_that_is_saved_while_the_answers_are_sent_is_not_left_behind(campaign, monkeypatch):
    token, answers = tokens_of(campaign)[0], filled(campaign)
    keep = answering._keep

    def sent_meanwhile(*given):
        Invitation.objects.filter(token_hash=hash_of(token)).update(answered=True)
        keep(*given)

    monkeypatch.setattr(answering, "_keep", sent_meanwhile)
    with pytest.raises(LinkIsSpent):
        answering.save_draft(token=token, filled=answers, now=now_here())

    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [{"ls1": 6}, {"ls1": 0}, {"ls1": "yes"}, {"no_such": 3}, {"ls1": None}],
)
def test_answers_that_are_no_choice_are_refused(campaign, answers):
    with pytest.raises(DomainError, match="not among the choices"):
        answering.submit_response(token=tokens_of(campaign)[0], filled=Filled(answers), now=now_here())

    assert not Invitation.objects.filter(answered=True).exists()


def test_a_comment_without_end_is_refused(campaign):
    with pytest.raises(DomainError, match="too long"):
        answering.save_draft(
            token=tokens_of(campaign)[0], filled=filled(campaign, comment="x" * 2001), now=now_here()
        )


@pytest.mark.parametrize("offset", [-1, 15])
def test_before_and_after_its_days_a_survey_takes_nothing(campaign, offset):
    token = tokens_of(campaign)[0]
    then = now_here() + timedelta(days=offset)

    with pytest.raises(DomainError, match="takes no answers"):
        answering.submit_response(token=token, filled=filled(campaign), now=then)


@pytest.mark.parametrize("do", [answering.submit_response, answering.save_draft])
def test_a_link_of_nothing_is_refused(campaign, do):
    with pytest.raises(DomainError, match="does not belong"):
        do(token="nonsense", filled=filled(campaign), now=now_here())


# --- Anonymity -------------------------------------------------------------------------------------------------


def test_no_column_leads_from_answers_to_an_invitation_or_tells_a_time():
    anonymous = (SealedResponse, Draft, Response, Answer, Comment)
    allowed = {"campaign", "response", "unit", "person"}

    for model in anonymous:
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created:
                assert field.name in allowed, (model, field)
            assert not isinstance(field, models.DateField | models.TimeField), (model, field)
    pointing_at_invitations = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is Invitation
    ]
    assert pointing_at_invitations == []
    assert {field.name for field in Invitation._meta.get_fields()} == {
        "id",
        "campaign",
        "person",
        "unit",
        "nonce",
        "token_hash",
        "answered",
    }


def test_a_confidential_response_has_no_person_anywhere(cast, campaign):
    answer(campaign, 8)
    names = [person.name for person in Person.objects.filter(organisation=cast.utility)]
    box = json.dumps(list(SealedResponse.objects.values("content")))

    close(campaign)

    assert not [name for name in names if name in box]
    assert not Response.objects.exclude(person=None).exists()
    assert not AuditEntry.objects.filter(verb__in=["answered", "sent"]).exists()


def test_the_order_of_rows_is_not_the_order_of_answers(cast):
    orders = []
    for organisation in (cast.utility, cast.university):
        staff(organisation, 8)
        campaign = start(organisation)
        for number in range(8):
            answer(campaign, 1, comment=str(number))
        with connection.cursor() as cursor:
            physical = "ctid" if connection.vendor == "postgresql" else "rowid"
            cursor.execute(
                f"SELECT content FROM readiness_sealedresponse WHERE campaign_id = %s ORDER BY {physical}",  # noqa: S608
                [campaign.pk],
            )
            rows = [row[0] for row in cursor.fetchall()]
        contents = [json.loads(row) if isinstance(row, str) else row for row in rows]
        orders.append([content["comment"] for content in contents])

    # One of the two may be in order by chance, once in forty thousand; not both.
    assert orders != [[str(number) for number in range(8)]] * 2


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_postgresql_notes_one_transaction_on_all_rows_of_the_box(cast):
    staff(cast.utility, 5)
    campaign = start(cast.utility)
    answer(campaign, 5)

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM readiness_sealedresponse")
        of_answers = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT DISTINCT xmin::text FROM readiness_invitation WHERE answered")
        of_invitations = {row[0] for row in cursor.fetchall()}

    assert len(of_answers) == 1
    assert len(of_invitations) == 5


def test_unit_and_level_are_kept_only_as_agreed(cast, campaign):
    answer(campaign, 1, unit=False, level=True)
    answer(campaign, 1, unit=None, level=None)

    kept = sorted((row.content["unit"] or 0, row.content["level"]) for row in SealedResponse.objects.all())

    assert kept == [(0, ""), (0, "senior manager")]  # Amina's level, agreed; Bo's, not


def test_groups_too_small_are_forgotten_when_the_survey_closes(cast, campaign):
    staff(cast.utility, 1, level="manager")
    answer(campaign, 8)

    close(campaign)

    for response in Response.objects.all():
        alike = Response.objects.filter(unit=response.unit, level=response.level).count()
        assert response.unit is None or alike >= 5 or not response.level
        if response.unit:
            assert Response.objects.filter(unit=response.unit).count() >= 5


def test_too_few_answers_leave_no_comment_behind(campaign):
    answer(campaign, 4, comment="Sentinel")

    close(campaign)

    assert not Comment.objects.exists()


def test_somebody_who_left_can_not_be_reminded(cast, campaign):
    Person.objects.filter(pk=cast.people["chidi"].pk).update(left_on=day(0))

    assert not Invitation.objects.unanswered(day(0)).filter(person=cast.people["chidi"]).exists()
