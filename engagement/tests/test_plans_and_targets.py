"""Whose people are needed, and the ten questions."""

from datetime import timedelta

import pytest

from conftest import LONG_AGO
from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import EngagementTarget, PlanItem, PlanStep, Recount
from engagement.queries.meanings import meanings_for
from engagement.services.plans import answer_plan_item
from engagement.services.targets import name_targets
from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry, Unit
from readiness.framework_files import built_in

READERS = [("amina", True), ("bo", True), ("chidi", False), ("dana", False), ("eve", False), ("fola", False)]


@pytest.fixture
def units(cast):
    return [cast.unit, Unit.objects.create(organisation=cast.utility, name="Finance")]


def name(cast, units, on=None):
    return name_targets(
        partnership=cast.partnership, organisation=cast.utility, units=units, by=cast.users["amina"], on=on
    )


def answer(cast, question=PlanQuestion.SKILLS, on=None, **values):
    return answer_plan_item(
        organisation=cast.utility, question=question, by=cast.users["amina"], on=on, **values
    )


@pytest.mark.parametrize(("who", "sees"), READERS)
def test_targets_and_plans_are_seen_by_those_who_read_the_organisations_internal_matters(
    cast, who, sees, units
):
    name(cast, units)
    answer(cast, answer="Enough")
    user = cast.users[who]
    for rows in (EngagementTarget, PlanItem, PlanStep):
        assert rows.objects.visible_to(user).exists() is sees


def test_naming_targets_again_drops_those_that_are_not_named_any_more(cast, units):
    first = access.today() - timedelta(days=50)
    name(cast, units, on=first)
    left = name(cast, units[:1], on=access.today())
    assert [target.unit for target in left] == [cast.unit]
    assert [one.unit for one in EngagementTarget.objects.current(first)] == [units[1], units[0]]
    assert EngagementTarget.objects.get(unit=units[1]).dropped_on == access.today()
    assert str(left[0]) == "Operations"


def test_naming_the_same_targets_changes_nothing(cast, units):
    name(cast, units)
    before = (AuditEntry.objects.count(), Recount.objects.count())
    name(cast, units)
    assert (AuditEntry.objects.count(), Recount.objects.count()) == before


def test_targets_are_units_of_a_member(cast):
    strange = Unit.objects.create(organisation=cast.university, name="Geology")
    with pytest.raises(DomainError, match="another organisation"):
        name(cast, [strange])
    with pytest.raises(DomainError, match="not a member"):
        name_targets(partnership=cast.partnership, organisation=cast.outsider, units=[], by=cast.users["eve"])


def test_managers_of_other_organisations_read_nothing_of_targets_in_the_record(cast, units):
    name(cast, units)
    assert not AuditEntry.objects.visible_to(cast.users["fola"]).filter(verb="named targets")
    assert AuditEntry.objects.visible_to(cast.users["amina"]).filter(verb="named targets")


def test_an_answer_keeps_what_counted_on_each_day(cast):
    before = access.today() - timedelta(days=20)
    item = answer(cast, answer=" Two of us. ", on=before)
    answer(cast, owner=cast.people["chidi"], due_on=access.today(), status=PlanStatus.DONE)
    item.refresh_from_db()
    assert (item.answer, item.owner, item.status) == ("Two of us.", cast.people["chidi"], PlanStatus.DONE)
    assert list(PlanStep.objects.order_by("on").values_list("on", "answered", "owned", "done")) == [
        (before, True, False, False),
        (access.today(), True, True, True),
    ]
    assert str(item) == PlanQuestion.SKILLS.label
    assert str(PlanStep.objects.first()).startswith(item.get_question_display())


def test_two_changes_on_a_day_are_one_step(cast):
    answer(cast, answer="One")
    answer(cast, answer="")
    assert PlanStep.objects.get().answered is False


def test_an_answer_counts_again_in_every_partnership_of_the_organisation(cast):
    answer(cast, answer="One", on=LONG_AGO)
    assert [(row.partnership, row.since) for row in Recount.objects.all()] == [(cast.partnership, LONG_AGO)]


def test_an_owner_sees_and_may_change_their_own_questions_only(cast):
    mine = answer(cast, owner=cast.people["chidi"])
    other = answer(cast, question=PlanQuestion.TOOLS)
    chidi, amina = cast.users["chidi"], cast.users["amina"]
    assert list(PlanItem.objects.visible_to(chidi)) == [mine]
    assert list(PlanItem.objects.changeable_by(chidi)) == [mine]
    assert set(PlanItem.objects.changeable_by(amina)) == {mine, other}
    assert not PlanItem.objects.changeable_by(cast.users["bo"])
    assert not PlanItem.objects.changeable_by(cast.users["eve"])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"question": "weather"}, "no such question"),
        ({"colour": "red"}, "no such question"),
        ({"answer": " ", "status": PlanStatus.DONE}, "has an answer"),
        ({"status": PlanStatus.DONE}, "has an answer"),
    ],
)
def test_a_plan_takes_only_what_makes_sense(cast, values, said):
    with pytest.raises(DomainError, match=said):
        answer(cast, **values)
    assert not PlanItem.objects.exists()


def test_an_owner_is_one_of_the_organisations_own_people(cast):
    with pytest.raises(DomainError, match="own people"):
        answer(cast, owner=cast.people["dana"])


def test_an_item_is_late_when_its_day_has_passed_and_it_is_not_done(cast):
    item = answer(cast, due_on=access.today() - timedelta(days=1))
    assert item.is_late()
    assert list(PlanItem.objects.late()) == [item]
    done = answer(cast, answer="Yes", status=PlanStatus.DONE)
    assert not done.is_late()
    assert not PlanItem.objects.late()


def test_a_steward_keeps_the_register_no_more_once_the_organisation_plans(cast):
    cast.utility.steward = cast.users["fola"]
    cast.utility.save()

    answer_plan_item(
        organisation=cast.utility, question=PlanQuestion.SKILLS, answer="Two", by=cast.users["amina"]
    )

    cast.utility.refresh_from_db()
    assert cast.utility.steward is None


def test_the_self_check_asks_each_of_the_ten_questions_of_the_plan():
    framework = built_in("engagement-plan")

    assert sorted(question.key for question in framework.questions) == sorted(PlanQuestion)


def test_people_without_a_role_are_told_when_a_partnership_counts_on_their_own_unit(cast, units):
    def told(who):
        return [one.needs_unit for one in meanings_for(cast.users[who], on=access.today())]

    assert told("chidi") == [False]
    name(cast, units)

    assert told("chidi") == [True]
    assert told("dana") == [False]
