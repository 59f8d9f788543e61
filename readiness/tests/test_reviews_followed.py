"""What follows from a relationship review: joint actions, how far it moved, withdrawal, and who finds it."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from partnering import access, finds
from partnering.errors import DomainError
from partnering.models import Action, AuditEntry, OutgoingMessage
from partnering.searching import wanted
from readiness.models import Answer, Campaign, Comment, Invitation, Response, Result, TakenOn
from readiness.queries.reviews import review_shown
from readiness.services.following import take_on
from readiness.services.ways import open_way
from readiness.services.withdrawing import withdraw_campaign
from readiness.tests.builders import day
from readiness.tests.test_reviews import answer, close, held, long_ago, people, start
from tools.beginnings import beginning

__all__ = ["people"]

SEES = {"amina": True, "bo": True, "chidi": False, "dana": True, "eve": False, "fola": True}


@beginning
def apart(cast, people):
    """A closed review in which the utility and the university see everything differently."""
    return held(cast, utility=(6, 4), university=(6, 2), agency=(6, 3))


def noted(cast, review, **values) -> Action:
    area = review.framework_version.framework.areas[0].key
    usual = {"title": "Meet", "owner": cast.people["dana"], "due_on": day(30), "by": cast.users["fola"]}
    return take_on(campaign=review, area=area, **usual | values)


# --- Taken on


def test_a_weak_area_and_a_gap_become_joint_actions(client, cast, apart):
    client.force_login(cast.users["fola"])
    area = review_shown(cast.users["fola"], apart).areas[0].shown
    assert area.advice[-1].startswith(area.name)
    assert "University and Water Utility tell each other" in area.advice[-1]
    number = len(area.advice) - 1
    address = reverse("readiness:take-on-review", args=[apart.pk, area.key, number])
    assert address in client.get(apart.get_absolute_url()).content.decode()
    form = client.get(address).context["form"]
    assert form.initial["title"] == area.advice[-1]
    owner = cast.people["dana"]
    client.post(address, {"title": "Sit down together", "owner": owner.pk, "due_on": day(20)})
    action = Action.objects.get()
    assert (action.partnership, action.organisation, action.owner) == (
        cast.partnership,
        cast.university,
        owner,
    )
    assert "Sit down together" in client.get(apart.get_absolute_url()).content.decode()
    assert "Why it was taken on" in client.get(action.get_absolute_url()).content.decode()
    assert client.get(reverse("readiness:take-on-review", args=[apart.pk, area.key, 99])).status_code == 404


def test_a_refusal_keeps_what_was_typed_and_nobody_outside_can_own(client, cast, apart):
    client.force_login(cast.users["fola"])
    area = apart.framework_version.framework.areas[0].key
    address = reverse("readiness:take-on-review", args=[apart.pk, area, 0])
    values = {"title": "My words", "owner": cast.people["eve"].pk, "due_on": day(20)}
    page = client.post(address, values)
    assert page.status_code == 422
    assert b"My words" in page.content
    with pytest.raises(DomainError, match="Say who"):
        noted(cast, apart, owner=None)
    assert not Action.objects.exists()


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_who_takes_part_sees_what_was_taken_on_and_only_the_manager_notes_it(client, cast, apart, who, sees):
    action = noted(cast, apart)
    user = cast.users[who]
    client.force_login(user)
    assert TakenOn.objects.visible_to(user).exists() is sees
    area = apart.framework_version.framework.areas[0].key
    for address in (
        reverse("readiness:take-on-review", args=[apart.pk, area, 0]),
        reverse("readiness:withdraw-review", args=[apart.pk]),
    ):
        assert client.get(address).status_code == (200 if who == "fola" else 404)
        if who != "fola":
            assert client.post(address, {"title": "No"}).status_code == 404
    assert client.get(reverse("readiness:take-on", args=[apart.pk, area, 0])).status_code == 404
    assert client.get(reverse("readiness:withdraw-campaign", args=[apart.pk])).status_code == 404
    page = client.get(action.get_absolute_url())
    if not sees:
        assert b"Why it was taken on" not in page.content
    assert Campaign.objects.filter(pk=apart.pk).exists()


def test_the_next_wave_tells_what_came_of_it_beyond_chance(client, cast, people):
    first = start(cast)
    for name in ("utility", "university", "agency"):
        for value in (1, 2, 2, 2, 2, 3):
            answer(first, getattr(cast, name), 1, value)
    first = close(first)
    long_ago(first, 90)
    noted(cast, first, title="Meet each month")
    second = start(cast)
    for name in ("utility", "university", "agency"):
        for value in (3, 4, 4, 4, 4, 5):
            answer(second, getattr(cast, name), 1, value)
    second = close(second)
    moved = review_shown(cast.users["dana"], second).summary.since.areas[0]
    assert (moved.verdict, moved.movement.change) == ("up", 2.0)
    assert [one.action.title for one in moved.actions] == ["Meet each month"]
    Campaign.objects.update(population=18, asked=18)
    again = review_shown(cast.users["dana"], Campaign.objects.get(pk=second.pk)).summary.since.areas[0]
    assert again.margin == moved.margin > 0, "how many were asked must not be told by the interval"
    client.force_login(cast.users["dana"])
    page = client.get(second.get_absolute_url()).content.decode()
    assert "Since the last review" in page
    assert "Meet each month" in page
    assert f"± {moved.margin:.1f}" in page
    assert review_shown(cast.users["eve"], second).summary.since is None


def test_what_is_held_back_has_no_interval(cast, people):
    long_ago(held(cast), 90)
    second = held(cast, utility=(2, 5), university=(1, 5), agency=(0, 5))
    areas = review_shown(cast.users["amina"], second).summary.since.areas
    assert areas
    assert all(area.margin is None and area.movement.change is None for area in areas)


def test_a_review_of_which_all_was_held_back_is_no_review_before(cast, people):
    long_ago(held(cast, utility=(2, 5), university=(1, 5), agency=(0, 5)), 90)
    assert review_shown(cast.users["amina"], held(cast)).summary.since is None


# --- On paper


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_its_one_page_goes_to_all_members_and_says_what_the_page_says(client, cast, apart, who, sees):
    client.force_login(cast.users[who])
    answer = client.get(reverse("readiness:review-one-page", args=[apart.pk]))
    assert answer.status_code == (200 if sees else 404)
    assert client.get(reverse("readiness:one-page", args=[apart.pk])).status_code == 404
    if sees:
        reader = PdfReader(io.BytesIO(answer.content))
        text = " ".join(reader.pages[0].extract_text().split())
        assert len(reader.pages) == 1
        assert "HOW THE PARTNERS WORK TOGETHER" in text
        assert "18 people answered" in text
        assert "Water Utility 4.0, University 2.0" in text
        assert f"of {apart.asked} people" not in text, "less one's own, that tells of others' people"


def test_without_a_result_there_is_no_page_to_print(client, cast, people):
    client.force_login(cast.users["fola"])
    review = start(cast)
    address = reverse("readiness:review-one-page", args=[review.pk])
    assert client.get(address).url == review.get_absolute_url()
    answer(review, cast.utility, 2)
    close(review)
    assert "nothing to print" in client.get(address, follow=True).content.decode()


# --- Withdrawn


@pytest.mark.parametrize("closed", [False, True])
def test_withdrawing_erases_all_and_tells_nobody_s_number(client, cast, people, closed):
    review = start(cast)
    answer(review, cast.utility, 6, comment="To be forgotten")
    if closed:
        review = close(review)
        action = noted(cast, review)
    client.force_login(cast.users["fola"])
    address = reverse("readiness:withdraw-review", args=[review.pk])
    page = client.get(address).content.decode()
    assert f"{review.asked} invitations" not in page
    assert Campaign.objects.exists(), "looking withdraws nothing"
    assert client.post(address).url == reverse("readiness:reviews", args=[cast.partnership.slug])
    for table in (Campaign, Invitation, Response, Answer, Comment, Result, TakenOn):
        assert not table.objects.exists(), table
    assert not OutgoingMessage.objects.filter(kind__startswith="survey").exists()
    if closed:
        assert Action.objects.get() == action, "what partners agreed to do is theirs"


def test_the_history_of_the_partnership_keeps_that_it_was_withdrawn(cast, people):
    review = start(cast)
    withdraw_campaign(campaign=review, by=cast.users["fola"])
    entry = AuditEntry.objects.get(verb="withdrew")
    assert (entry.label, entry.partnership, entry.organisation) == (review.title, cast.partnership, None)


# --- Found


@pytest.mark.parametrize(("who", "sees"), SEES.items())
def test_only_who_takes_part_finds_it(cast, people, who, sees):
    start(cast, title="Zqreview together")
    kinds = {one.searchable.kind for one in finds.find(cast.users[who], wanted("zqreview"), each=5)}
    assert kinds == ({"review"} if sees else set())


# --- Ways in


@pytest.mark.parametrize("kind", ["link", "paper"])
def test_no_shared_link_and_no_paper_opens_a_review(client, cast, people, kind):
    review = start(cast)
    with pytest.raises(DomainError, match="answered by personal links only"):
        open_way(campaign=review, kind=kind, people=20, by=cast.users["fola"])
    for who in ("fola", "amina"):
        client.force_login(cast.users[who])
        for name, parts in {"ways": [], "open-way": [kind], "poster": [], "paper-form": []}.items():
            address = reverse(f"readiness:{name}", args=[review.pk, *parts])
            asked = client.post if name == "open-way" else client.get
            assert asked(address).status_code == 404
    client.force_login(cast.users["fola"])
    assert "answered by personal links only" in client.get(review.get_absolute_url()).content.decode()
    assert review.closes_on >= access.today()
