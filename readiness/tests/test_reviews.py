"""Relationship reviews: all members ask together, see the same, and nobody's small group is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import give_role
from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Membership, OutgoingMessage, Person
from partnering.services.outbox import send_due_messages
from readiness import queries
from readiness.figures import publish
from readiness.framework_files import REVIEW, built_in
from readiness.models import Campaign, Comment, Invitation, Response
from readiness.queries.reviews import REST, review_shown
from readiness.reviewing import all_or_none, may_show_words, too_small
from readiness.scoring import Answers
from readiness.services.answering import submit_response
from readiness.services.campaigns import close_campaign
from readiness.services.reviews import start_review
from readiness.services.tokens import token_of
from readiness.tests.builders import day, filled, now_here, staff
from tools.beginnings import beginning

KEYS = [question.key for question in built_in(REVIEW).questions]
MEMBERS = ("utility", "university", "agency")


@beginning
def people(cast):
    """Eight people or more of each member."""
    for name in MEMBERS:
        staff(getattr(cast, name), 8, level="manager" if name == "agency" else "staff")


def start(cast, **values) -> Campaign:
    given = {
        "title": "How we work together",
        "whom": "everybody",
        "opens_on": day(0),
        "closes_on": day(14),
        "by": cast.users["fola"],
        "now": now_here(),
    }
    return start_review(partnership=cast.partnership, **given | values)


def answer(campaign, organisation, number, value=3, **values) -> None:
    """So many of an organisation's people answer alike."""
    rows = Invitation.objects.filter(campaign=campaign, answered=False, person__organisation=organisation)
    for invitation in rows.order_by("person_id")[:number]:
        submit_response(token=token_of(invitation), filled=filled(campaign, value, **values), now=now_here())


def close(campaign) -> Campaign:
    close_campaign(campaign=campaign, by=None, now=now_here())
    return Campaign.objects.get(pk=campaign.pk)


def held(cast, **answers) -> Campaign:
    """A closed review; by member how many answered, and what."""
    campaign = start(cast)
    for name in MEMBERS:
        number, value = answers.get(name, (6, 3))
        answer(campaign, getattr(cast, name), number, value, comment=f"From {name}")
    return close(campaign)


def long_ago(campaign: Campaign, days: int) -> None:
    """As if it had been held so many days earlier."""
    earlier = day(-days)
    Campaign.objects.filter(pk=campaign.pk).update(opens_on=earlier, closes_on=earlier, closed_on=earlier)


# --- The rules


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 5)), max_size=40),
    st.integers(5, 8),
)
def test_in_an_area_every_organisation_is_shown_or_none_and_never_a_small_one(drawn, minimum):
    sheets = [Answers(dict.fromkeys(KEYS, value), unit, "") for unit, value in drawn]
    names = {"a": "A", "b": "B", "c": "C"}
    made = publish(built_in(REVIEW), sheets, minimum=minimum, units=names, levels={})
    figures = all_or_none(made.figures)
    sizes = [sum(unit == one for unit, _value in drawn) for one in names]
    for area in range(len(figures["areas"])):
        shown = [row["means"][area] is not None for row in figures["units"]]
        assert len(set(shown)) == 1
        assert not any(shown) or min(sizes) >= minimum
    assert figures["cells"] == []


@pytest.mark.parametrize(
    ("answered", "may"),
    [([6, 7], True), ([6, 0], True), ([6, 4], False), ([5, 5, 1], False), ([], False)],
)
def test_words_are_shown_where_nobody_s_could_be_laid_to_one_or_two(answered, may):
    assert may_show_words(answered, 5) is may


def test_the_small_ones_are_named_in_order():
    assert too_small({"Utility": 4, "Agency": 0, "University": 5}, 5) == ["Agency", "Utility"]


# --- Starting one


def test_people_of_all_members_are_asked(cast, people):
    campaign = start(cast)
    asked = Invitation.objects.filter(campaign=campaign)
    assert set(asked.values_list("person__organisation__name", flat=True)) == {
        "Water Utility",
        "University",
        "River Agency",
    }
    assert campaign.asked == asked.count() == OutgoingMessage.objects.count()
    assert (campaign.organisation, campaign.mode, campaign.asker) == (None, "confidential", cast.partnership)


def test_those_with_a_part_can_be_asked_alone(cast, people):
    for name in MEMBERS:
        rows = Person.objects.filter(organisation=getattr(cast, name), user=None).order_by("pk")[:5]
        for person in rows:
            give_role(person, RoleKind.REPRESENTATIVE, cast.partnership)
    campaign = start(cast, whom="part")
    # Bo, Dana by her seat and Fola have one too; Amina leads in general, Chidi has none.
    assert campaign.asked == 15 + 3


def test_a_member_with_too_few_people_is_named_and_nothing_is_sent(cast, people):
    Person.objects.filter(organisation=cast.university, user=None).update(email="")
    with pytest.raises(DomainError, match="University"):
        start(cast)
    assert not Campaign.objects.exists()
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"closes_on": day(-1)}, "before the first"),
        ({"opens_on": day(-1)}, "has passed"),
        ({"minimum_group": 4}, "5 or more"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, people, values, said):
    with pytest.raises(DomainError, match=said):
        start(cast, **values)


def test_one_member_alone_reviews_nothing(cast, people):
    others = Membership.objects.exclude(organisation=cast.agency)
    others.update(left_on=day(-1))
    with pytest.raises(DomainError, match="two members"):
        start(cast)


def test_one_review_runs_at_a_time_and_they_keep_their_distance(cast, people):
    first = start(cast)
    with pytest.raises(DomainError, match="open already"):
        start(cast)
    answer(first, cast.utility, 6)
    close(first)
    long_ago(first, REST.days - 1)
    with pytest.raises(DomainError, match="Let some time pass"):
        start(cast)
    long_ago(first, REST.days)
    assert start(cast).asked


def test_the_database_keeps_reviews_and_surveys_apart(cast, people):
    campaign = start(cast)
    for wrong in ({"organisation": cast.utility}, {"partnership": None}, {"mode": "named"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(
            partnership=cast.partnership,
            launched_on=day(0),
            framework_version=campaign.framework_version,
            opens_on=day(0),
            closes_on=day(1),
        )


# --- What comes of it


def test_each_organisation_is_beside_the_others_and_the_gap_is_named(cast, people):
    campaign = held(cast, utility=(6, 5), university=(6, 2), agency=(6, 3))
    found = review_shown(cast.users["dana"], campaign)
    assert found.tells_apart
    area = found.areas[0]
    assert dict(area.organisations) == {"River Agency": 3.0, "University": 2.0, "Water Utility": 5.0}
    assert (area.gap.high_name, area.gap.low_name, area.gap.width) == ("Water Utility", "University", 3.0)
    assert area.shown.level_gap is None


def test_levels_are_beside_each_other_over_all_organisations(cast, people):
    Person.objects.filter(user__isnull=False).update(email="")
    campaign = held(cast, utility=(8, 4), university=(8, 4), agency=(8, 2))
    levels = {row["name"]: row["means"][0] for row in campaign.result.figures["levels"]}
    assert (levels["Staff"], levels["Manager"]) == (4.0, 2.0)
    assert review_shown(cast.users["bo"], campaign).areas[0].shown.level_gap.low_name == "Manager"


def test_no_gap_between_groups_that_are_shown_is_told_from_one_that_is_held_back(client, cast, people):
    Person.objects.filter(user__isnull=False).update(email="")
    alike = held(cast, utility=(8, 3), university=(8, 3), agency=(8, 3))
    client.force_login(cast.users["dana"])

    page = client.get(alike.get_absolute_url()).content.decode()
    assert page.count("less than a level") == 2 * 6, "organisations and levels, in each of six areas"

    long_ago(alike, REST.days)
    page = client.get(held(cast, agency=(2, 3)).get_absolute_url()).content.decode()
    assert "less than a level" not in page, "of levels, too, only one is large enough"


def test_two_who_answered_hide_all_figures_by_organisation_and_all_words(cast, people):
    campaign = held(cast, utility=(6, 5), university=(2, 1), agency=(6, 3))
    found = review_shown(cast.users["amina"], campaign)
    assert not found.tells_apart
    assert found.areas[0].gap is None
    assert found.areas[0].shown.mean is not None
    assert not Comment.objects.exists()


def test_who_keeps_their_organisation_back_counts_with_all_only(cast, people):
    campaign = start(cast)
    for name in MEMBERS:
        answer(campaign, getattr(cast, name), 6, 3)
    answer(campaign, cast.university, 1, 5, unit=False)
    found = review_shown(cast.users["amina"], close(campaign))
    assert not found.tells_apart, "all minus those shown would be that one"


def test_the_rows_that_stay_tell_neither_organisation_nor_level(cast, people):
    campaign = held(cast)
    rows = Response.objects.filter(campaign=campaign)
    assert rows.count() == 18
    assert set(rows.values_list("person", "unit", "level")) == {(None, None, "")}
    assert set(Comment.objects.values_list("text", flat=True)) == {f"From {name}" for name in MEMBERS}


def test_a_review_counts_nowhere_as_an_organisations_own_survey(cast, people):
    campaign = held(cast)
    for name in ("amina", "fola", "dana"):
        assert not Campaign.objects.visible_to(cast.users[name]).exists()
        assert not Campaign.objects.manageable_by(cast.users[name]).exists()
    assert not queries.dated_results([cast.utility, cast.agency], cast.partnership)
    assert campaign in Campaign.objects.reviews_visible_to(cast.users["amina"])


# --- Who sees and does what


@pytest.mark.parametrize(
    ("who", "sees", "manages"),
    [
        ("amina", True, False),
        ("bo", True, False),
        ("chidi", False, False),
        ("dana", True, False),
        ("eve", False, False),
        ("fola", True, True),
    ],
)
def test_all_members_see_it_and_its_manager_runs_it(client, cast, people, who, sees, manages):
    user = cast.users[who]
    campaign = start(cast)
    client.force_login(user)
    slug = cast.partnership.slug
    for address in (reverse("readiness:reviews", args=[slug]), campaign.get_absolute_url()):
        assert client.get(address).status_code == (200 if sees else 404)
    runs = [reverse(f"readiness:{name}", args=[campaign.pk]) for name in ("extend-review", "close-review")]
    for address in (reverse("readiness:start-review", args=[slug]), *runs):
        assert client.get(address).status_code == (200 if manages else 404)
    assert client.get(reverse("readiness:campaign", args=[campaign.pk])).status_code == 404
    answer(campaign, cast.utility, 6, comment="We need a list of names")
    campaign = close(campaign)
    page = client.get(campaign.get_absolute_url())
    assert page.status_code == (200 if sees else 404)
    assert Comment.objects.visible_to(user).exists() is sees
    assert (b"We need a list of names" in page.content) is sees


def test_who_has_left_the_partnership_sees_it_no_more(client, cast, people):
    campaign = held(cast)
    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())
    client.force_login(cast.users["dana"])
    assert client.get(campaign.get_absolute_url()).status_code == 404


def test_a_manager_gives_more_time_and_closes(client, cast, people):
    campaign = start(cast)
    client.force_login(cast.users["fola"])
    client.post(reverse("readiness:extend-review", args=[campaign.pk]), {"closes_on": day(30)})
    campaign.refresh_from_db()
    assert campaign.closes_on == day(30)
    answer(campaign, cast.utility, 6)
    client.post(reverse("readiness:close-review", args=[campaign.pk]))
    campaign.refresh_from_db()
    assert campaign.closed_on == access.today()


def test_while_it_runs_only_rough_numbers_are_told(client, cast, people):
    campaign = start(cast)
    client.force_login(cast.users["dana"])
    assert (
        "Too few people have answered so far to tell how many"
        in client.get(campaign.get_absolute_url()).content.decode()
    )
    answer(campaign, cast.utility, 6)
    content = client.get(campaign.get_absolute_url()).content.decode()
    assert "people or more have answered so far" in content
    assert "Water Utility" not in content


def test_wave_after_wave_stands_on_the_page(client, cast, people):
    first = held(cast, utility=(6, 2), university=(6, 2), agency=(6, 2))
    long_ago(first, 90)
    second = held(cast, utility=(6, 5), university=(6, 3), agency=(6, 4))
    found = review_shown(cast.users["amina"], second)
    assert [one.campaign for one in found.earlier] == [first]
    movement = found.summary.since.areas[0].movement
    assert (movement.before, movement.change) == (2.0, 2.0)
    client.force_login(cast.users["amina"])
    content = client.get(second.get_absolute_url()).content.decode()
    assert "Wave after wave" in content
    assert "+2.0" in content
    assert first.get_absolute_url() in content
    assert "Wave after wave" not in client.get(first.get_absolute_url()).content.decode()


def test_too_few_answers_show_nothing(client, cast, people):
    campaign = held(cast, utility=(2, 5), university=(1, 5), agency=(0, 5))
    client.force_login(cast.users["bo"])
    content = client.get(campaign.get_absolute_url()).content.decode()
    assert "Too few answers to show anything" in content
    assert "From utility" not in content


def test_the_pages_cost_the_same_for_any_number_of_waves(client, cast, people):
    def costs() -> tuple[int, int]:
        found = []
        for address in (
            reverse("readiness:reviews", args=[cast.partnership.slug]),
            newest.get_absolute_url(),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as made:
                client.get(address)
            found.append(len(made))
        return found[0], found[1]

    client.force_login(cast.users["amina"])
    waves = [held(cast)]
    long_ago(waves[0], 100)
    newest = held(cast)
    before = costs()
    for older in (200, 300):
        long_ago(newest, 90)
        waves.append(newest)
        newest = held(cast)
        long_ago(waves[-1], older)
    assert costs() == before
    assert max(before) <= 12


# --- Answering


def page(client, campaign, person, name="survey", *parts) -> str:
    invitation = Invitation.objects.get(campaign=campaign, person=person)
    return client.get(reverse(f"readiness:{name}", args=[token_of(invitation), *parts])).content.decode()


def test_people_are_told_who_sees_what_and_asked_for_their_organisation(client, cast, people):
    campaign, chidi = start(cast), cast.people["chidi"]
    intro = page(client, campaign, chidi)
    assert "Everybody who takes part in Clean River" in intro
    assert "every organisation&#x27;s group is large enough" in intro or "every organisation's group" in intro
    assert "partnering leads and senior sponsors of" not in intro
    assert "your organisation, “Water Utility”" in page(client, campaign, chidi, "survey-about")
    assert "What would you need from the other partners?" in page(client, campaign, chidi, "survey-review")


def test_the_mail_says_who_asks(cast, people, mailbox):
    start(cast)
    send_due_messages(now=now_here() + timedelta(minutes=1))
    text = mailbox.messages[0].get_body(("plain",)).get_content()
    assert "The partners of Clean River would like to know how well they work together." in " ".join(
        text.split()
    )
    assert "the manager of Clean River" in " ".join(text.split())
