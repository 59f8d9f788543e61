"""What somebody held passes to others in one go, and nothing is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import LONG_AGO, give_role, make_person
from partnering import access, registry
from partnering.choices import HandoverReason, RoleKind
from partnering.composers import handover as handover_mail
from partnering.errors import DomainError
from partnering.models import Action, Handover, HandoverItem, OutgoingMessage, Person, Role, Seat
from partnering.registry import Suppressed
from partnering.services.actions import add_action, complete_action
from partnering.services.agendas import add_item
from partnering.services.attendances import Presence, note_attendance
from partnering.services.decisions import decide, edit_decision
from partnering.services.groups import add_seat, fill_seat
from partnering.services.handovers import (
    close_handover,
    continue_handover,
    hand_over,
    held_by,
    leaver_stays,
    open_items,
)
from partnering.services.partnerships import end_role
from partnering.services.partnerships import give_role as appoint
from partnering.services.people import person_leaves
from partnering.services.phases import choose_life_cycle
from partnering.tests.test_meetings import held, plan, published


def later():
    return access.today() + timedelta(days=10)


@pytest.fixture
def busy(cast):
    """Bo sponsors, sits in the group and owns an action."""
    bo = cast.people["bo"]
    add_seat(
        group=cast.group,
        organisation=cast.utility,
        person=bo,
        by=cast.users["fola"],
        started_on=access.today() - timedelta(days=90),
    )
    add_action(
        title="Map the leaks",
        organisation=cast.utility,
        partnership=cast.partnership,
        owner=bo,
        by=cast.users["amina"],
    )
    return bo


def everything_to(person, of):
    return {(one.kind, one.pk): person for one in held_by(of, access.today())}


def leave(cast, person, successors, on=None):
    return hand_over(
        person=person,
        reason=HandoverReason.LEAVING,
        on=on or access.today(),
        successors=successors,
        by=cast.users["amina"],
    )


def test_role_seat_and_action_pass_to_a_successor_and_the_leaver_is_gone(cast, busy):
    chidi = cast.people["chidi"]

    made = leave(cast, busy, everything_to(chidi, busy))

    busy.refresh_from_db()
    assert busy.left_on == access.today()
    assert not busy.user.is_active
    assert Role.objects.current().get(kind=RoleKind.SENIOR_SPONSOR).person == chidi
    assert Seat.objects.current().get(organisation=cast.utility).person == chidi
    assert Action.objects.get().owner == chidi
    assert made.closed_on == access.today()
    assert open_items(made) == []
    assert [item.what for item in made.items.all()] == [
        "Senior sponsor",
        "Seat in Monitoring",
        "Map the leaks",
    ]


def test_before_the_day_the_leaver_acts_and_on_it_the_successor_does(cast, busy):
    chidi = cast.people["chidi"]

    leave(cast, busy, everything_to(chidi, busy), on=later())

    sponsors = Role.objects.filter(kind=RoleKind.SENIOR_SPONSOR)
    assert sponsors.current(later() - timedelta(days=1)).get().person == busy
    assert sponsors.current(later()).get().person == chidi
    assert Seat.objects.current(later()).get(organisation=cast.utility).person == chidi
    assert not Seat.objects.vacant().exists()
    assert Action.objects.get().owner == chidi
    assert busy.user.is_active


def test_what_is_left_open_is_vacant_listed_and_passed_on_later(cast, busy):
    chidi, amina = cast.people["chidi"], cast.users["amina"]
    made = leave(cast, busy, {})
    assert Seat.objects.current().get(organisation=cast.utility).person is None
    assert [item.kind for item in open_items(made)] == ["role", "seat", "action"]

    rest = {(item.kind, item.subject_id): chidi for item in open_items(made) if item.kind != "action"}
    continue_handover(handover=made, successors=rest, by=amina)
    assert Seat.objects.current().get(organisation=cast.utility).person == chidi
    assert Role.objects.current().get(kind=RoleKind.SENIOR_SPONSOR).person == chidi
    assert (made.closed_on, [item.kind for item in open_items(made)]) == (None, ["action"])

    complete_action(action=Action.objects.get(), by=amina)
    assert open_items(made) == []


def test_what_found_somebody_on_another_page_is_open_no_more(cast, busy):
    made = leave(cast, busy, {})
    vacancy = Seat.objects.vacant().get()
    fill_seat(seat=vacancy, person=cast.people["chidi"], by=cast.users["amina"])
    seat = made.items.get(kind="seat")

    assert "seat" not in {item.kind for item in open_items(made)}
    with pytest.raises(DomainError, match="filled or given up meanwhile"):
        continue_handover(
            handover=made,
            successors={("seat", seat.subject_id): cast.people["amina"]},
            by=cast.users["amina"],
        )


def test_somebody_who_stays_gives_away_and_keeps_what_is_left_open(cast, busy):
    action = Action.objects.get()
    made = hand_over(
        person=busy,
        reason=HandoverReason.AWAY,
        on=later(),
        successors={("action", action.pk): cast.people["chidi"]},
        by=cast.users["amina"],
    )

    busy.refresh_from_db()
    assert busy.left_on is None
    assert Role.objects.current().get(kind=RoleKind.SENIOR_SPONSOR).person == busy
    assert {item.kind for item in open_items(made)} == {"seat", "role"}
    close_handover(handover=made, by=cast.users["amina"])
    close_handover(handover=made, by=cast.users["amina"])
    with pytest.raises(DomainError, match="closed"):
        continue_handover(handover=made, successors={}, by=cast.users["amina"])


def test_who_leaves_earlier_than_planned_passes_on_what_is_left_of_their_seat(cast, busy):
    chidi, amina = cast.people["chidi"], cast.people["amina"]
    seat = Seat.objects.get(person=busy)
    planned = {
        "person": busy,
        "reason": HandoverReason.AWAY,
        "on": later(),
        "by": cast.users["amina"],
    }
    hand_over(**planned, successors={("seat", seat.pk): chidi})

    leave(cast, busy, {("seat", seat.pk): amina})

    rows = Seat.objects.filter(organisation=cast.utility, started_on__gte=access.today()).order_by(
        "started_on"
    )
    assert list(rows.values_list("person", "started_on", "ended_on")) == [
        (amina.pk, access.today(), later()),
        (chidi.pk, later(), None),
    ]


def test_one_successor_takes_what_is_left_of_a_seat_and_the_vacancy_after_it(cast, busy):
    seat = Seat.objects.get(person=busy)
    leave(cast, busy, {}, on=later())
    chidi = cast.people["chidi"]
    holding = next(one for one in registry.holdings if one.key == "seat")

    holding.pass_on(seat.pk, chidi, access.today(), cast.users["amina"])

    rows = Seat.objects.filter(organisation=cast.utility, started_on__gte=access.today()).order_by(
        "started_on"
    )
    assert list(rows.values_list("person", "started_on", "ended_on")) == [
        (chidi.pk, access.today(), later()),
        (chidi.pk, later(), None),
    ]


@pytest.mark.parametrize("days", [0, 10])
def test_who_stays_after_all_has_again_what_nobody_took_over(client, cast, busy, days):
    made = leave(cast, busy, {}, on=access.today() + timedelta(days=days))
    client.force_login(cast.users["amina"])

    client.post(reverse("partnering:person-stays", args=[busy.pk]))

    busy.refresh_from_db()
    made.refresh_from_db()
    assert (busy.left_on, busy.user.is_active, made.closed_on) == (None, True, access.today())
    assert Role.objects.get(kind=RoleKind.SENIOR_SPONSOR).ended_on is None
    assert [seat.person for seat in Seat.objects.filter(organisation=cast.utility, ended_on=None)] == [busy]
    page = client.post(reverse("partnering:person-stays", args=[busy.pk]), follow=True).content.decode()
    assert "been marked as leaving" in page


def test_who_stays_after_all_takes_nothing_back_from_their_successors(cast, busy):
    chidi = cast.people["chidi"]
    leave(cast, busy, everything_to(chidi, busy))
    leaver_stays(person=busy, by=cast.users["amina"])

    assert Role.objects.current().get(kind=RoleKind.SENIOR_SPONSOR).person == chidi
    assert Seat.objects.current().get(organisation=cast.utility).person == chidi


def test_items_of_a_checklist_pass_on_with_the_rest(cast):
    chidi, fola = cast.people["chidi"], cast.users["fola"]
    choose_life_cycle(partnership=cast.partnership, slug="four-phases", by=fola, on=LONG_AGO)
    first, second = cast.partnership.checklist.all()[:2]
    cast.partnership.checklist.filter(pk__in=[first.pk, second.pk]).update(owner=chidi)

    made = leave(cast, chidi, {("checklist", first.pk): cast.people["bo"]})

    first.refresh_from_db()
    assert first.owner == cast.people["bo"]
    assert [item.what for item in open_items(made)] == [second.text]


def test_a_role_that_the_successor_holds_already_just_ends(cast, busy):
    give_role(cast.people["chidi"], RoleKind.SENIOR_SPONSOR, cast.partnership)
    leave(cast, busy, everything_to(cast.people["chidi"], busy))

    assert Role.objects.current().get(kind=RoleKind.SENIOR_SPONSOR).person == cast.people["chidi"]


def test_nothing_passes_to_another_organisation_or_back_to_the_leaver_and_nothing_else_happens(cast, busy):
    for name in ("dana", "bo"):
        with pytest.raises(DomainError, match="colleague of the same organisation"):
            leave(cast, busy, everything_to(cast.people[name], busy))

    busy.refresh_from_db()
    assert busy.left_on is None
    assert not Handover.objects.exists()


def test_the_successor_gets_one_mail_about_all_that_they_take_over(cast, busy):
    chidi = cast.people["chidi"]
    leave(cast, busy, everything_to(chidi, busy))

    message = OutgoingMessage.objects.get(kind="handover")
    mail = handover_mail(message)
    assert message.to_person == chidi
    assert mail.subject == "What you take over from Bo"
    for part in (
        "Senior sponsor",
        "Seat in Monitoring",
        "Map the leaks",
        reverse("partnering:group", args=[cast.group.pk]),
    ):
        assert part in mail.text
        assert part in mail.html


def test_the_mail_is_not_sent_when_nothing_is_theirs_or_they_went_elsewhere(cast, busy):
    chidi = cast.people["chidi"]
    leave(cast, busy, everything_to(chidi, busy))
    message = OutgoingMessage.objects.get(kind="handover")
    chidi.organisation = cast.university
    chidi.save()
    message.refresh_from_db()
    assert isinstance(handover_mail(message), Suppressed)
    message.to_person = None
    assert isinstance(handover_mail(message), Suppressed)


def test_the_mail_says_nothing_of_a_partnership_that_was_left_meanwhile(cast, busy):
    chidi = cast.people["chidi"]
    add_action(title="Tidy the store", organisation=cast.utility, owner=busy, by=cast.users["amina"])
    leave(cast, busy, everything_to(chidi, busy))
    cast.partnership.memberships.filter(organisation=cast.utility).update(left_on=access.today())

    text = handover_mail(OutgoingMessage.objects.get(kind="handover")).text

    assert "Tidy the store" in text
    assert "Clean River" not in text
    assert "Map the leaks" not in text


def test_who_has_no_address_takes_over_without_a_mail(cast, busy):
    chidi = cast.people["chidi"]
    chidi.email = ""
    chidi.save()
    leave(cast, busy, everything_to(chidi, busy))
    assert not OutgoingMessage.objects.filter(kind="handover").exists()


def test_a_sponsor_whose_role_ends_opens_a_handover_and_a_new_one_closes_it(cast):
    bo, chidi, amina = cast.people["bo"], cast.people["chidi"], cast.users["amina"]
    end_role(role=bo.roles.get(), on=access.today(), by=amina)
    made = Handover.objects.get()
    assert (made.person, made.reason, made.closed_on) == (bo, HandoverReason.ROLE_ENDED, None)
    assert [item.what for item in open_items(made)] == ["Senior sponsor"]

    appoint(person=chidi, kind=RoleKind.CONTRIBUTOR, partnership=cast.partnership, by=amina)
    made.refresh_from_db()
    assert made.closed_on is None
    appoint(person=chidi, kind=RoleKind.SENIOR_SPONSOR, partnership=cast.partnership, by=amina)
    made.refresh_from_db()
    assert made.closed_on == access.today()
    assert made.items.get().successor == chidi


def test_no_handover_is_opened_when_a_colleague_holds_the_same_role_or_it_is_a_lesser_one(cast):
    amina = cast.users["amina"]
    second = give_role(cast.people["chidi"], RoleKind.SENIOR_SPONSOR, cast.partnership)
    end_role(role=second, on=access.today(), by=amina)
    lesser = give_role(cast.people["chidi"], RoleKind.CONTRIBUTOR, cast.partnership)
    end_role(role=lesser, on=access.today(), by=amina)
    assert not Handover.objects.exists()


def test_the_page_lists_all_with_colleagues_to_choose_and_one_choice_for_all(client, cast, busy):
    client.force_login(cast.users["amina"])
    where = reverse("partnering:person-leaves", args=[busy.pk])
    page = client.get(where).content.decode()
    for part in ("3 things to pass on", "Senior sponsor", "Seat in Monitoring", "Map the leaks", "Chidi"):
        assert part in page
    assert "Dana" not in page

    seat = Seat.objects.get(person=busy)
    answer = client.post(
        where,
        {
            "on": access.today().isoformat(),
            "everything": cast.people["chidi"].pk,
            f"seat-{seat.pk}": cast.people["amina"].pk,
            f"action-{Action.objects.get().pk}": "open",
        },
        follow=True,
    )

    made = Handover.objects.get()
    text = answer.content.decode()
    assert "1 thing is left open" in text
    assert answer.redirect_chain[-1][0] == made.get_absolute_url()
    assert {item.kind: getattr(item.successor, "name", "") for item in made.items.all()} == {
        "role": "Chidi",
        "seat": "Amina",
        "action": "",
    }
    listed = client.get(cast.utility.get_absolute_url()).content.decode()
    assert "1 thing without a successor" in listed

    client.post(made.get_absolute_url(), {"everything": cast.people["chidi"].pk})
    assert Action.objects.get().owner == cast.people["chidi"]
    made.refresh_from_db()
    assert made.closed_on == access.today()
    assert "Open handovers" not in client.get(cast.utility.get_absolute_url()).content.decode()


def test_a_mistyped_year_undoes_nothing_that_somebody_took_on_or_took_part_in(client, cast, busy):
    client.force_login(cast.users["amina"])
    where = reverse("partnering:person-leaves", args=[busy.pk])
    seat = Seat.objects.current().get(person=busy)
    long_ago, chidi = seat.started_on - timedelta(days=365), cast.people["chidi"]

    refused = client.post(where, {"on": long_ago.isoformat(), "everything": chidi.pk})

    assert refused.status_code == 422
    assert "“Monitoring” began only on" in refused.content.decode()
    assert f'value="{chidi.pk}" selected' in refused.content.decode()
    seat.refresh_from_db()
    assert (seat.person, seat.ended_on) == (busy, None)
    meeting = plan(cast, days=-9, title="Gauges")
    note_attendance(meeting=meeting, rows=[Presence(busy, True)], by=cast.users["fola"])
    day = meeting.starts_there.date()
    with pytest.raises(DomainError, match="Bo was at “Gauges” on"):
        leave(cast, busy, {}, on=day - timedelta(days=1))
    leave(cast, busy, {}, on=day)
    assert Person.objects.get(pk=busy.pk).left_on == day


def test_a_handover_is_closed_with_the_rest_left_open_and_says_so(client, cast, busy):
    client.force_login(cast.users["amina"])
    made = leave(cast, busy, {})

    answer = client.post(reverse("partnering:close-handover", args=[made.pk]), follow=True)

    assert "Left open" in answer.content.decode()
    assert client.post(made.get_absolute_url(), {"everything": cast.people["chidi"].pk}).status_code == 200


def test_a_leave_asks_why_and_hands_over_from_its_day(client, cast, busy):
    client.force_login(cast.users["amina"])
    where = reverse("partnering:hand-over", args=[busy.pk])
    data = {"on": later().isoformat(), "everything": cast.people["chidi"].pk}
    assert client.post(where, data).status_code == 422

    client.post(where, data | {"reason": HandoverReason.AWAY})

    assert Role.objects.current(later()).get(kind=RoleKind.SENIOR_SPONSOR).person == cast.people["chidi"]
    busy.refresh_from_db()
    assert busy.left_on is None


def test_who_stays_must_give_something_away_to_somebody(client, cast, busy):
    client.force_login(cast.users["amina"])
    where = reverse("partnering:hand-over", args=[busy.pk])
    answer = client.post(where, {"on": access.today().isoformat(), "reason": HandoverReason.AWAY})
    assert answer.status_code == 422
    assert "Choose who takes over at least one thing." in answer.content.decode()
    assert not Handover.objects.exists()

    left = hand_over(
        person=busy, reason=HandoverReason.LEAVING, on=access.today(), successors={}, by=cast.users["amina"]
    )
    answer = client.post(left.get_absolute_url(), {"everything": ""})
    assert answer.status_code == 422
    assert "Choose who takes over at least one thing." in answer.content.decode()


@pytest.mark.parametrize("day", ["1890-01-01", "2999-12-31"])
def test_nobody_leaves_on_a_day_that_nobody_means(client, cast, busy, day):
    client.force_login(cast.users["amina"])
    answer = client.post(reverse("partnering:person-leaves", args=[busy.pk]), {"on": day})
    assert answer.status_code == 422
    assert "Check the year: the day must lie between" in answer.content.decode()
    assert day in answer.content.decode()
    assert not Handover.objects.exists()


def test_a_managers_role_is_listed_but_only_a_manager_passes_it_on(client, cast):
    chidi = cast.people["chidi"]
    role = give_role(chidi, RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    client.force_login(cast.users["amina"])
    where = reverse("partnering:hand-over", args=[chidi.pk])

    page = client.get(where).content.decode()

    assert "Not for you to pass on" in page
    data = {
        "on": access.today(),
        "reason": "away",
        "everything": cast.people["bo"].pk,
        f"role-{role.pk}": cast.people["bo"].pk,
    }
    client.post(where, data)
    role.refresh_from_db()
    assert role.ended_on is None
    give_role(cast.people["amina"], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    client.post(where, data)
    role.refresh_from_db()
    assert role.ended_on == access.today()


def test_nobody_leaves_twice_or_before_they_joined(client, cast):
    client.force_login(cast.users["amina"])
    chidi = cast.people["chidi"]
    chidi.joined_on = access.today()
    chidi.save()
    where = reverse("partnering:person-leaves", args=[chidi.pk])
    assert client.post(where, {"on": LONG_AGO}).status_code == 422
    assert client.post(where, {"on": access.today()}).url == chidi.get_absolute_url()
    again = client.post(where, {"on": access.today()})
    assert again.status_code == 422
    assert "left already" in again.content.decode()
    assert Handover.objects.count() == 1


@pytest.mark.parametrize("who", ["dana", "fola", "chidi", "eve"])
def test_nobody_else_sees_an_organisations_handovers(client, cast, busy, who):
    made = leave(cast, cast.people["bo"], {})
    client.force_login(cast.users[who])
    for name, pk in (("handover", made.pk), ("hand-over", busy.pk), ("person-leaves", busy.pk)):
        assert client.get(reverse(f"partnering:{name}", args=[pk])).status_code == 404
    assert "Open handovers" not in client.get(cast.utility.get_absolute_url()).content.decode()
    assert not HandoverItem.objects.visible_to(cast.users[who]).exists()


def test_a_handovers_page_costs_the_same_for_any_length(client, cast, busy):
    client.force_login(cast.users["amina"])
    where = reverse("partnering:hand-over", args=[busy.pk])
    made = leave(cast, cast.people["chidi"], {})
    client.get(where)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(where)
            client.get(made.get_absolute_url())
        counts.append(len(queries))
        for extra in range(2):
            action = add_action(
                title=f"More {number} {extra}", organisation=cast.utility, owner=busy, by=cast.users["amina"]
            )
            HandoverItem.objects.create(handover=made, kind="action", subject_id=action.pk, what="x")
            make_person(cast.utility, f"Extra {number} {extra}")
    assert counts[0] == counts[1]


def test_decisions_and_points_of_meetings_to_come_pass_on_and_drafts_stay_their_keepers(cast):
    amina, chidi, by = cast.people["amina"], cast.people["chidi"], cast.users["fola"]
    told = published(cast)
    draft = decide(meeting=held(cast), text="Not told yet", owner=chidi, by=by)
    ahead = plan(cast)
    for text in ("Budget", "Rest"):
        add_item(meeting=ahead, text=text, lead=chidi, by=by)
    edit_decision(decision=told, owner=chidi, by=by)
    passed = {key: amina for key in everything_to(amina, chidi) if key[0] in ("decision", "agenda item")}
    last = ahead.agenda.last()
    del passed["agenda item", last.pk]

    leave(cast, chidi, passed)

    told.refresh_from_db()
    draft.refresh_from_db()
    assert (told.owner, draft.owner) == (amina, chidi)
    assert [one.lead for one in ahead.agenda.all()] == [amina, chidi]
    still_open = {one.key: one.still_open for one in registry.holdings}
    assert still_open["agenda item"](chidi, [last.pk]) == {last.pk}
    assert still_open["decision"](chidi, [told.pk]) == set()


def test_the_last_manager_leaves_only_when_a_colleague_takes_over_and_their_lead_may_say_who(client, cast):
    fola, gil = cast.people["fola"], make_person(cast.agency, "Gil")
    lead = make_person(cast.agency, "Hana")
    give_role(lead, RoleKind.PARTNERING_LEAD, None)
    role = fola.roles.get()
    client.force_login(lead.user)
    where = reverse("partnering:person-leaves", args=[fola.pk])
    data = {"on": access.today(), f"role-{role.pk}": "open"}

    refused = client.post(where, data).content.decode()
    assert "Nobody else manages Clean River. Choose who takes over" in refused
    fola.refresh_from_db()
    assert (fola.left_on, fola.user.is_active, Handover.objects.count()) == (None, True, 0)

    assert client.post(where, data | {f"role-{role.pk}": gil.pk}).status_code == 302
    fola.refresh_from_db()
    assert fola.left_on == access.today()
    assert access.manages_partnership(gil.user, cast.partnership)


def test_one_of_two_managers_leaves_as_anybody_does(cast):
    give_role(cast.people["dana"], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)

    person_leaves(person=cast.people["fola"], on=access.today(), by=cast.users["fola"])

    assert access.manages_partnership(cast.users["dana"], cast.partnership)


def test_somebody_who_manages_only_later_or_until_then_is_no_other_manager(cast):
    other = give_role(cast.people["dana"], RoleKind.PARTNERSHIP_MANAGER, cast.partnership)
    on = access.today() + timedelta(days=5)
    for started, ended in ((on + timedelta(days=1), None), (other.started_on, on)):
        Role.objects.filter(pk=other.pk).update(started_on=started, ended_on=ended)
        with pytest.raises(DomainError, match="Nobody else manages"):
            person_leaves(person=cast.people["fola"], on=on, by=cast.users["fola"])
