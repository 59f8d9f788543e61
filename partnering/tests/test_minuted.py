"""Decisions and actions are noted, changed and struck out on the meeting's page, with htmx and without."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from partnering.choices import ActionState
from partnering.errors import DomainError
from partnering.models import Action, Decision
from partnering.services import decisions, minutes
from partnering.services.meetings import change_meeting, day_of
from partnering.tests.test_meeting_pages import at
from partnering.tests.test_meetings import held, published

DAY = timedelta(days=1)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def meeting(cast, client):
    client.force_login(cast.users["fola"])
    return held(cast)


def shown(page):
    """The hidden field by which a form knows what it showed."""
    return re.search(r'name="shown" value="([^"]+)"', page.content.decode())[1]


@pytest.mark.parametrize("name", ["add-decision", "add-meeting-action"])
def test_a_form_comes_into_the_page_for_scripts_and_as_a_page_without(client, meeting, name):
    part = client.get(at(name, meeting.pk), **HTMX).content.decode()
    page = client.get(at(name, meeting.pk)).content.decode()

    assert part.strip().startswith("<section")
    assert f'hx-post="{at(name, meeting.pk)}"' in part
    assert f'action="{at(name, meeting.pk)}"' in part
    assert "<html" in page
    assert "hx-post" not in page.split("<main")[1]


def test_a_decision_is_noted_changed_and_deleted_in_place(client, meeting):
    added = client.post(at("add-decision", meeting.pk), {"text": "Sample weekly"}, **HTMX).content.decode()
    decision = Decision.objects.get()
    assert "The decision is noted." in added
    assert 'role="status"' in added
    assert "Sample weekly" in added
    assert "<form" not in added

    asks = client.get(at("edit-decision", decision.pk), **HTMX)
    changed = client.post(
        at("edit-decision", decision.pk), {"text": "Sample daily", "shown": shown(asks)}, **HTMX
    )
    assert "Sample daily" in changed.content.decode()
    dropped = client.post(at("drop-decision", decision.pk), **HTMX).content.decode()
    assert "The decision is deleted." in dropped
    assert "No decision is noted." in dropped
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["add-decision", "add-meeting-action"])
def test_the_focus_goes_to_where_one_types_and_back_when_one_does_not(client, meeting, name):
    asks = client.get(at(name, meeting.pk), **HTMX).content.decode()
    assert re.search(r"<(input|textarea)[^>]* autofocus", asks)
    assert f"{at(name, meeting.pk)}?cancel" in asks

    back = client.get(f"{at(name, meeting.pk)}?cancel", **HTMX).content.decode()
    assert re.search(r"<a [^>]*autofocus", back)
    assert "<form" not in back


def test_an_action_is_noted_changed_and_called_off_in_place(client, cast, meeting):
    values = {"title": "Buy sensors", "organisation": cast.utility.pk}
    assert "Buy sensors" in client.post(at("add-meeting-action", meeting.pk), values, **HTMX).content.decode()
    action = Action.objects.get()

    asks = client.get(at("edit-meeting-action", action.pk), **HTMX)
    values |= {"title": "Buy three sensors", "due_on": "2026-12-01", "shown": shown(asks)}
    changed = client.post(at("edit-meeting-action", action.pk), values, **HTMX).content.decode()
    assert "Buy three sensors" in changed
    assert (
        "The action is cancelled."
        in client.post(at("drop-meeting-action", action.pk), **HTMX).content.decode()
    )
    action.refresh_from_db()
    assert (action.state, str(action.due_on)) == (ActionState.CANCELLED, "2026-12-01")


def test_without_scripts_each_has_its_page_and_striking_out_asks_first(client, cast, meeting):
    decision = decisions.decide(meeting=meeting, text="Sample weekly", by=cast.users["fola"])
    action = minutes.take_action(
        meeting=meeting, title="Buy", organisation=cast.utility, by=cast.users["fola"]
    )
    edited = client.post(
        at("edit-meeting-action", action.pk), {"title": "Buy two", "organisation": cast.utility.pk}
    )
    assert edited.url == meeting.get_absolute_url()

    for name, thing, words in (
        ("drop-decision", decision, "Delete this decision?"),
        ("drop-meeting-action", action, "Cancel this action?"),
    ):
        assert words in client.get(at(name, thing.pk)).content.decode()
        assert client.post(at(name, thing.pk)).url == meeting.get_absolute_url()
    assert not Decision.objects.exists()
    action.refresh_from_db()
    assert (action.title, action.state) == ("Buy two", ActionState.CANCELLED)


def test_what_is_refused_is_said_in_the_form_and_what_was_typed_stays(client, cast, meeting):
    part = client.post(
        at("add-meeting-action", meeting.pk),
        {"title": "Buy sensors", "organisation": cast.utility.pk, "owner": cast.people["dana"].pk},
        **HTMX,
    ).content.decode()

    assert "one of the organisation&#x27;s own people" in part
    assert 'value="Buy sensors"' in part
    assert not Action.objects.exists()


def test_the_second_of_two_editors_is_shown_what_changed_and_loses_nothing(client, cast, meeting):
    decision = decisions.decide(meeting=meeting, text="Sample weekly", by=cast.users["fola"])
    asks = client.get(at("edit-decision", decision.pk), **HTMX)
    decisions.edit_decision(decision=decision, by=cast.users["fola"], text="Sample daily")

    part = client.post(
        at("edit-decision", decision.pk), {"text": "Sample hourly", "shown": shown(asks)}, **HTMX
    ).content.decode()

    assert "You both changed this" in part
    assert "Sample daily" in part
    assert "Sample hourly" in part
    assert 'id="decisions-part"' in part
    decision.refresh_from_db()
    assert decision.text == "Sample daily"


def test_a_decision_that_partners_may_have_read_stays(client, cast):
    decision = published(cast)
    client.force_login(cast.users["fola"])

    refused = client.post(at("drop-decision", decision.pk), **HTMX).content.decode()
    assert "The minutes are published, so it stays." in refused
    assert (
        at("drop-decision", decision.pk)
        not in client.get(decision.meeting.get_absolute_url()).content.decode()
    )
    assert Decision.objects.exists()


@pytest.mark.parametrize("who", ["amina", "dana", "chidi", "eve"])
def test_nobody_but_who_keeps_the_minutes_gets_at_them_in_place(client, cast, meeting, who):
    decision = decisions.decide(meeting=meeting, text="Sample weekly", by=cast.users["fola"])
    action = minutes.take_action(
        meeting=meeting, title="Buy", organisation=cast.utility, by=cast.users["fola"]
    )
    client.force_login(cast.users[who])

    for name, thing in (
        ("add-decision", meeting),
        ("edit-decision", decision),
        ("drop-decision", decision),
        ("add-meeting-action", meeting),
        ("edit-meeting-action", action),
        ("drop-meeting-action", action),
    ):
        for ask in (client.get, client.post):
            assert ask(at(name, thing.pk), **HTMX).status_code == 404


def test_a_decision_cannot_be_due_before_its_meeting(client, cast, meeting):
    day, fola = day_of(meeting), cast.users["fola"]
    with pytest.raises(DomainError, match="Choose that day or a later one"):
        decisions.decide(meeting=meeting, text="Sample", due_on=day - DAY, by=fola)
    decision = decisions.decide(meeting=meeting, text="Sample", due_on=day, by=fola)
    with pytest.raises(DomainError, match="Choose that day or a later one"):
        decisions.edit_decision(decision=decision, due_on=day - DAY, by=fola)

    page = client.post(at("add-decision", meeting.pk), {"text": "Dig", "due_on": day - DAY}).content.decode()
    assert "Choose that day or a later one" in page
    assert f'value="{day - DAY}"' in page
    assert Decision.objects.get() == decision


def test_one_that_was_due_too_early_before_this_was_refused_can_still_be_worded_better(client, cast, meeting):
    decision = decisions.decide(meeting=meeting, text="Sample", by=cast.users["fola"])
    Decision.objects.update(due_on=day_of(meeting) - DAY)
    address = at("edit-decision", decision.pk)
    given = {"text": "Sample weekly", "due_on": day_of(meeting) - DAY, "shown": shown(client.get(address))}

    assert client.post(address, given).status_code == 302
    assert Decision.objects.get().text == "Sample weekly"


def test_a_meeting_does_not_move_past_the_day_on_which_something_it_decided_is_due(cast, meeting):
    decisions.decide(meeting=meeting, text="Sample", due_on=day_of(meeting), by=cast.users["fola"])

    def moved(days):
        times = {"starts_at": meeting.starts_at + days * DAY, "ends_at": meeting.ends_at + days * DAY}
        return change_meeting(meeting=meeting, by=cast.users["fola"], **times)

    with pytest.raises(DomainError, match="or change the decision"):
        moved(1)
    meeting.refresh_from_db()
    assert day_of(moved(-1)) < Decision.objects.get().due_on
