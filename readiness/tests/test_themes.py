"""Comments of a survey: who reads them, and sorting them by what they are about."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnering.errors import DomainError
from partnering.models import AuditEntry
from readiness import queries
from readiness.models import Comment, Theme
from readiness.services.themes import sort_comments, themes_in
from readiness.tests.builders import answer, close, closed_survey, staff, start
from tools.beginnings import beginning


@beginning
def commented(cast):
    """A closed survey with six comments."""
    staff(cast.utility, 8)
    campaign = start(cast.utility)
    for number in range(6):
        answer(campaign, 1, comment=f"Remark {number}")
    cast.campaign = close(campaign)
    cast.address = reverse("readiness:comments", args=[campaign.pk])
    return cast


def sort(cast, **themes):
    marks = {Comment.objects.get(text=f"Remark {name[1:]}").pk: names for name, names in themes.items()}
    sort_comments(campaign=cast.campaign, marks=marks, by=cast.users["amina"])


def counted(cast):
    return [(one.name, one.count) for one in queries.themes_counted(cast.users["bo"], cast.campaign)]


def test_a_lead_sorts_comments_and_readers_see_how_often_each_theme_comes_up(client, commented):
    client.force_login(commented.users["amina"])
    shown = client.get(commented.address).context["shown"]
    data = {f"{comment.pk}-themes": "Time, tools" for comment, _form in shown[:4]}
    data[f"{shown[4][0].pk}-themes"] = "time"

    answered = client.post(commented.address, data, follow=True).content.decode()

    assert "The themes of these comments are saved." in answered
    assert counted(commented) == [("Time", 5), ("tools", 4)]
    client.force_login(commented.users["bo"])
    page = client.get(commented.campaign.get_absolute_url()).content.decode()
    assert page.index("Time <span") < page.index("tools <span")


def test_readers_see_the_comments_of_one_theme_and_can_change_none(client, commented):
    sort(commented, c1=["Time"], c2=["Time"], c3=["Tools"])
    client.force_login(commented.users["bo"])
    theme = Theme.objects.get(name="Time")

    page = client.get(commented.address, {"theme": theme.pk}).content.decode()

    assert page.count("Remark ") == 2
    assert "Save the themes" not in page
    assert client.post(commented.address, {}).status_code == 404
    assert counted(commented) == [("Time", 2), ("Tools", 1)]


@pytest.mark.parametrize("who", ["chidi", "dana", "eve", "fola"])
def test_nobody_else_reads_comments_or_themes(client, commented, who):
    sort(commented, c1=["Time"])
    client.force_login(commented.users[who])

    assert client.get(commented.address).status_code == 404
    assert not Theme.objects.visible_to(commented.users[who]).exists()


def test_a_theme_without_comments_goes_and_the_record_does_not_say_which_comments(commented):
    sort(commented, c1=["Time"], c2=["Time"])
    sort(commented, c1=[], c2=["Tools"])
    before = AuditEntry.objects.count()
    sort(commented, c2=["tools"])

    assert counted(commented) == [("Tools", 1)]
    assert AuditEntry.objects.count() == before
    entry = AuditEntry.objects.filter(verb="sorted comments of").latest("pk")
    assert "Remark" not in str(entry.details)
    assert "Tools" not in str(entry.details)


def test_what_was_not_on_the_page_keeps_its_themes(client, commented):
    sort(commented, c1=["Time"], c2=["Tools"])
    client.force_login(commented.users["amina"])
    comment = Comment.objects.get(text="Remark 1")

    client.post(commented.address, {f"{comment.pk}-themes": "Money"})

    assert counted(commented) == [("Money", 1), ("Tools", 1)]


def test_too_many_or_too_long_themes_are_refused_and_what_was_typed_stays(client, commented):
    client.force_login(commented.users["amina"])
    comment = Comment.objects.get(text="Remark 1")
    for text in ("a, b, c, d, e, f", "x" * 61):
        answered = client.post(commented.address, {f"{comment.pk}-themes": text})
        assert answered.status_code == 422
        assert "at most 5 themes of up to 60 letters" in answered.content.decode()
        assert f'value="{text}"' in answered.content.decode()
        with pytest.raises(DomainError, match="at most 5 themes"):
            themes_in(text)
    assert not Theme.objects.exists()


def test_comments_of_another_survey_are_passed_over(cast, commented):
    other = closed_survey(cast.utility, framework="six-attributes")
    comment = Comment.objects.create(campaign=other, text="Elsewhere")

    sort_comments(campaign=commented.campaign, marks={comment.pk: ["Time"]}, by=None)

    assert not Theme.objects.exists()


def test_themes_of_earlier_surveys_are_offered(client, cast, commented):
    sort(commented, c1=["Time"])
    later = closed_survey(cast.utility, framework="six-attributes")
    Comment.objects.create(campaign=later, text="Later")
    client.force_login(cast.users["amina"])

    page = client.get(reverse("readiness:comments", args=[later.pk])).content.decode()

    assert '<option value="Time">' in page


def test_an_open_survey_shows_no_comments(client, cast):
    staff(cast.utility, 8)
    campaign = start(cast.utility)
    answer(campaign, 6, comment="Not yet")
    client.force_login(cast.users["amina"])

    assert client.get(reverse("readiness:comments", args=[campaign.pk])).status_code == 404


def test_a_survey_without_comments_says_so(client, cast):
    campaign = closed_survey(cast.utility)
    client.force_login(cast.users["amina"])

    page = client.get(reverse("readiness:comments", args=[campaign.pk])).content.decode()

    assert "Nobody wrote a comment" in page


def test_the_page_of_comments_costs_the_same_for_any_number(client, commented):
    client.force_login(commented.users["amina"])
    sort(commented, c1=["Time"])

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(commented.address)
        return len(asked)

    cost()
    one = cost()
    sort(commented, c1=["Time", "Tools"], c2=["Money"], c3=["Time"])
    assert cost() == one <= 10
