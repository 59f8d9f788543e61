"""A survey's life before its result: draft, launch, back again, next round, and withdrawal with all it holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conftest import make_person
from partnering.choices import ActionOrigin, MessageState
from partnering.errors import DomainError
from partnering.models import Action, AuditEntry, OutgoingMessage, Person, RowChange, Unit
from partnering.services.outbox import mail_trouble, send_due_messages
from readiness import queries
from readiness.models import Campaign, FrameworkVersion, Invitation, Response, Result, SharedResult
from readiness.preflight import lines
from readiness.services import answering, launching
from readiness.services.sharing import share_result
from readiness.services.tokens import hash_of
from readiness.services.withdrawing import withdraw_campaign
from readiness.tests.builders import (
    answer,
    asking,
    close,
    closed_survey,
    day,
    draft,
    filled,
    now_here,
    staff,
    start,
    tokens_of,
)


def launch(campaign: Campaign, **values) -> Campaign:
    return launching.launch_campaign(campaign=campaign, by=None, now=now_here(), **values)


def reds(campaign: Campaign) -> list[str]:
    facts = queries.facts_before_launch(campaign, now=now_here())
    return [line.text for line in lines(facts) if line.is_red]


def thoughts(campaign: Campaign, **values) -> str:
    facts = queries.facts_before_launch(campaign, now=now_here(), **values)
    return "\n".join(line.text for line in lines(facts) if line.tone == "warn")


# --- Draft -------------------------------------------------------------------------------------------------------


def test_a_draft_asks_nobody_and_stands_in_no_result(cast):
    staff(cast.utility, 4)
    made = draft(cast.utility)

    assert not Invitation.objects.exists()
    assert not OutgoingMessage.objects.exists()
    assert not Campaign.objects.open().exists()
    assert not made.takes_answers(day(0))
    assert list(Campaign.objects.drafts()) == [made]


def test_the_database_knows_no_draft_that_asked_somebody(cast):
    made = draft(cast.utility)

    for values in ({"asked": 5, "population": 5}, {"closed_on": day(0)}, {"reminded_on": day(0)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=made.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"closes_on": day(-1)}, "must not lie before"),
        ({"minimum_group": 4}, "5 or more"),
        ({"reminders": 6}, "5 times at most"),
        ({"framework": "no-such"}, "no such framework"),
    ],
)
def test_a_draft_that_contradicts_itself_is_refused_also_when_it_is_changed(cast, values, words):
    with pytest.raises(DomainError, match=words):
        draft(cast.utility, **values)
    made = draft(cast.utility)
    with pytest.raises(DomainError, match=words):
        launching.edit_campaign(campaign=made, asking=asking(**values), by=None)


def test_names_and_units_are_not_chosen_both(cast):
    people = [cast.people["chidi"]]
    for values in ({"units": [cast.unit]}, {"levels": ["staff"]}, {"sample_size": 3}):
        with pytest.raises(DomainError, match="Either name people"):
            draft(cast.utility, people=people, **values)


def test_people_and_units_of_another_organisation_can_not_be_asked(cast):
    theirs = Unit.objects.create(organisation=cast.university, name="Labs")
    for values in ({"units": [theirs]}, {"people": [cast.people["dana"]]}):
        with pytest.raises(DomainError, match="another organisation"):
            draft(cast.utility, **values)


def test_a_draft_changes_as_a_whole_and_the_change_is_noted(cast):
    made = draft(cast.utility, units=[cast.unit])
    changed = asking(title="Other", mode="named", levels=["staff", "executive"], reminders=0)

    launching.edit_campaign(campaign=made, asking=changed, by=cast.users["amina"])

    made.refresh_from_db()
    assert (made.title, made.mode, made.levels, made.reminders) == (
        "Other",
        "named",
        ["executive", "staff"],
        0,
    )
    assert not made.units.exists()
    assert AuditEntry.objects.filter(verb="changed", organisation=cast.utility).count() == 1


def test_what_people_were_told_can_not_be_changed_after_the_launch(cast):
    staff(cast.utility, 4)
    made = launch(draft(cast.utility, opens_on=day(2)))

    with pytest.raises(DomainError, match="no draft any more"):
        launching.edit_campaign(campaign=made, asking=asking(mode="named"), by=None)


# --- Whom it asks ------------------------------------------------------------------------------------------------


def test_levels_narrow_what_units_leave(cast):
    staff(cast.utility, 6, unit=cast.unit)
    staff(cast.utility, 6, unit=cast.unit, level="manager")
    staff(cast.utility, 6, level="manager")

    made = launch(draft(cast.utility, units=[cast.unit], levels=["manager"]))

    asked = Person.objects.filter(invitations__campaign=made)
    assert (asked.count(), set(asked.values_list("unit", "level"))) == (6, {(cast.unit.pk, "manager")})
    assert (made.asked, made.population) == (6, 6)


def test_named_people_are_asked_and_nobody_else(cast):
    chosen = staff(cast.utility, 6)
    staff(cast.utility, 6)

    made = launch(draft(cast.utility, people=chosen))

    assert set(Person.objects.filter(invitations__campaign=made)) == set(chosen)


def test_a_sample_is_drawn_once_among_those_who_could_be_asked(cast):
    staff(cast.utility, 57)
    Person.objects.create(organisation=cast.utility, name="No Address")

    first = launch(draft(cast.utility, sample_size=20))
    second = launch(draft(cast.utility, sample_size=20, framework="six-attributes"))

    assert (first.asked, first.population) == (20, 60)
    drawn = [set(one.invitations.values_list("person", flat=True)) for one in (first, second)]
    assert len(drawn[0]) == len(drawn[1]) == 20
    # One in about four thousand million million million draws would be the same.
    assert drawn[0] != drawn[1]


def test_each_is_as_likely_to_be_drawn(cast):
    """The chance of being drawn 300 times of 600, give or take five standard deviations."""
    staff(cast.utility, 9)
    whom = queries.Whom(cast.utility, size=6)
    counts = dict.fromkeys(Person.objects.filter(organisation=cast.utility).values_list("pk", flat=True), 0)
    for _round in range(100):
        with transaction.atomic():
            made = launch(draft(cast.utility, sample_size=whom.size))
            for pk in made.invitations.values_list("person", flat=True):
                counts[pk] += 1
            transaction.set_rollback(True)

    assert sum(counts.values()) == 600
    assert all(25 <= number <= 75 for number in counts.values())


def test_a_sample_larger_than_the_organisation_asks_everybody(cast):
    staff(cast.utility, 4)

    made = launch(draft(cast.utility, sample_size=500))

    assert (made.asked, made.population) == (7, 7)


def test_an_invitation_keeps_the_unit_of_the_launch(cast):
    staff(cast.utility, 6, unit=cast.unit)
    made = launch(draft(cast.utility))
    Person.objects.filter(unit=cast.unit).update(unit=None)

    assert made.invitations.filter(unit=cast.unit).count() == 7


@pytest.mark.parametrize("number", [20, 120])
def test_a_launch_takes_as_many_statements_for_any_number_up_to_five_hundred(cast, number):
    staff(cast.utility, number - 3)
    made = draft(cast.utility)

    with CaptureQueriesContext(connection) as found:
        launch(made)

    assert made.invitations.count() == number
    assert len(found) <= 31


# --- Before the launch -------------------------------------------------------------------------------------------


def test_what_is_red_can_not_be_launched_and_says_why(cast):
    made = draft(cast.utility)
    assert "Only 3 would be asked" in reds(made)[0]

    with pytest.raises(DomainError, match="Only 3 would be asked"):
        launch(made)

    made.refresh_from_db()
    assert made.launched_on is None
    assert not Invitation.objects.exists()


def test_a_sample_below_the_smallest_group_is_red(cast):
    staff(cast.utility, 20)

    assert "Only 4 would be asked" in reds(draft(cast.utility, sample_size=4))[0]
    assert not reds(draft(cast.utility, sample_size=5))


def test_a_first_day_that_has_passed_is_red(cast):
    staff(cast.utility, 4)

    assert "has passed" in reds(draft(cast.utility, opens_on=day(-1)))[0]


def test_a_survey_beside_an_open_one_with_the_same_framework_is_red_and_leads_to_it(cast):
    staff(cast.utility, 4)
    running = start(cast.utility)
    facts = queries.facts_before_launch(draft(cast.utility), now=now_here())

    (red,) = [line for line in lines(facts) if line.is_red]
    assert red.link == running.get_absolute_url()


def test_all_but_a_few_of_the_same_people_are_not_asked_again_at_once(cast):
    unit = Unit.objects.create(organisation=cast.utility, name="Nine")
    staff(cast.utility, 9, unit=unit)
    staff(cast.utility, 1)
    close(start(cast.utility))  # 13 people, of whom 9 are in the unit

    again = draft(cast.utility, units=[unit])
    (told,) = reds(again)
    assert told.startswith("Some of the same people are asked the same in “How ready are we?”")
    with pytest.raises(DomainError, match="Some of the same people"):
        launch(again)
    # The same people, people by name, or some time later.
    for values in (
        {},
        {"mode": "named", "units": [unit]},
        {"opens_on": day(14), "closes_on": day(20), "units": [unit]},
    ):
        assert not reds(draft(cast.utility, **values))
    staff(cast.utility, 1)
    assert reds(draft(cast.utility))


def test_a_survey_in_between_does_not_hide_the_one_before_it(cast):
    one, other = (Unit.objects.create(organisation=cast.utility, name=name) for name in ("One", "Other"))
    staff(cast.utility, 9, unit=one)
    staff(cast.utility, 6, unit=other)
    close(start(cast.utility, units=[one]))
    close(start(cast.utility, units=[other], title="In between"))

    (told,) = reds(draft(cast.utility, people=list(one.people.all()[:8])))

    assert told.startswith("Some of the same people are asked the same in “How ready are we?”")


def test_a_unit_without_a_few_of_its_people_is_not_asked_again_at_once(cast):
    one, other = (Unit.objects.create(organisation=cast.utility, name=name) for name in ("One", "Other"))
    staff(cast.utility, 9, unit=one)
    staff(cast.utility, 9, unit=other)
    close(start(cast.utility))
    people = [*one.people.all()[:6], *other.people.all()[:7]]

    (told,) = reds(draft(cast.utility, people=people))

    assert told.startswith("Some of the same people are asked the same")
    with pytest.raises(DomainError, match="Some of the same people"):
        launch(draft(cast.utility, people=people))


def test_the_same_questions_under_another_name_are_the_same_questions(cast):
    unit = Unit.objects.create(organisation=cast.utility, name="Nine")
    staff(cast.utility, 9, unit=unit)
    staff(cast.utility, 1)
    start(cast.utility)
    version = Campaign.objects.get().framework_version
    copy = FrameworkVersion.objects.create(slug="a-copy", version=1, data={**version.data, "slug": "a-copy"})
    again = draft(cast.utility, units=[unit])
    Campaign.objects.filter(pk=again.pk).update(framework_version=copy)

    (told,) = reds(Campaign.objects.get(pk=again.pk))

    assert told.startswith("Some of the same people"), "also while the other is open"
    other = draft(cast.utility, framework="six-attributes", units=[unit])
    assert not reds(other), "other questions, other answers"


def test_two_drafts_with_one_framework_can_not_both_be_launched(cast):
    staff(cast.utility, 4)
    one, other = draft(cast.utility), draft(cast.utility)
    launch(one)

    with pytest.raises(DomainError, match="open already"):
        launch(other)


def test_a_mail_server_out_of_reach_is_red_on_the_day_and_a_thought_before(cast, settings):
    staff(cast.utility, 4)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(DomainError, match="mail server can't be reached: .*refused"):
        launch(draft(cast.utility))
    later = draft(cast.utility, opens_on=day(3))
    assert "can't be reached: refused" in thoughts(later, mail_trouble="refused")
    assert launch(later).asked == 7


def test_a_mail_server_that_answers_is_no_trouble(cast, mailbox):
    staff(cast.utility, 4)

    assert launch(draft(cast.utility)).asked == 7
    assert not thoughts(Campaign.objects.get(), mail_trouble=mail_trouble()).count("reached")


def test_what_should_be_thought_about_is_told(cast):
    staff(cast.utility, 4)
    Person.objects.create(organisation=cast.utility, name="No Address")
    Action.objects.create(title="Train", organisation=cast.utility, origin=ActionOrigin.READINESS)
    made = draft(cast.utility, closes_on=day(2))

    told = thoughts(made)

    assert "1 person has no e-mail address" in told
    assert "1 action that followed from earlier answers isn't done" in told
    assert "who is away that week" in told
    assert "no opening words" in told
    assert "5 of 7 have to answer" in told


def test_actions_done_or_of_others_are_no_thought(cast):
    staff(cast.utility, 4)
    own = {"title": "Train", "organisation": cast.utility, "origin": ActionOrigin.READINESS}
    Action.objects.create(**own, state="done", done_on=day(0))
    Action.objects.create(**own | {"organisation": cast.university})
    Action.objects.create(**own | {"origin": ActionOrigin.PLAN})

    assert "earlier answers" not in thoughts(draft(cast.utility))


def test_units_too_small_for_a_result_of_their_own_are_a_thought(cast):
    staff(cast.utility, 20)

    assert "hardly one by unit" in thoughts(draft(cast.utility))
    other = Unit.objects.create(organisation=cast.utility, name="Other")
    for unit in (cast.unit, other):
        staff(cast.utility, 12, unit=unit)
    assert "hardly one by unit" not in thoughts(draft(cast.utility))


def test_a_named_person_who_leaves_before_the_first_day_is_a_thought(cast):
    chosen = staff(cast.utility, 7)
    Person.objects.filter(pk=chosen[0].pk).update(left_on=day(1))

    assert "1 person whom you named won't be there" in thoughts(
        draft(cast.utility, people=chosen, opens_on=day(2))
    )


def test_the_facts_cost_the_same_for_any_number_of_people(cast, django_assert_num_queries):
    for number in (5, 40):
        staff(cast.utility, number, unit=cast.unit)
        made = Campaign.objects.select_related("framework_version", "organisation").get(
            pk=draft(cast.utility, units=[cast.unit]).pk
        )
        with django_assert_num_queries(12):
            queries.facts_before_launch(made, now=now_here())


# --- Launch ------------------------------------------------------------------------------------------------------


def test_a_launch_that_would_reach_others_than_were_looked_at_is_refused(cast):
    staff(cast.utility, 4)
    made = draft(cast.utility)

    with pytest.raises(DomainError, match="came or went"):
        launch(made, asked=6)
    assert launch(made, asked=7).launched_on == day(0)


def test_a_survey_is_launched_once(cast):
    staff(cast.utility, 4)
    made = draft(cast.utility)
    launch(made)

    with pytest.raises(DomainError, match="launched already"):
        launch(made)
    assert Invitation.objects.count() == 7


def test_every_link_of_a_launch_opens_its_own_invitation(cast):
    staff(cast.utility, 9)
    made = launch(draft(cast.utility))

    for invitation, token in zip(made.invitations.order_by("person_id"), tokens_of(made), strict=True):
        assert queries.invitation_of(hash_of(token)) == invitation


# --- Back to a draft ---------------------------------------------------------------------------------------------


def test_a_survey_that_has_not_opened_becomes_a_draft_again_and_leaves_no_mail(cast, mailbox):
    staff(cast.utility, 4)
    made = launch(draft(cast.utility, opens_on=day(3)))

    back = launching.recall_campaign(campaign=made, by=cast.users["amina"], now=now_here())

    assert back.launched_on is None
    assert not Invitation.objects.exists()
    assert not OutgoingMessage.objects.exists()
    send_due_messages(now=now_here() + timedelta(days=4))
    assert not mailbox.messages
    assert launch(back).asked == 7


def test_a_survey_that_is_open_or_of_which_somebody_heard_is_not_taken_back(cast):
    staff(cast.utility, 4)
    running = start(cast.utility)
    coming = launch(draft(cast.utility, framework="six-attributes", opens_on=day(3)))
    first = OutgoingMessage.objects.filter(due_at__gt=timezone.now()).first()
    OutgoingMessage.objects.filter(pk=first.pk).update(state=MessageState.SENT)

    for campaign, words in ((running, "not opened yet"), (coming, "have left")):
        with pytest.raises(DomainError, match=words):
            launching.recall_campaign(campaign=campaign, by=None, now=now_here())


# --- The next round ----------------------------------------------------------------------------------------------


def test_the_next_round_asks_the_same_of_those_who_are_still_there(cast):
    chosen = staff(cast.utility, 7)
    first = start(
        cast.utility, people=chosen, opening_text="Why", reminders=3, reminder_days=5, last_call=False,
        minimum_group=6, closes_on=day(20), title="Spring",
    )  # fmt: skip
    close(first)
    Person.objects.filter(pk=chosen[0].pk).update(left_on=day(0))

    made = launching.clone_campaign(campaign=first, by=cast.users["amina"], on=day(0))

    assert made.previous == first
    assert set(made.people.all()) == set(chosen[1:])
    assert (made.opens_on, made.closes_on) == (day(0), day(20))
    same = ("title", "mode", "opening_text", "minimum_group", "reminders", "reminder_days", "last_call")
    assert [getattr(made, name) for name in same] == [getattr(first, name) for name in same]
    assert made.launched_on is None
    # Some time has gone by, or the two results side by side would show what the seventh answered.
    Campaign.objects.filter(pk=first.pk).update(closed_on=day(-14))
    assert launch(made).asked == 6


def test_the_next_round_leaves_out_units_that_were_put_away(cast):
    gone = Unit.objects.create(organisation=cast.utility, name="Gone")
    staff(cast.utility, 7, unit=cast.unit)
    first = start(cast.utility, units=[cast.unit, gone], levels=["staff"], sample_size=6)
    Unit.objects.filter(pk=gone.pk).update(archived_on=day(0))

    made = launching.clone_campaign(campaign=first, by=None, on=day(0))

    assert list(made.units.all()) == [cast.unit]
    assert (made.levels, made.sample_size) == (["staff"], 6)


# --- Withdrawal --------------------------------------------------------------------------------------------------


def everything_kept() -> str:
    """All rows of all tables as one text, also those that no page shows."""
    return "\n".join(
        f"{model._meta.label}: {list(model._base_manager.values())}" for model in apps.get_models()
    )


def test_withdrawing_leaves_nothing_of_what_was_answered_nor_of_who_was_asked(cast):
    staff(cast.utility, 9)
    campaign = start(cast.utility, title="To be withdrawn")
    answer(campaign, 6, 4, comment="SentinelComment")
    answering.save_draft(
        token=tokens_of(campaign)[-1], filled=filled(campaign, comment="SentinelDraft"), now=now_here()
    )
    other = closed_survey(cast.utility, framework="six-attributes")
    hashes = list(campaign.invitations.values_list("token_hash", flat=True))
    messages = OutgoingMessage.objects.count()
    pk = campaign.pk

    withdraw_campaign(campaign=campaign, by=cast.users["amina"])

    kept = everything_kept()
    assert "SentinelComment" not in kept
    assert not any(one in kept for one in hashes)
    assert list(Campaign.objects.all()) == [other]
    for model in apps.get_app_config("readiness").get_models():
        if any(field.name == "campaign" for field in model._meta.concrete_fields):
            assert set(model._base_manager.values_list("campaign", flat=True)) <= {other.pk}, model
    assert Response.objects.count() == 6
    assert OutgoingMessage.objects.count() == messages - 12
    entry = AuditEntry.objects.get(verb="withdrew")
    assert (entry.label, entry.thing_pk, entry.organisation) == ("To be withdrawn", str(pk), cast.utility)
    things = set(RowChange.objects.values_list("thing", flat=True))
    assert not things & {
        "readiness.invitation",
        "readiness.response",
        "readiness.answer",
        "readiness.comment",
    }


def test_a_closed_and_shared_survey_goes_with_its_result_and_partners_see_nothing(cast):
    campaign = closed_survey(cast.utility)
    share_result(campaign=campaign, partnership=cast.partnership, by=None, on=day(0))
    follow_up = launching.clone_campaign(campaign=campaign, by=None, on=day(0))

    withdraw_campaign(campaign=campaign, by=None)

    assert not Result.objects.exists()
    assert not SharedResult.objects.exists()
    assert queries.latest_result(cast.utility, day(0), "own") is None
    follow_up.refresh_from_db()
    assert follow_up.previous is None


def test_a_link_to_a_withdrawn_survey_is_told_so_kindly(client, cast):
    campaign = start(cast.utility, mode="named")
    token = tokens_of(campaign)[0]
    withdraw_campaign(campaign=campaign, by=None)

    assert client.get(f"/survey/{token}/").status_code == 404


def test_the_mail_of_somebody_who_was_merged_meanwhile_goes_as_well(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility)
    message = OutgoingMessage.objects.exclude(to_person=cast.people["bo"]).first()
    OutgoingMessage.objects.filter(pk=message.pk).update(to_person=make_person(cast.outsider, "Heir"))

    withdraw_campaign(campaign=campaign, by=None)

    assert not OutgoingMessage.objects.exists()


def test_mails_on_their_way_find_nothing_to_say_after_a_withdrawal(cast, mailbox):
    staff(cast.utility, 4)
    campaign = start(cast.utility)
    withdraw_campaign(campaign=campaign, by=None)

    send_due_messages(now=timezone.now())

    assert not mailbox.messages


@pytest.mark.parametrize("answers", [5, 15])
def test_withdrawing_costs_as_many_statements_for_any_number_of_answers(cast, answers):
    campaign = closed_survey(cast.utility, answers=answers)

    with CaptureQueriesContext(connection) as found:
        withdraw_campaign(campaign=campaign, by=None)

    assert len(found) <= 40


def test_closing_forgets_who_was_written_to(cast):
    staff(cast.utility, 4)
    campaign = start(cast.utility)
    assert OutgoingMessage.objects.count() == 7

    close(campaign)

    assert not OutgoingMessage.objects.exists()
