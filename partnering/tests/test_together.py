"""Changing many actions at once: what is asked for, no more, and what was before when it is taken back."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partnering import access, together
from partnering.choices import ActionState
from partnering.errors import DomainError
from partnering.models import Action, ActionBatch, ActionReturn, AuditEntry
from partnering.services import action_batches as services
from partnering.services.action_answers import give_back
from partnering.services.actions import edit_action
from partnering.together import Ask, Row, Values, What, Why

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
KEYS = st.none() | st.integers(1, 3)
TOUCHED = {
    What.DONE: {"state", "done_on"},
    What.CANCEL: {"state"},
    What.DUE: {"due_on"},
    What.SHIFT: {"due_on"},
    What.OWNER: {"owner"},
    What.GROUP: {"group"},
}


@st.composite
def rows(draw):
    state = draw(st.sampled_from(ActionState.values))
    done_on = draw(DAYS) if state == "done" else None
    values = Values(state, draw(st.none() | DAYS), done_on, draw(KEYS), draw(KEYS))
    return Row(1, values, draw(st.integers(1, 2)), draw(KEYS), draw(st.booleans()))


ASKS = st.builds(
    Ask, st.sampled_from(What), DAYS, st.integers(-400, 400), KEYS, st.none() | st.integers(1, 2)
)


@given(rows(), ASKS, DAYS)
def test_only_what_is_asked_for_changes_and_taking_it_back_gives_what_was(row, ask, today):
    new = together.outcome(row, ask, today)
    if isinstance(new, Why):
        return

    assert row.changeable
    assert row.values.state == "open"
    differs = {one.name for one in fields(Values) if getattr(new, one.name) != getattr(row.values, one.name)}
    assert differs
    assert differs <= TOUCHED[ask.what]
    assert (new.state == "done") == (new.done_on is not None)
    assert together.restored(new, row.values, new) == row.values
    assert together.restored(row.values, row.values, new) is None


@given(rows(), ASKS, DAYS)
def test_nothing_is_given_to_somebody_of_another_organisation_or_partnership(row, ask, today):
    new = together.outcome(row, ask, today)
    if isinstance(new, Values) and ask.key and ask.what in (What.OWNER, What.GROUP):
        assert ask.belongs_to == (row.organisation if ask.what == What.OWNER else row.partnership)


@pytest.fixture
def actions(cast):
    """Two of the utility, one of the university, one internal, one done."""
    joint = {"partnership": cast.partnership, "due_on": access.today() - timedelta(days=3)}
    made = {
        "own": {"organisation": cast.utility, "owner": cast.people["chidi"], **joint},
        "nobodys": {"organisation": cast.utility, **joint},
        "theirs": {"organisation": cast.university, **joint},
        "inner": {"organisation": cast.utility},
        "done": {"organisation": cast.utility, "state": ActionState.DONE, "done_on": access.today(), **joint},
    }
    return {title: Action.objects.create(title=title, **given) for title, given in made.items()}


def press(client, actions, what, **given):
    data = {"what": what, "action": [one.pk for one in actions], **given}
    return client.post(reverse("partnering:change-together"), data, follow=True)


def everything():
    return list(Action.objects.order_by("pk").values())


def test_a_lead_sees_what_changes_and_what_does_not_and_why_before_anything_does(client, cast, actions):
    client.force_login(cast.users["amina"])
    before = everything()

    page = press(client, actions.values(), "shift", days=7, shown=1)

    assert [one.action.title for one in page.context["changes"]] == ["own", "nobodys"]
    stays = {why: [one.title for one in rows] for why, rows in page.context["stays"].items()}
    assert stays == {
        "Not yours to change": ["theirs"],
        "It has no day that could move": ["inner"],
        "Done or cancelled already": ["done"],
    }
    assert everything() == before


@pytest.mark.parametrize(
    ("what", "given", "said", "changed"),
    [
        ("done", {}, "done", {"state": "done", "done_on": access.today()}),
        ("cancel", {}, "cancel", {"state": "cancelled"}),
        ("due", {"on": "2031-05-06"}, "2031-05-06", {"due_on": date(2031, 5, 6)}),
        ("shift", {"days": "10"}, "10", {"due_on": access.today() + timedelta(days=7)}),
        ("owner", {"owner": "bo"}, "bo", {"owner": "bo"}),
        ("group", {"group": "group"}, "group", {"group": "group"}),
    ],
)
def test_each_way_changes_all_that_were_shown_notes_each_and_is_undone(
    client, cast, actions, what, given, said, changed
):
    keys = {"bo": cast.people["bo"].pk, "group": cast.group.pk}
    given = {name: keys.get(value, value) for name, value in given.items()}
    client.force_login(cast.users["fola" if what == "group" else "amina"])
    chosen = [actions["own"], actions["nobodys"], actions["theirs"]]
    before = everything()
    entries = AuditEntry.objects.count()

    page = press(client, chosen, what, shown=1, confirmed=keys.get(said, said), **given)

    batch = ActionBatch.objects.get()
    assert AuditEntry.objects.count() == entries + len(batch.rows)
    for action in chosen[: len(batch.rows)]:
        action.refresh_from_db()
        for name, value in changed.items():
            known = {"owner": action.owner_id, "group": action.group_id}
            assert known.get(name, getattr(action, name)) == keys.get(value, value)
    undo = reverse("partnering:undo-together", args=[batch.pk])
    assert undo in page.content.decode()
    assert client.get(undo).status_code == 200
    client.post(undo)
    assert everything() == before
    assert client.post(undo).status_code == 404


def test_what_was_changed_again_since_stays_when_the_rest_is_taken_back(client, cast, actions):
    client.force_login(cast.users["amina"])
    press(
        client, [actions["own"], actions["nobodys"]], "due", on="2031-05-06", shown=1, confirmed="2031-05-06"
    )
    actions["own"].refresh_from_db()
    edit_action(action=actions["own"], by=cast.users["fola"], due_on=date(2032, 1, 1))

    page = client.post(reverse("partnering:undo-together", args=[ActionBatch.objects.get().pk]), follow=True)

    assert "“own”" in page.content.decode()
    days = dict(Action.objects.values_list("title", "due_on"))
    assert (days["own"], days["nobodys"]) == (date(2032, 1, 1), access.today() - timedelta(days=3))


@pytest.mark.parametrize("lost", ["owner", "group", "right"])
def test_what_may_not_be_any_more_is_not_taken_back(cast, actions, lost):
    own = actions["own"]
    own.group = cast.group
    own.save()
    amina = cast.users["amina"]
    batch = services.change_together(pks=[own.pk], ask=Ask(What.OWNER), by=amina)
    if lost == "owner":
        cast.people["chidi"].left_on = access.today()
        cast.people["chidi"].save()
    elif lost == "group":
        cast.group.partnership = type(cast.partnership).objects.create(
            name="Other", slug="other", started_on=access.today()
        )
        cast.group.save()
    else:
        cast.people["amina"].roles.all().delete()

    count, refused = services.undo_together(batch=batch, by=cast.users["amina"])

    assert (count, len(refused)) == (0, 0 if lost == "right" else 1)
    own.refresh_from_db()
    assert own.owner is None


@pytest.mark.parametrize("again", [False, True])
def test_taking_a_new_owner_back_brings_back_what_the_old_one_gave_back(cast, actions, again):
    own, amina = actions["own"], cast.users["amina"]
    first = give_back(action=own, person=cast.people["chidi"], named="Bo")
    ask = Ask(What.OWNER, key=cast.people["bo"].pk, belongs_to=cast.utility.pk)
    batch = services.change_together(pks=[own.pk], ask=ask, by=amina)
    if again:
        own.refresh_from_db()
        give_back(action=own, person=cast.people["bo"])

    assert services.undo_together(batch=batch, by=amina) == (1, [])

    own.refresh_from_db()
    assert own.owner == cast.people["chidi"]
    assert list(ActionReturn.objects.open()) == [first]


def test_after_an_hour_or_by_somebody_else_nothing_is_taken_back(client, cast, actions):
    amina = cast.users["amina"]
    batch = services.change_together(pks=[actions["own"].pk], ask=Ask(What.DONE), by=amina)
    undo = reverse("partnering:undo-together", args=[batch.pk])
    for who in ("bo", "dana", "eve", "fola"):
        client.force_login(cast.users[who])
        assert client.post(undo).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        with pytest.raises(DomainError, match="any more"):
            services.undo_together(batch=batch, by=amina)
        services.change_together(pks=[actions["inner"].pk], ask=Ask(What.DONE), by=amina)
    assert ActionBatch.objects.count() == 1


def test_pressed_too_late_the_page_says_so(client, cast, actions, monkeypatch):
    client.force_login(cast.users["amina"])
    press(client, [actions["own"]], "done", confirmed="done")
    batch = ActionBatch.objects.get()

    def too_late(**_given):
        raise DomainError("Too late, alas")

    monkeypatch.setattr(services, "undo_together", too_late)
    page = client.post(reverse("partnering:undo-together", args=[batch.pk]), follow=True)

    assert "Too late, alas" in page.content.decode()


def test_all_that_fit_the_filter_are_meant_not_only_the_page(client, cast, actions):
    client.force_login(cast.users["amina"])

    address = reverse("partnering:actions") + "?state=late&whose=ours"
    page = press(client, [], "done", all=1, next=address)

    assert [one.action.title for one in page.context["changes"]] == ["own", "nobodys"]


def test_too_many_none_and_nonsense_are_refused_with_what_to_do(client, cast, actions, monkeypatch):
    client.force_login(cast.users["amina"])
    assert "Tick the actions" in press(client, [], "done").content.decode()
    assert "what is to become" in press(client, actions.values(), "burn").content.decode()
    monkeypatch.setattr("partnering.views.action_batches.MOST", 2)
    assert "At most 2" in press(client, actions.values(), "done").content.decode()


def test_what_was_typed_wrong_is_kept_and_what_was_not_shown_is_not_done(client, cast, actions):
    client.force_login(cast.users["amina"])
    before = everything()

    assert press(client, [actions["own"]], "due").status_code == 200
    wrong = press(client, [actions["own"]], "shift", days="0", shown=1)
    other = press(client, [actions["own"]], "due", on="2031-05-06", shown=1, confirmed="2031-05-05")
    nothing = press(client, [actions["theirs"]], "done", confirmed="done")

    assert wrong.status_code == 422
    assert "for instance 7" in wrong.content.decode()
    assert other.context["planned"]
    assert nothing.status_code == 422
    assert "None of these" in nothing.content.decode()
    assert everything() == before


@pytest.mark.parametrize("who", ["eve", "dana"])
def test_nobody_learns_of_or_changes_what_they_do_not_see(client, cast, actions, who):
    client.force_login(cast.users[who])
    before = everything()

    page = press(client, [actions["inner"]], "done", confirmed="done").content.decode()

    assert "Tick the actions" in page
    assert "inner" not in page
    assert everything() == before


def test_a_change_shown_for_many_costs_as_many_queries_as_for_one(client, cast, actions):
    client.force_login(cast.users["amina"])
    with CaptureQueriesContext(connection) as few:
        press(client, [actions["own"]], "done")
    with CaptureQueriesContext(connection) as many:
        press(client, [actions["own"], actions["nobodys"], actions["theirs"]], "done")

    assert len(many) == len(few)
