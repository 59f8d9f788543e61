"""The sample partnership: that it is all there, loads once, and tells its story by itself."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agreements.models import Agreement, Commitment, Signatory, SigningBaseline
from engagement.choices import AlertKind, Audience
from engagement.models import (
    AlertEpisode,
    BriefedPerson,
    EngagementTarget,
    Interaction,
    PlanItem,
    Snapshot,
    TakeHomeBrief,
)
from engagement.sample_data import SampleData, workday_after
from engagement.sample_loader import load_sample
from partnering import access
from partnering.choices import RoleKind
from partnering.histories import unconfirmed
from partnering.models import (
    Acknowledgement,
    Action,
    ActionReturn,
    Attachment,
    Attendance,
    AuditEntry,
    Decision,
    Handover,
    Meeting,
    Membership,
    Note,
    Organisation,
    OutgoingMessage,
    Partnership,
    Person,
    Position,
    ReadEntry,
    RecordSuggestion,
    Role,
    Seat,
    Tag,
    Unit,
    User,
    WorkingGroup,
)
from partnering.services.exports import EXPORTED
from partnering.services.handovers import open_items
from readiness import queries
from readiness.models import (
    Campaign,
    Evidence,
    Invitation,
    OwnFramework,
    Response,
    Result,
    SealedResponse,
    WayIn,
)
from readiness.preflight import lines
from readiness.queries.reviews import review_shown
from tools.beginnings import beginning

SIGN_INS = {
    "manager@demo.example": "one-word",
    "sponsor@demo.example": "two-words",
    "staff@demo.example": "three",
}
TABLES = (
    Organisation, Unit, Person, User, Partnership, Membership, Role, WorkingGroup, Seat, Action, AuditEntry,
    Agreement, Commitment, Interaction, EngagementTarget, PlanItem, Snapshot, AlertEpisode, Campaign, Response,
    Note, Attachment, Tag, ReadEntry,
)  # fmt: skip


@beginning
def sample() -> Partnership:
    """The sample, loaded once for all tests of this file."""
    return load_sample(today=access.today(), passwords=SIGN_INS)


@pytest.fixture
def demo_mode(settings: Any) -> None:
    settings.TRACTION_DEMO = True
    settings.TRACTION_DEMO_SIGN_INS = [
        {"role": "", "email": email, "password": password} for email, password in SIGN_INS.items()
    ]


def user(email: str) -> User:
    return User.objects.get(email=email)


def days_ago(day: date | None) -> int | None:
    return None if day is None else (access.today() - day).days


# --- What is there


def test_it_holds_four_organisations_with_thirty_units_and_two_hundred_and_forty_people(sample):
    assert (Organisation.objects.count(), Unit.objects.count()) == (7, 30)
    assert len(set(Person.objects.exclude(email="").values_list("name", flat=True))) == 241
    assert Person.objects.filter(email="").get().name == "D. Leclerc"  # who is there twice
    assert not Person.objects.exclude(email="").exclude(email__endswith=".example").exists()
    assert set(Person.objects.values_list("level", flat=True)) == {
        "executive",
        "senior manager",
        "manager",
        "staff",
    }


def test_it_holds_an_agreement_of_all_four_with_twelve_commitments_of_which_fourteen_knew(sample):
    agreement = Agreement.objects.get()
    baselines = SigningBaseline.objects.all()

    assert agreement.state == "in force"
    assert Signatory.objects.exclude(signed_on=None).count() == agreement.parties.count() == 4
    assert agreement.commitments.count() == 12
    assert sorted(one.knew for one in baselines) == [2, 3, 4, 5]
    assert sum(one.of for one in baselines) == 240


def test_it_holds_three_closed_surveys_two_of_them_of_one_organisation_and_an_open_one(sample):
    closed = Campaign.objects.closed().filter(partnership=None).order_by("closed_on")
    assert [(one.organisation.name, Response.objects.filter(campaign=one).count()) for one in closed] == [
        ("Osken Rivers Agency", 66),
        ("Halden Foods", 70),
        ("Osken Rivers Agency", 80),
    ]
    waiting = Campaign.objects.open().get()
    assert SealedResponse.objects.filter(campaign=waiting).count() == 9
    assert Invitation.objects.unanswered(access.today()).filter(campaign=waiting).count() == 15
    assert OutgoingMessage.objects.filter(kind="survey_invitation").count() == 24


def test_two_reviews_show_what_partners_see_differently_and_evidence_what_people_do_not_know(sample):
    manager = user("manager@demo.example")
    newest, first = Campaign.objects.reviews_visible_to(manager).order_by("-closed_on")
    found = review_shown(manager, newest)
    equity = next(area for area in found.areas if area.shown.key == "equity")
    assert (equity.gap.high_name, equity.gap.low_name) == ("Osken Rivers Agency", "Living Floodplains Trust")
    assert [one.campaign for one in found.earlier] == [first]
    assert len(found.summary.since.areas) == len(found.areas)
    assert all(area.movement.change is not None for area in found.summary.since.areas)
    assert found.comments
    assert Evidence.objects.visible_to(manager).stale(access.today()).count() == 1


def test_a_survey_for_the_crews_waits_with_a_shared_link_and_paper(sample):
    manager = User.objects.get(email="manager@demo.example")
    draft = Campaign.objects.visible_to(manager).drafts().get()

    assert draft.opens_on > access.today()
    assert {(way.kind, way.people) for way in WayIn.objects.filter(campaign=draft)} == {
        ("link", 40),
        ("paper", 15),
    }
    assert not any(line.is_red for line in lines(queries.facts_before_launch(draft, now=timezone.now())))


def test_the_second_survey_shows_that_areas_rose_where_something_was_done_and_not_where_it_was_not(sample):
    manager = user("manager@demo.example")
    newest = Campaign.objects.visible_to(manager).closed().latest("closed_on")

    moved = queries.since_the_last(manager, newest, queries.taken_on_around(manager, newest))

    told = {
        area.movement.key: (area.verdict, [one.action.state for one in area.actions]) for area in moved.areas
    }
    assert told["skills"] == told["knowledge"] == ("up", ["done"])
    assert told["buy_in"] == ("down", ["open"])
    assert told["leadership"][0] == "unclear"


@pytest.mark.parametrize("organisation", ["Halden Foods", "Osken Rivers Agency"])
def test_leaders_think_better_of_their_organisation_than_staff_who_more_often_dont_know(sample, organisation):
    result = Result.objects.filter(campaign__organisation__name=organisation).latest("campaign__closed_on")
    levels = result.figures["levels"]
    by_level = {row["key"]: row for row in levels}

    for area in range(len(by_level["staff"]["means"])):
        assert by_level["executive"]["means"][area] > by_level["staff"]["means"][area] + 0.5
        assert by_level["executive"]["dont_know"][area] < by_level["staff"]["dont_know"][area]


def test_it_holds_two_working_groups_with_a_vacant_seat_and_fourteen_months_of_interactions(sample):
    assert WorkingGroup.objects.count() == 2
    assert Seat.objects.current().vacant().count() == 1
    days = [one.held_on for one in Interaction.objects.order_by("held_on")]
    assert len(days) > 45
    assert days_ago(days[0]) >= 420
    assert days_ago(days[-1]) < 10
    assert {one.kind for one in Interaction.objects.all()} == {
        "briefing", "workshop", "meeting", "site visit", "training", "call", "newsletter",
    }  # fmt: skip


def test_nothing_happens_at_a_weekend(sample):
    happened = [
        *Interaction.objects.values_list("held_on", flat=True),
        *Commitment.objects.values_list("due_on", flat=True),
        *Action.objects.values_list("due_on", flat=True),
        *Role.objects.filter(partnership=sample).values_list("started_on", flat=True),
        *Campaign.objects.values_list("closes_on", flat=True),
        *BriefedPerson.objects.values_list("briefed_on", flat=True),
        *Meeting.objects.exclude(minutes_published_at=None).values_list("minutes_published_at", flat=True),
        *Acknowledgement.objects.values_list("at", flat=True),
    ]

    assert max(day.weekday() for day in happened) < 5


def test_actions_are_done_in_time_done_late_late_and_still_to_come(sample):
    done = Action.objects.filter(state="done")
    assert any(one.done_on <= one.due_on for one in done)
    assert any(one.done_on > one.due_on for one in done)
    assert Action.objects.late().exists()
    assert Action.objects.open().filter(due_on__gt=access.today()).exists()


# --- Who signs in


def test_the_three_of_the_sign_in_page_have_their_parts(sample):
    manager, sponsor, staff = (user(email) for email in SIGN_INS)
    assert access.manages_partnership(manager, sample)
    assert access.leads_organisation(manager, manager.person.organisation)
    assert sponsor.person.roles.get().kind == RoleKind.SENIOR_SPONSOR
    assert staff.person.level == "staff"
    assert Action.objects.open().filter(owner=staff.person, due_on__gte=access.today()).exists()
    assert Invitation.objects.unanswered(access.today()).filter(person=staff.person).exists()
    for email, password in SIGN_INS.items():
        assert user(email).check_password(password)
        assert sample in Partnership.objects.visible_to(user(email))


def test_each_organisation_keeps_its_own_register_by_its_own_lead(sample):
    members = Organisation.objects.filter(memberships__partnership=sample)
    assert members.count() == 4
    for organisation in members:
        lead = Role.objects.get(kind=RoleKind.PARTNERING_LEAD, person__organisation=organisation).person
        assert access.keeps_register(lead.user, organisation)
        assert lead.user.check_password(SIGN_INS["manager@demo.example"])
        others = members.exclude(pk=organisation.pk)
        assert not any(access.keeps_register(lead.user, other) for other in others)


def test_contractors_are_kept_by_the_manager_seen_by_no_partner_and_one_is_found_twice(client, sample):
    agency = Organisation.objects.get(name="Osken Rivers Agency")
    contractors = Organisation.objects.filter(contractor_of=agency)
    client.force_login(user("manager@demo.example"))
    twice = client.get(reverse("partnering:twins"), {"kind": "organisation"}).content.decode()

    assert [one.name for one in contractors] == ["Brook & Bank Works Ltd", "Brook and Bank Works"]
    assert all(access.keeps_register(user("manager@demo.example"), one) for one in contractors)
    assert not contractors.visible_to(user("sponsor@demo.example")).exists()
    assert "Brook and Bank Works" in twice


def test_the_manager_sees_nothing_of_the_companys_surveys_and_its_sponsor_nothing_of_the_agencys(sample):
    manager, sponsor = user("manager@demo.example"), user("sponsor@demo.example")
    assert {one.organisation.name for one in Campaign.objects.visible_to(manager)} == {"Osken Rivers Agency"}
    assert {one.organisation.name for one in Campaign.objects.visible_to(sponsor)} == {"Halden Foods"}


def test_the_agency_made_a_framework_of_its_own_that_no_partner_sees(sample):
    own = OwnFramework.objects.get()

    assert (own.organisation.name, own.versions.get().version, own.draft["version"]) == (
        "Osken Rivers Agency",
        1,
        2,
    )
    assert OwnFramework.objects.visible_to(user("manager@demo.example")).exists()
    assert not OwnFramework.objects.visible_to(user("sponsor@demo.example")).exists()


# --- The story


def of_the_partnership(kind: str) -> tuple[int, int | None]:
    """From and to how many days ago the one alert of a kind held."""
    episode = AlertEpisode.objects.get(organisation=None, kind=kind)
    return days_ago(episode.began_on), days_ago(episode.ended_on)


def test_it_is_signed_not_spread_then_hangs_on_one_person_then_stalls_and_recovers(sample):
    not_spread, hangs, stalled = (
        of_the_partnership(kind) for kind in (AlertKind.NOT_SPREAD, AlertKind.HANGS, AlertKind.STALLED)
    )
    signed = days_ago(Agreement.objects.get().came_into_force_on)

    assert signed - 60 == not_spread[0]
    assert not_spread[0] > hangs[0] > stalled[0]
    assert stalled[0] - stalled[1] > 30
    assert 0 < hangs[1] < stalled[1]
    assert 0 < not_spread[1] < stalled[1]


def test_others_still_lag_today(sample):
    lasting = {
        (one.organisation.name, one.kind)
        for one in AlertEpisode.objects.lasting().select_related("organisation")
    }

    assert lasting == {
        ("Osken Rivers Agency", AlertKind.NOT_SPREAD),
        ("University of Westmere", AlertKind.NOT_SPREAD),
        ("University of Westmere", AlertKind.HANGS),
    }


def scores(name: str | None) -> dict[int, float]:
    """By days ago: the joint score of an organisation, or of the partnership."""
    rows = Snapshot.objects.filter(audience=Audience.JOINT, organisation__name=name, score__isnull=False)
    return {days_ago(one.on): one.score for one in rows}


def test_the_company_stands_well_above_its_low_and_above_everybody_else(sample):
    company = scores("Halden Foods")
    low = min(company, key=lambda day: company[day])

    assert company[0] > company[low] + 50
    assert 100 < low < 150
    for other in ("Osken Rivers Agency", "Living Floodplains Trust", "University of Westmere"):
        assert scores(other)[0] < company[0] - 15


def test_the_partnership_rises_falls_and_comes_back_part_of_the_way(sample):
    whole = scores(None)

    assert whole[280] > 60
    assert min(whole.values()) < 30
    assert 40 < whole[0] < whole[280]


def test_the_traction_command_tells_the_same(sample):
    out = StringIO()
    call_command("traction", sample.slug, "--json", stdout=out)
    told = json.loads(out.getvalue())

    assert told["score"] == pytest.approx(scores(None)[0], abs=0.01)
    assert len(told["organisations"]) == 4


# --- Loading


def test_loading_twice_changes_nothing_and_says_so(sample, demo_mode):
    before = [table._base_manager.count() for table in TABLES]
    out = StringIO()

    call_command("load_sample", stdout=out)

    assert "there already" in out.getvalue()
    assert [table._base_manager.count() for table in TABLES] == before


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-100, 430), st.integers(-100, 430))
def test_days_of_the_sample_are_weekdays_in_the_same_order_near_the_day_meant(today, first, second):
    data = SampleData(today)
    early, late = sorted((first, second), reverse=True)

    assert data.day(first).weekday() < 5
    assert abs(days_between := (today - data.day(first)).days - first) <= 2, days_between
    if today.weekday() < 5:
        assert data.day(early) <= data.day(late)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 12))
def test_so_many_workdays_later_is_a_weekday_with_as_many_weekdays_between(day, workdays):
    later = workday_after(day, workdays)
    between = [day + timedelta(days=n) for n in range(1, (later - day).days + 1)]

    assert later.weekday() < 5
    assert sum(one.weekday() < 5 for one in between) == workdays


def test_people_move_hand_over_and_say_that_their_record_is_wrong(sample):
    agency = Organisation.objects.get(name="Osken Rivers Agency")
    open_ones = {one.person.name: len(open_items(one)) for one in Handover.objects.open()}
    assert open_ones["Desmond Leclerc"] == open_ones["Bruno Lozano"] == 1
    assert [one.name for one in unconfirmed(agency)] == [
        "Rajesh Kapoor",
        "Kwame Okonkwo",
        "Mathieu Charbonneau",
    ]
    assert RecordSuggestion.objects.open().get().person.name == "Amélie Beauchemin"
    assert [one.person.name for one in Position.objects.planned()] == ["Kenji Cho"]


# --- What stands beside things


def test_each_organisation_of_the_sign_in_page_has_notes_of_its_own_that_the_others_do_not_see(sample):
    for email in SIGN_INS:
        own = Note.objects.filter(organisation=user(email).person.organisation, joint=False)
        assert own.exists()
        for other in SIGN_INS.keys() - {email}:
            assert not own.filter(pk__in=Note.objects.visible_to(user(other))).exists()


def test_a_note_for_all_partners_mentions_somebody_who_sees_it(sample):
    note = Note.objects.get(joint=True, text__contains="@")

    mentioned = note.mentioned.get()
    assert mentioned.email == "tomasz.brennan@halden-foods.example"
    assert Note.objects.visible_to(mentioned.user).filter(pk=note.pk).exists()
    assert not Note.objects.filter(text__contains="@", mentioned=None).exists()


def test_files_can_be_opened_and_tags_stay_with_their_organisation(sample):
    assert Attachment.objects.count() == 3
    for attachment in Attachment.objects.all():
        with attachment.file.open("rb") as content:
            assert len(content.read()) == attachment.size
    assert "east bank" in {tag.name for tag in Tag.objects.visible_to(user("staff@demo.example"))}
    assert "east bank" not in {tag.name for tag in Tag.objects.visible_to(user("manager@demo.example"))}


def test_each_lead_finds_out_who_of_other_organisations_read_and_exported_their_data(sample):
    for lead in (user("manager@demo.example"), user("tomasz.brennan@halden-foods.example")):
        reads = ReadEntry.objects.visible_to(lead)
        own = lead.person.organisation
        assert reads.exists()
        assert not reads.filter(reader_organisation=own.name).exists()
        assert AuditEntry.objects.filter(verb=EXPORTED, organisation=own).exists()


def test_actions_are_in_progress_talked_about_between_partners_and_given_back_to_somebody_known(sample):
    assert Action.objects.open().exclude(started_on=None).count() == 2
    said = ActionReturn.objects.open().get()
    assert said.suggested.organisation == said.action.organisation
    assert ActionReturn.objects.told_to(user("manager@demo.example")).get() == said
    talk = Note.objects.filter(kind="action", joint=True)
    assert talk.values("organisation").distinct().count() == 2


def test_groups_met_with_minutes_a_substitute_and_a_partner_that_stayed_away_twice(sample):
    held = Meeting.objects.held().filter(group__name="Steering group").order_by("-starts_at")
    last = held[0]
    came = [set(one.attendances.came().values_list("organisation__name", flat=True)) for one in held[:2]]

    assert held.count() == 10
    assert Interaction.objects.filter(title=last.title).get().meeting == last  # counted once
    assert not any("University of Westmere" in organisations for organisations in came)
    assert last.minutes_state == "published"
    assert Attendance.objects.get(meeting__in=held, stands_in_for__isnull=False).person.name == "Amir Tehrani"
    assert Decision.objects.filter(owner=None).count() == 2
    assert last.decisions.first().acknowledgements.count() == 1
    assert Meeting.objects.filter(state="cancelled").count() == 1
    coming = Meeting.objects.to_come().order_by("starts_at").first()
    assert coming.agenda.get(carried_from__isnull=False).text == "What the review should ask"
    assert coming.attendances.filter(answer="yes").count() == 4
    series = coming.series.meetings.order_by("starts_at")
    assert [(one.starts_there.date() - coming.starts_there.date()).days for one in series] == [0, 42, 84]


def test_the_company_told_some_of_its_people_of_a_meeting_and_other_briefs_wait(sample):
    brief = TakeHomeBrief.objects.get(state="published")

    assert brief.organisation.name == "Halden Foods"
    assert not brief.is_untouched
    assert brief.interaction.people.count() == brief.briefed.count() == 7


def test_the_company_answers_for_here_shares_with_the_agency_and_hears_from_its_contractor(client, sample):
    company = Organisation.objects.get(name="Halden Foods")
    assert set(PlanItem.objects.own_in(sample).values_list("organisation", "question")) == {
        (company.pk, "communication"),
        (company.pk, "contractors"),
    }
    for email in ("manager@demo.example", "sponsor@demo.example"):
        client.force_login(user(email))
        page = client.get(reverse("engagement:plans-beside", args=[sample.slug]))
        found = page.context["found"]
        assert {one.name for one in found.organisations} == {"Halden Foods", "Osken Rivers Agency"}
        assert found.differences
    parts = client.get(reverse("engagement:contractors-parts", args=[company.pk])).content.decode()
    assert "Lowbridge Haulage" in parts
    assert "closed drains" in parts
