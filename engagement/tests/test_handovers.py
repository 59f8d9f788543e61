"""What hangs on somebody, in figures and words, and what they hold above the core."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agreements.services.signing import put_out_for_signature
from agreements.tests import cast as agreed
from engagement.dimensions import wanted_by_unit
from engagement.evidence import Act, Member
from engagement.hanging import Hanging, what_hangs_on
from engagement.models import PlanItem
from engagement.queries.evidence import evidence_of
from engagement.services.interactions import log_interaction
from engagement.services.plans import answer_plan_item
from engagement.services.targets import name_targets
from partnering import access
from partnering.errors import DomainError
from partnering.models import Unit
from partnering.services.actions import add_action
from partnering.services.handovers import hand_over, held_by, open_items
from partnering.services.positions import move_person

DAY = date(2026, 3, 1)


def act(person, interaction, *partners, days=1, joint=True):
    on = DAY - timedelta(days=days)
    return Act(on, person, None, frozenset((one, None) for one in partners), joint, interaction)


def test_what_hangs_on_somebody_is_their_joint_part_and_the_partners_only_they_met():
    acts = (act(1, 10, 7), act(1, 11, 7, 8), act(2, 11, 7, 8), act(1, 12, 9), act(2, 13, joint=False))
    member = Member(5, acts=acts)

    assert what_hangs_on(1, member, DAY) == Hanging(joint=3, theirs=3, alone=2, only_ties=(9,))
    assert what_hangs_on(2, member, DAY) == Hanging(joint=3, theirs=1, alone=0, only_ties=())
    assert what_hangs_on(3, member, DAY) is None
    assert what_hangs_on(1, Member(5, acts=(act(1, 10, 7, days=200),)), DAY) is None


@pytest.fixture
def busy(cast):
    """Chidi met the university twice, alone once, and owns a joint action and a question of the plan."""
    chidi, amina = cast.people["chidi"], cast.users["amina"]
    met = {"partnership": cast.partnership, "kind": "workshop", "by": amina}
    for number, people in enumerate([("chidi", "dana"), ("chidi", "dana", "bo"), ("bo", "fola")]):
        log_interaction(
            **met,
            title=f"Workshop {number}",
            held_on=access.today() - timedelta(days=number + 1),
            people=[cast.people[name] for name in people],
        )
    add_action(
        title="Share data", organisation=cast.utility, partnership=cast.partnership, owner=chidi, by=amina
    )
    answer_plan_item(
        organisation=cast.utility, question="awareness", answer="By briefings", owner=chidi, by=amina
    )
    return chidi


def test_the_pages_say_what_hangs_on_them_to_their_own_organisation_only(client, cast, busy):
    sentence = "2 of the last 3 joint interactions and 1 open action hung on Chidi."
    client.force_login(cast.users["amina"])
    assert sentence in client.get(reverse("partnering:person-leaves", args=[busy.pk])).content.decode()
    traction = reverse("engagement:traction", args=[cast.partnership.slug])
    assert "hung on" not in client.get(traction).content.decode()

    hand_over(person=busy, reason="leaving", on=access.today(), successors={}, by=cast.users["amina"])

    assert sentence in client.get(traction).content.decode()
    assert sentence not in client.get(traction + "?of=all").content.decode()
    for who in ("dana", "fola"):
        client.force_login(cast.users[who])
        assert "hung on" not in client.get(traction).content.decode()


def test_the_only_tie_to_a_partner_is_named(client, cast, busy):
    client.force_login(cast.users["amina"])
    page = client.get(reverse("partnering:hand-over", args=[cast.people["bo"].pk])).content.decode()
    assert "2 of the last 3 joint interactions and the only tie to River Agency hung on Bo." in page


def test_questions_of_the_plan_pass_on_with_the_rest(cast, busy):
    held = {one.kind: one for one in held_by(busy, access.today())}
    assert held["plan item"].where == "Water Utility"
    item = PlanItem.objects.get()
    made = hand_over(person=busy, reason="leaving", on=access.today(), successors={}, by=cast.users["amina"])
    assert {one.kind for one in open_items(made)} == {"action", "plan item"}

    made = hand_over(
        person=busy,
        reason="away",
        on=access.today(),
        successors={("plan item", item.pk): cast.people["bo"]},
        by=cast.users["amina"],
    )
    item.refresh_from_db()
    assert item.owner == cast.people["bo"]
    assert {one.kind for one in open_items(made)} == {"action"}


def test_a_signature_that_is_asked_of_them_is_listed_and_not_passed_on(client, cast):
    draft = agreed.draft(cast, title="Charter")
    put_out_for_signature(agreement=draft, by=cast.users["fola"])
    signs = draft.current_version().signatories.get(organisation=cast.utility).person
    client.force_login(cast.users["amina"])

    page = client.get(reverse("partnering:hand-over", args=[signs.pk])).content.decode()

    assert "Signature under Charter" in page
    assert "Not for you to pass on" in page
    held = next(one for one in held_by(signs, access.today()) if one.kind == "signature")
    with pytest.raises(DomainError, match="name another"):
        hand_over(
            person=signs,
            reason="away",
            on=access.today(),
            successors={("signature", held.pk): cast.people["chidi"]},
            by=cast.users["amina"],
        )
    made = hand_over(person=signs, reason="away", on=access.today(), successors={}, by=cast.users["amina"])
    assert "signature" in {one.kind for one in open_items(made)}


def test_a_persons_page_tells_what_they_took_part_in_as_far_as_its_reader_may_know(client, cast, busy):
    log_interaction(
        partnership=cast.partnership,
        kind="briefing",
        title="Inside only",
        held_on=access.today() - timedelta(days=1),
        people=[cast.people["bo"]],
        organisation=cast.utility,
        by=cast.users["amina"],
    )
    pages = {}
    for who in ("amina", "dana"):
        client.force_login(cast.users[who])
        pages[who] = client.get(cast.people["bo"].get_absolute_url()).content.decode()
    assert "Workshop 2" in pages["amina"]
    assert "Workshop 2" in pages["dana"]
    assert "Inside only" in pages["amina"]
    assert "Inside only" not in pages["dana"]


def test_who_moved_counts_on_past_days_where_they_were_then(cast, busy):
    pumps = Unit.objects.create(organisation=cast.utility, name="Pumps")
    name_targets(
        partnership=cast.partnership,
        organisation=cast.utility,
        units=[cast.unit],
        by=cast.users["amina"],
        on=access.today() - timedelta(days=30),
    )
    move_person(
        person=busy, on=access.today(), unit=pumps, level=busy.level, job_title="", by=cast.users["amina"]
    )

    member = next(one for one in evidence_of(cast.partnership).members if one.pk == cast.utility.pk)

    assert [act.unit for act in member.acts if act.person == busy.pk] == [cast.unit.pk] * 2
    before, now = (wanted_by_unit(member, on) for on in (access.today() - timedelta(days=1), access.today()))
    assert busy.pk in {human.pk for human in before[cast.unit.pk]}
    assert busy.pk not in {human.pk for humans in now.values() for human in humans}
    tied = next(one for one in evidence_of(cast.partnership).members if one.pk == cast.university.pk)
    assert (cast.utility.pk, cast.unit.pk) in {pair for act in tied.acts for pair in act.partners}
