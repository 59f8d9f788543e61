"""What a reader is told: the same everywhere, theirs alone, in words that fit the figures."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.tests.cast import commit, draft, in_force, put_out
from conftest import Cast, make_person
from engagement import drawings, sentences, wording
from engagement.briefs import Listed, Reach, ReadinessShown, Standing, Warned
from engagement.models import AlertEpisode, Snapshot
from engagement.queries import asks
from engagement.queries.briefs import brief_for
from engagement.queries.dashboards import glances_of, next_dates, own_tasks
from engagement.queries.meanings import meanings_for
from engagement.queries.readers import Reader
from engagement.services.plans import answer_plan_item
from engagement.services.targets import name_targets
from engagement.templatetags.engagement import direction, percent, signed
from engagement.tests.builders import meet
from partnering import access, guises
from partnering.models import Action, Meeting, Membership, Partnership, Unit
from readiness.models import Campaign, Counting
from readiness.services.sharing import share_result
from readiness.tests.builders import answer, answer_one, close, staff, start
from tools.beginnings import beginning

SENTINEL = "Zanzibar"


def today() -> date:
    return access.today()


def brief(cast: Cast, who: str):
    return brief_for(cast.users[who], cast.partnership, on=today())


@beginning
def busy(cast: Cast) -> Cast:
    """The cast with an agreement in force, meetings, actions, targets, alerts and a survey result of the utility."""
    in_force(cast)
    meet(cast, "amina", "dana", "fola", on=today() - timedelta(days=20))
    meet(cast, "amina", "fola", on=today() - timedelta(days=70))
    Action.objects.create(
        title="Late joint thing",
        organisation=cast.utility,
        partnership=cast.partnership,
        owner=cast.people["amina"],
        due_on=today() - timedelta(days=5),
    )
    name_targets(
        partnership=cast.partnership, organisation=cast.utility, units=[cast.unit], by=cast.users["amina"]
    )
    for days in range(1, 40):
        Snapshot.objects.create(
            partnership=cast.partnership, on=today() - timedelta(days=days), audience="joint", score=20 + days
        )
    AlertEpisode.objects.create(
        partnership=cast.partnership,
        kind="stalled",
        began_on=today() - timedelta(days=9),
        facts={"last": "2024-06-01", "days": 69},
    )
    AlertEpisode.objects.create(
        partnership=cast.partnership,
        organisation=cast.utility,
        kind="hangs on one person",
        began_on=today() - timedelta(days=50),
        facts={"person": cast.people["chidi"].pk, "share": 0.7, "ties": 2},
    )
    staff(cast.utility, 12)
    survey = start(cast.utility)
    answer(survey, 9)
    close(survey)
    return cast


def test_a_new_partnership_says_that_there_is_no_evidence(cast):
    new = Partnership.objects.create(name="New", slug="new", started_on=today())
    Membership.objects.create(partnership=new, organisation=cast.utility, joined_on=today())

    shown = brief_for(cast.users["amina"], new, on=today())

    assert "No evidence" in shown.verdict
    assert shown.has_evidence is False
    assert (shown.reach, shown.promises.total, shown.tasks.total, shown.alerts) == (None, 0, 0, ())
    assert drawings.trend(shown) is None


def test_a_partnership_with_roles_and_nothing_done_has_hardly_begun(cast):
    assert "Hardly begun" in brief(cast, "bo").verdict


def test_the_brief_of_a_busy_partnership_tells_its_story(busy):
    shown = brief(busy, "amina")

    assert "Stalled" in shown.verdict
    assert [one.name for one in shown.organisations] == ["Water Utility", "River Agency", "University"]
    assert (shown.reach.knew, shown.reach.of) == (6, 240)
    assert shown.reach.now_of == 17
    assert shown.promises.total == 1
    assert shown.tasks.late == 1
    assert shown.asks[0].text == "Late joint thing"
    assert shown.asks[0].late_by == 5
    assert "Signed" in {one.label for one in shown.happenings}
    assert len(shown.days) == 40
    assert shown.managers == ("Fola",)
    assert shown.sponsors == ("Bo",)
    assert {one.key for one in shown.aspects} == {
        "breadth", "depth", "leadership", "readiness", "preparation", "delivery", "momentum"
    }  # fmt: skip


def test_an_organisations_own_alert_names_its_person_to_its_lead_and_nobody_else(busy):
    assert any("Chidi did 70%" in one.sentence for one in brief(busy, "amina").alerts)
    for who in ("dana", "fola"):
        assert [one.kind for one in brief(busy, who).alerts] == ["stalled"]


def test_an_alert_leads_only_where_its_reader_may_go(client, busy):
    AlertEpisode.objects.create(
        partnership=busy.partnership, kind="signed, not spread", began_on=today(), facts={"breadth": 0.1}
    )
    AlertEpisode.objects.create(
        partnership=busy.partnership, kind="early warning", began_on=today(), facts={"signs": "closed"}
    )
    busy.people["bo"].roles.update(kind="contributor")

    for who in ("amina", "bo", "dana", "fola"):
        client.force_login(busy.users[who])
        for alert in brief(busy, who).alerts:
            assert client.get(alert.link).status_code == 200
            assert alert.mend


def test_everybody_in_it_sees_where_the_partnerships_score_is_heading(client, busy):
    for who in ("amina", "bo", "dana"):
        shown = brief(busy, who)
        assert [one.days for one in shown.ahead] == [30, 60, 90]
        assert all(0 <= one.low <= one.expected <= one.high <= 100 for one in shown.ahead)
        assert drawings.trend(shown).prospect
        client.force_login(busy.users[who])
        page = client.get(f"/partnerships/{busy.partnership.slug}/traction/?of=all").content.decode()
        assert "Where it is heading" in page
        assert "four of five end in the shaded band" in page


def test_an_ended_partnership_is_heading_nowhere(busy):
    Partnership.objects.filter(pk=busy.partnership.pk).update(phase="ended", ended_on=today())
    busy.partnership.refresh_from_db()
    shown = brief(busy, "amina")
    assert shown.ahead == ()
    assert drawings.trend(shown).prospect is None


def test_every_ask_leads_to_a_page_that_opens(client, busy):
    Action.objects.all().delete()
    AlertEpisode.objects.filter(kind="stalled").update(began_on=today())

    for who in ("amina", "bo", "dana", "fola"):
        client.force_login(busy.users[who])
        for ask in brief(busy, who).asks:
            assert client.get(ask.link.partition("#")[0]).status_code == 200


def test_who_lags_is_asked_by_the_sponsors_of_others_what_it_needs():
    reader = Reader(None, 1, "Bo", "A", 1, False, False, False, True)
    parties = (Standing("A", 60.0, is_own=True), Standing("B", 70.0), Standing("C", 20.0))
    partnership = Partnership(name="P", slug="p")

    [ask] = asks._for_who_lags(reader, partnership, parties)

    assert ask.text == "Ask C what it needs to catch up"
    assert asks._for_who_lags(reader, partnership, parties[:2]) == []
    own = (Standing("A", 20.0, is_own=True), *parties[1:2], Standing("C", 60.0))
    assert asks._for_who_lags(reader, partnership, own) == []


def test_changes_tell_of_alerts_that_came_and_went(busy):
    AlertEpisode.objects.create(
        partnership=busy.partnership,
        kind="slipping",
        began_on=today() - timedelta(days=60),
        ended_on=today() - timedelta(days=3),
    )
    Action.objects.create(
        title="x", organisation=busy.utility, partnership=busy.partnership, state="done", done_on=today()
    )

    found = brief(busy, "amina").changes

    assert "New alert: Stalled." in found
    assert "Over: Slipping." in found
    assert "1 action was done." in found


def test_briefings_in_a_series_make_one_mark(busy):
    people = list(busy.utility.people.exclude(user=None)) + list(busy.utility.people.filter(user=None)[:6])
    for days in (100, 95, 90, 30):
        meet(busy, *people, on=today() - timedelta(days=days), organisation=busy.utility, kind="briefing")

    marks = [one.on for one in brief(busy, "amina").happenings if one.label == "Briefing"]

    assert marks == [today() - timedelta(days=100), today() - timedelta(days=30)]
    assert not [one for one in brief(busy, "dana").happenings if one.label == "Briefing"]


def test_a_readiness_result_is_its_own_organisations_until_it_is_shared(busy):
    assert [one.organisation for one in brief(busy, "amina").readiness] == ["Water Utility"]
    assert brief(busy, "dana").readiness == ()

    share_result(
        campaign=busy.utility.campaigns.get(),
        partnership=busy.partnership,
        by=busy.users["amina"],
        on=today(),
    )

    [shared] = brief(busy, "dana").readiness
    assert shared.is_own is False
    assert shared.respondents is None


def test_of_two_partners_no_total_is_told_from_which_the_others_could_be_worked_out(busy):
    Membership.objects.filter(organisation=busy.agency).update(left_on=today())

    shown = brief(busy, "dana")

    assert shown.reach.now_of is None
    assert "reached" not in " ".join(shown.findings)


def test_members_without_internals_see_the_wholes_dimensions_only_over_three(busy):
    busy.people["bo"].roles.update(kind="contributor")
    shown = brief(busy, "bo")
    assert shown.aspects_of == "Clean River"
    assert shown.aspects

    Membership.objects.filter(organisation=busy.agency).update(left_on=today())
    assert brief(busy, "bo").aspects == ()


def test_what_waits_for_my_signature_is_asked_of_me(cast):
    put_out(cast)

    assert brief(cast, "bo").asks[0].text == "Sign: Clean River Agreement"


def test_the_next_dates_are_those_of_the_next_weeks(cast):
    agreement = draft(cast, review_on=today() + timedelta(days=20))
    commit(cast, agreement, "Comes soon", due_on=today() + timedelta(days=10))
    Action.objects.create(
        title="Later this month",
        organisation=cast.utility,
        partnership=cast.partnership,
        due_on=today() + timedelta(days=15),
    )
    for days in (5, 60):
        begins = timezone.now() + timedelta(days=days)
        Meeting.objects.create(
            group=cast.group,
            title=f"Meeting in {days} days",
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            time_zone="UTC",
        )
    type(agreement).objects.filter(pk=agreement.pk).update(state="in force", came_into_force_on=today())

    found = next_dates(cast.users["dana"], cast.partnership, on=today())

    assert [one.text.split(": ")[-1] for one in found] == [
        "Meeting in 5 days",
        "Comes soon",
        "Later this month",
        "Clean River Agreement",
    ]
    assert next_dates(cast.users["eve"], cast.partnership, on=today()) == []


def test_ones_own_tasks_are_actions_and_questions_that_one_owns(cast):
    Action.objects.create(title="Mine", organisation=cast.utility, owner=cast.people["chidi"])
    Action.objects.create(title="Not mine", organisation=cast.utility, owner=cast.people["bo"])
    answer_plan_item(
        organisation=cast.utility,
        question="skills",
        by=None,
        owner=cast.people["chidi"],
        due_on=today() - timedelta(days=2),
    )

    found = own_tasks(cast.users["chidi"], on=today())

    assert [(one.title, one.late_by) for one in found][-1] == ("Mine", 0)
    assert found[0].late_by == 2
    assert len(found) == 2
    links = {one.link for one in found}
    assert own_tasks(cast.users["chidi"], on=today(), besides=links) == []


def test_a_survey_waits_for_whom_it_asks_until_they_have_answered(client, cast):
    staff(cast.utility, 6)
    survey = start(cast.utility, title="Zanzibar")
    for who, is_asked in {"amina": True, "bo": True, "chidi": True, "dana": False, "eve": False}.items():
        client.force_login(cast.users[who])
        page = client.get(reverse("engagement:dashboard")).content.decode()
        assert ("Answer: Zanzibar" in page) is is_asked, who

    answer_one(survey.invitations.get(person=cast.people["chidi"]))

    assert own_tasks(cast.users["chidi"], on=today()) == []
    assert [one.title for one in own_tasks(cast.users["bo"], on=today())] == ["Answer: Zanzibar"]
    with guises.wearing(guises.Guise(cast.users["amina"].pk, None)):
        assert own_tasks(cast.users["amina"], on=today()) == [], "nothing personal of anybody"


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve", "fola"])
def test_a_survey_that_could_not_be_counted_waits_for_who_runs_it_and_nobody_else(client, cast, who):
    staff(cast.utility, 6)
    survey = start(cast.utility, title="Zanzibar")
    Campaign.objects.filter(pk=survey.pk).update(counting_since=timezone.now())
    job = Counting.objects.create(campaign=survey, day=today())
    client.force_login(cast.users[who])
    assert SENTINEL not in client.get(reverse("engagement:dashboard")).content.decode()

    Counting.objects.filter(pk=job.pk).update(failure="It was interrupted.")
    page = client.get(reverse("engagement:dashboard")).content.decode()

    assert ("Could not be counted: Zanzibar" in page) == (who == "amina")
    assert (survey.get_absolute_url() in page) == (who == "amina")


def test_what_is_late_stands_once_on_the_page_of_who_manages(client, cast):
    late = {
        "owner": cast.people["fola"],
        "due_on": today() - timedelta(days=3),
        "partnership": cast.partnership,
    }
    action = Action.objects.create(title="Call the mayor", organisation=cast.agency, **late)
    client.force_login(cast.users["fola"])

    page = client.get(reverse("engagement:dashboard"))

    assert [one.text for one in page.context["brief"].asks if one.late_by] == ["Call the mayor"]
    assert page.content.decode().count(f'href="{action.get_absolute_url()}"') == 1


def test_staff_learn_what_their_organisation_partners_for_and_which_colleague_to_ask(cast):
    cast.partnership.purpose = "A clean river"
    cast.partnership.save()

    [shown] = meanings_for(cast.users["chidi"], on=today())

    assert (shown.name, shown.purpose) == ("Clean River", "A clean river")
    assert set(shown.ask) == {"Amina", "Bo"}
    assert meanings_for(cast.users["eve"], on=today()) == []


def test_partnerships_at_a_glance_show_where_they_stand_and_their_alerts(busy):
    Snapshot.objects.create(
        partnership=busy.partnership, on=today() - timedelta(days=70), audience="joint", score=50
    )

    [one] = glances_of(busy.users["fola"], on=today())

    assert (round(one.standing.score), round(one.standing.change), one.alerts) == (21, -29, 1)
    assert drawings.course(one.standing.course, "it") is not None
    assert glances_of(busy.users["eve"], on=today()) == []


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "fola", "eve"])
def test_the_first_page_has_something_for_everybody(client, busy, who):
    client.force_login(busy.users[who])

    page = client.get("/").content.decode()

    wanted = {"amina": "Next dates", "bo": "What is asked of you", "chidi": "Where Water Utility partners"}
    wanted |= {"dana": "Inside University", "fola": "Log an interaction", "eve": "What to do first"}
    assert wanted[who] in page


def test_a_contributor_sees_their_own_actions_first(client, busy):
    busy.people["bo"].roles.update(kind="contributor")
    client.force_login(busy.users["bo"])

    page = client.get("/").content.decode()

    assert "What it is for" in page


def test_an_account_without_a_person_is_told_whom_to_ask(client, cast):
    cast.people["eve"].user = None
    cast.people["eve"].save()
    client.force_login(cast.users["eve"])

    assert "belongs to no organisation" in client.get("/").content.decode()


def test_the_first_page_shows_the_partnership_that_the_address_asks_for(client, busy):
    other = Partnership.objects.create(name="Other matter", slug="other", started_on=date(2024, 1, 1))
    for organisation in (busy.utility, busy.university):
        Membership.objects.create(partnership=other, organisation=organisation, joined_on=date(2024, 1, 1))
    client.force_login(busy.users["amina"])

    assert client.get("/").context["focus"] == busy.partnership
    assert client.get("/?partnership=other").context["focus"] == other
    assert "Other matter" in client.get("/").content.decode()


PAGES = ("partnership", "traction", "reach", "interactions")


def test_nothing_internal_to_the_utility_is_in_any_byte_that_a_partner_gets(client, busy):
    secret = Unit.objects.create(organisation=busy.utility, name=f"{SENTINEL} unit")
    hidden = make_person(busy.utility, f"{SENTINEL} person", unit=secret)
    meet(busy, hidden, "amina", "dana", on=today() - timedelta(days=3))
    inside = meet(busy, hidden, on=today() - timedelta(days=2), organisation=busy.utility)
    inside.title = f"{SENTINEL} briefing"
    inside.notes = SENTINEL
    inside.save()
    answer_plan_item(organisation=busy.utility, question="skills", by=None, answer=SENTINEL, owner=hidden)
    Action.objects.create(title=SENTINEL, organisation=busy.utility, owner=hidden, due_on=today())
    name_targets(partnership=busy.partnership, organisation=busy.utility, units=[secret], by=None)
    slug = busy.partnership.slug
    addresses = ["/", *(reverse(f"engagement:{name}", args=[slug]) for name in PAGES)]
    addresses.append(reverse("engagement:log-interaction", args=[slug]))
    addresses.append(reverse("engagement:traction", args=[slug]) + "?of=all")

    for who in ("dana", "fola"):
        client.force_login(busy.users[who])
        for address in addresses:
            assert SENTINEL not in client.get(address).content.decode(), (who, address)
    client.force_login(busy.users["amina"])
    assert SENTINEL in client.get(reverse("engagement:reach", args=[slug])).content.decode()


def costs(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def more(cast: Cast) -> None:
    """Twice as much of everything that pages list."""
    agreement = draft(cast, title="Another")
    commit(cast, agreement, "One more")
    type(agreement).objects.filter(pk=agreement.pk).update(state="in force", came_into_force_on=today())
    for number in range(3):
        person = make_person(cast.utility, f"Extra {number}", unit=cast.unit)
        meet(cast, person, "amina", "dana", on=today() - timedelta(days=10 + number))
        meet(
            cast, person, on=today() - timedelta(days=10 + number), organisation=cast.utility, kind="briefing"
        )
        Action.objects.create(
            title="More",
            organisation=cast.utility,
            partnership=cast.partnership,
            owner=person,
            due_on=today(),
        )
        answer_plan_item(
            organisation=cast.utility, question=("meaning", "tools", "capacity")[number], by=None, answer="x"
        )
        AlertEpisode.objects.create(
            partnership=cast.partnership, kind="slipping", began_on=today() - timedelta(days=200 + 30 * number),
            ended_on=today() - timedelta(days=190 + 30 * number),
        )  # fmt: skip


@pytest.mark.parametrize("route", ["dashboard", *PAGES, "log-interaction", "plan", "interaction"])
def test_a_page_costs_the_same_however_much_there_is(client, busy, route):
    meeting = meet(busy, "amina", "dana", on=today() - timedelta(days=1))
    args = {"dashboard": [], "plan": [busy.utility.pk], "interaction": [meeting.pk]}
    address = reverse(f"engagement:{route}", args=args.get(route, [busy.partnership.slug]))
    client.force_login(busy.users["amina"])
    client.get(address)
    before = costs(client, address)

    more(busy)

    assert costs(client, address) <= before


WHOLE = Standing("All", 41.0, 0.0, 0.9)


@pytest.mark.parametrize(
    ("score", "change", "said"),
    [
        (None, None, "No evidence"),
        (41, 6, "Getting traction: up 6"),
        (41, -6, "Losing traction: down 6"),
        (70, 1, "Holding"),
        (41, 1, "Not moving"),
        (41, None, "nothing yet to compare"),
    ],
)
def test_the_verdict_fits_the_figures(score, change, said):
    assert said in sentences.verdict(Standing("All", score, change), ())


def test_a_standstill_is_the_verdict_whatever_the_change():
    stalled = Warned("stalled", "Stalled", "", date(2025, 1, 1))

    assert "Stalled at 41" in sentences.verdict(WHOLE, (stalled,))


@pytest.mark.parametrize(
    ("organisations", "said"),
    [
        (
            (Standing("A", 60, 8), Standing("B", 30, 0)),
            "A has gained 8 points in 60 days. The partners are 30 points",
        ),
        ((Standing("A", 60, -8), Standing("B", 55, 0)), "A has lost 8 points in 60 days."),
        ((Standing("A", 60), Standing("B", 30)), "what works at one"),
        ((Standing("A", 60), Standing("B", None)), "no evidence for 1 organisation"),
    ],
)
def test_what_differs_between_partners_is_said_without_a_ranking(organisations, said):
    [finding] = sentences.findings(WHOLE, organisations, (), None, Listed())

    assert said in finding


def test_findings_are_three_at_most_and_the_rest_are_alerts():
    reach = Reach(date(2025, 1, 1), 14, 240, 90, 40, 240)
    alert = Warned("slipping", "Slipping", "It slips.", date(2025, 1, 1), "A")
    parties = (Standing("A", 60, 8), Standing("B", 55, 0))

    found = sentences.findings(WHOLE, parties, (alert,), reach, Listed(total=4, done=1))

    assert len(found) == 3
    assert "No commitment is late; 1 of 4" in found[2]
    assert sentences.findings(WHOLE, (), (alert,), None, Listed(total=2, late=1)) == (
        "1 of 2 commitments is late.",
        "Slipping (A): It slips.",
    )


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("stalled", {"last": None, "days": 61}, "nothing joint has happened"),
        ("slipping", {"before": 55, "score": 41}, "From 55 to 41"),
        ("hangs on one person", {"organisations": 2, "of": 3}, "In 2 of 3"),
        ("hangs on one person", {"person": 1, "ties": 1}, "One person is the only one"),
        ("signed, not spread", {"since": "2025-01-01", "breadth": 0.1}, "for 59 days, and breadth is 10"),
    ],
)
def test_an_alert_is_said_in_words(kind, facts, said):
    assert said in wording.alert_in_words(kind, facts, wording.Names(), on=date(2025, 3, 1))
    assert wording.mend_in_words(kind)
    assert wording.alert_title(kind)


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        ("involve unit", {"unit": 7, "people": 4}, "Involve 4 people of Field Services."),
        ("ask sponsor", {"person": 3}, "Ask Bo to act"),
        ("complete question", {"question": "skills"}, "Which partnering skills"),
        ("deliver", {"commitment": 5}, "Do what is late: Lend a boat"),
        ("deliver", {"action": 99}, "Do what is late: an action"),
        ("measure again", {"age": 400}, "400 days old"),
        ("deliver", {}, "Do what is late."),
        ("something else", {}, ""),
    ],
)
def test_a_step_is_said_as_advice(kind, facts, said):
    names = wording.Names({7: "Field Services"}, {3: "Bo"}, {5: "Lend a boat"})

    assert said in wording.step_in_words(kind, facts, names)


def test_a_sponsor_is_asked_to_act_not_to_ask_themselves():
    said = wording.step_in_words("ask sponsor", {"person": 3}, wording.Names(people={3: "Bo"}, reader=3))

    assert said == "Act as a sponsor: speak, decide, or come along."


@pytest.mark.parametrize(
    "key", ["breadth", "depth", "leadership", "readiness", "preparation", "delivery", "momentum"]
)
def test_every_dimension_has_a_name_and_says_so_when_there_is_no_evidence(key):
    assert wording.name_of(key)
    assert wording.explanation(key, None, {})
    assert wording.explanation(key, 0.5, {"organisations": 3})


def test_counts_are_written_with_their_names():
    rows = dict(wording.evidence_rows({"top_share": 0.42, "mean": 3.25, "people": 7, "age": None}))

    assert rows == {
        "People who took part": "7",
        "Share of the most active person": "42%",
        "Mean, of 5": "3.2",
    }


def test_a_radar_needs_three_areas():
    few = ReadinessShown("A", "F", date(2025, 1, 1), 9, 1, 5, (("One", 3.0), ("Two", 4.0)))

    assert drawings.readiness((few,)) is None
    assert drawings.readiness(()) is None


@pytest.mark.parametrize(
    ("points", "text", "icon"),
    [
        (4.4, "+4", "trending-up"),
        (-4.4, "−4", "trending-down"),
        (0.2, "±0", "move-right"),
        (None, "", "move-right"),
    ],
)
def test_a_change_is_written_with_its_sign(points, text, icon):
    assert (signed(points), direction(points)) == (text, icon)
    assert (percent(0.5), percent(None)) == ("50", "")


def test_a_high_score_on_little_evidence_is_not_coloured_as_good():
    assert (Standing("A", 90, confidence=0.9).tone, Standing("A", 90, confidence=0.9).rests_on_little) == (
        "good",
        False,
    )
    assert (Standing("A", 90, confidence=0.1).tone, Standing("A", 90, confidence=0.1).rests_on_little) == (
        "",
        True,
    )
    assert not Standing("A", None).rests_on_little


def with_many_partnerships(cast, number):
    """Of so many partnerships the utility is a member; the last one has an alert."""
    made = Partnership.objects.bulk_create(
        Partnership(
            name=f"Matter {n:02}", slug=f"matter-{n:02}", started_on=date(2024, 1, 1), purpose=f"Why {n:02}"
        )
        for n in range(number)
    )
    Membership.objects.bulk_create(
        Membership(partnership=one, organisation=cast.utility, joined_on=date(2024, 1, 1)) for one in made
    )
    AlertEpisode.objects.create(partnership=made[-1], kind="stalled", began_on=today())


def test_of_many_partnerships_the_first_page_shows_those_with_alerts_and_the_one_that_is_asked_for(
    client, cast
):
    with_many_partnerships(cast, 40)
    client.force_login(cast.users["amina"])

    page = client.get("/")
    asked = client.get("/?partnership=matter-38")

    names = [one.partnership.name for one, _course in page.context["glances"]]
    assert (len(names), names[0], page.context["focus"].name) == (24, "Matter 39", "Matter 39")
    assert "24 are shown here" in page.content.decode()
    assert asked.context["focus"].name == "Matter 38"
    assert "Matter 38" in [one.partnership.name for one, _course in asked.context["glances"]]


def test_whoever_is_part_of_none_goes_through_all_partnerships_of_their_organisation(client, cast):
    with_many_partnerships(cast, 40)
    client.force_login(cast.users["chidi"])

    first, second = client.get("/"), client.get("/?skip=24")

    assert 'href="?skip=24"' in first.content.decode()
    assert 'href="?skip=' not in second.content.decode()
    told = [one.name for page in (first, second) for one in page.context["meanings"]]
    assert sorted(told) == ["Clean River", *(f"Matter {n:02}" for n in range(40))]
    for bad in ("-1", "9" * 30, "²", "x"):
        assert client.get("/", {"skip": bad}).context["meanings"] == first.context["meanings"]
    client.force_login(cast.users["eve"])
    assert "Matter" not in client.get("/").content.decode()


def test_the_page_of_an_organisation_in_very_many_partnerships_leads_to_all_of_them(client, cast):
    with_many_partnerships(cast, 110)
    cast.utility.memberships.filter(partnership=cast.partnership).update(left_on="2024-06-01")
    client.force_login(cast.users["amina"])

    page = client.get(cast.utility.get_absolute_url())

    assert len(page.context["memberships"]) == 100
    assert f'href="/partnerships/?member={cast.utility.pk}"' in page.content.decode()
    client.force_login(cast.users["eve"])
    assert "Matter" not in client.get(cast.utility.get_absolute_url()).content.decode()
