"""The board of actions: columns, moving between them, and what it remembers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import make_person
from partnering import access
from partnering.choices import ActionState
from partnering.errors import DomainError
from partnering.models import Action
from partnering.services.actions import cancel_action, move_action

BOARD = "partnering:action-board"


def action_of(cast, title, **given):
    return Action.objects.create(
        title=title, **{"organisation": cast.utility, "partnership": cast.partnership} | given
    )


@pytest.fixture
def actions(cast):
    done = {"state": ActionState.DONE}
    return [
        action_of(cast, "later"),
        action_of(cast, "late", due_on=access.today() - timedelta(days=5)),
        action_of(cast, "begun", started_on=access.today()),
        action_of(cast, "finished", done_on=access.today(), **done),
        action_of(cast, "long ago", done_on=access.today() - timedelta(days=31), **done),
        action_of(cast, "dropped", state=ActionState.CANCELLED),
        action_of(cast, "inner", partnership=None),
    ]


def columns(client, query=None):
    page = client.get(reverse(BOARD), query or {})
    return {column.key: [one.title for one in column.actions] for column, _more in page.context["columns"]}


def move(client, action, to):
    return client.post(reverse("partnering:move-action", args=[action.pk]), {"to": to})


def test_each_action_stands_in_its_column_the_late_ones_first(client, cast, actions):
    client.force_login(cast.users["amina"])

    assert columns(client) == {"todo": ["late", "later", "inner"], "doing": ["begun"], "done": ["finished"]}
    assert columns(client, {"q": "late"})["todo"] == ["late", "later"]
    assert columns(client, {"q": "late", "whose": "mine"})["todo"] == []


def test_others_see_on_it_what_they_see_elsewhere(client, cast, actions):
    client.force_login(cast.users["dana"])
    page = client.get(reverse(BOARD))
    assert "inner" not in columns(client)["todo"]
    assert 'name="to"' not in page.content.decode()
    assert move(client, actions[0], "done").status_code == 404
    client.force_login(cast.users["eve"])
    assert columns(client) == {"todo": [], "doing": [], "done": []}
    assert move(client, actions[0], "done").status_code == 404


def test_an_action_goes_to_any_column_and_counts_as_open_until_it_is_done(client, cast, actions):
    late = actions[1]
    client.force_login(cast.users["amina"])
    seen = []
    for to in ("doing", "done", "doing", "todo", "done", "todo", "nonsense"):
        move(client, late, to)
        late.refresh_from_db()
        seen.append((late.state, late.started_on is not None, late.done_on is not None, late.is_late()))

    todo, doing, done = (
        ("open", False, False, True),
        ("open", True, False, True),
        ("done", True, True, False),
    )
    assert seen == [doing, done, doing, todo, ("done", False, True, False), todo, todo]


def test_a_cancelled_one_is_not_moved(cast, actions):
    cancel_action(action=actions[0], by=cast.users["amina"])
    for to in ("todo", "doing", "done"):
        with pytest.raises(DomainError, match="cancelled"):
            move_action(action=actions[0], to=to, by=cast.users["amina"])


def test_the_page_of_an_action_says_since_when_it_is_in_progress(client, cast, actions):
    client.force_login(cast.users["amina"])

    assert "In progress since" in client.get(actions[2].get_absolute_url()).content.decode()
    assert "In progress since" not in client.get(actions[0].get_absolute_url()).content.decode()


def test_the_view_that_was_used_last_opens_the_next_time(client, cast, actions):
    client.force_login(cast.users["amina"])
    address = reverse("partnering:actions")
    assert client.get(address).status_code == 200

    client.get(reverse(BOARD))
    assert client.get(address).url == reverse(BOARD)
    assert client.get(address, {"whose": "mine"}).status_code == 200
    client.get(reverse(BOARD))
    client.get(address, {"view": "none"})
    assert client.get(address).status_code == 200


def test_a_long_column_shows_more_when_asked(client, cast):
    for number in range(27):
        action_of(cast, f"Action {number}")
    client.force_login(cast.users["amina"])

    page = client.get(reverse(BOARD))
    assert "2 more" in page.content.decode()
    assert len(columns(client)["todo"]) == 25
    assert len(columns(client, {"todo": "2"})["todo"]) == 27
    for odd in ("0", "-1", "99999", "x"):
        assert len(columns(client, {"todo": odd})["todo"]) == 25


def test_the_board_costs_the_same_for_any_length(client, cast, actions):
    client.force_login(cast.users["amina"])
    client.get(reverse(BOARD))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(BOARD))
    for number in range(3):
        action_of(cast, f"Action {number}", owner=make_person(cast.utility, f"Owner {number}"))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(BOARD))

    assert len(many) == len(few)


def test_actions_are_counted_by_organisation_and_group_and_no_partner_counts_inner_ones(
    client, cast, actions
):
    Action.objects.filter(title="late").update(group=cast.group, owner=cast.people["chidi"])

    def told(who):
        client.force_login(cast.users[who])
        page = client.get(reverse("partnering:action-counts"))
        return {
            by: [(one.name, one.open, one.late, one.doing, one.nobodys, one.done) for one in rows]
            for by, _heading, rows in page.context["tables"]
        }

    group = [("Monitoring", 1, 1, 0, 0, 0)]
    assert told("amina") == {"organisation": [("Water Utility", 4, 1, 1, 3, 1)], "group": group}
    assert told("dana") == {"organisation": [("Water Utility", 3, 1, 1, 2, 1)], "group": group}
    assert told("eve") == {"organisation": [], "group": []}
    assert told("chidi") == {"organisation": [("Water Utility", 2, 1, 0, 1, 0)], "group": []}


def test_counting_costs_the_same_for_any_number(client, cast, actions, django_assert_num_queries):
    client.force_login(cast.users["amina"])
    address = reverse("partnering:action-counts")
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    action_of(cast, "of another", organisation=cast.university, group=cast.group)

    with django_assert_num_queries(len(few)):
        client.get(address)


def test_the_list_is_narrowed_to_what_actions_arose_from(client, cast, actions):
    Action.objects.filter(title="later").update(origin="commitment")
    client.force_login(cast.users["amina"])

    page = client.get(reverse("partnering:actions"), {"origin": "commitment"}).context["page"]

    assert [one.title for one in page] == ["later"]


def test_the_list_is_downloaded_also_by_who_looked_at_the_board_meanwhile(client, cast, actions):
    client.force_login(cast.users["amina"])
    client.get(reverse(BOARD))
    answer = client.post(reverse("partnering:actions"), {"export": "csv"})

    assert b"begun" in b"".join(answer)
    assert "attachment" in answer["Content-Disposition"]
