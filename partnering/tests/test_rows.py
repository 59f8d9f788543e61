"""Rows that functions draw say what their lists promise, and nothing in them is taken for markup."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from conftest import make_person
from partnering import access
from partnering.choices import ActionState
from partnering.models import Action

ODD = "<b>Ama</b> & {title} 'x'"
SHOWN = "&lt;b&gt;Ama&lt;/b&gt; &amp; {title} &#x27;x&#x27;"


def rows_of(client, address):
    page = client.get(address).content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [row for row in body.split("<tr>") if "<td" in row]


def row_of(client, address, text):
    (row,) = (one for one in rows_of(client, address) if text in one)
    return row


@pytest.fixture
def amina(client, cast):
    client.force_login(cast.users["amina"])
    return client


def test_a_person_is_shown_as_their_record_has_them(amina, cast):
    odd = make_person(cast.utility, ODD)
    odd.job_title = ODD
    odd.save()

    row = row_of(amina, reverse("partnering:people") + "?q={title}", SHOWN)

    assert row.count(SHOWN) == 2
    assert "<b>" not in row
    assert f'<a href="{odd.get_absolute_url()}">{SHOWN}</a>' in row
    assert f'<td data-label="Organisation">{cast.utility.name}</td>' in row
    assert '<td data-label="Unit" data-empty></td>' in row
    assert f'<td data-label="Level">{odd.get_level_display()}</td>' in row


def test_who_left_is_marked_and_who_is_invited_where_one_keeps_the_register(client, cast):
    bo = cast.people["bo"]
    bo.left_on = access.today()
    bo.save()
    cast.users["chidi"].set_unusable_password()
    cast.users["chidi"].save()
    people = reverse("partnering:people") + "?gone=on"
    client.force_login(cast.users["amina"])

    assert '<span class="badge">left</span>' in row_of(client, people, bo.name)
    assert "invited, not in yet" in row_of(client, people, cast.people["chidi"].name)
    client.force_login(cast.users["fola"])
    for row in rows_of(client, people):
        assert "invited, not in yet" not in row


def test_an_action_says_by_when_and_how_it_ended(amina, cast):
    today = access.today()
    says = {
        "Late": (ActionState.OPEN, today - timedelta(1), "badge-bad"),
        "Today": (ActionState.OPEN, today, '<td data-label="Due">'),
        "Some time": (ActionState.OPEN, None, "no day set"),
        "Dropped": (ActionState.CANCELLED, today - timedelta(1), "cancelled"),
        "Ready": (ActionState.DONE, today - timedelta(1), "badge-good"),
    }
    for title, (state, due_on, _said) in says.items():
        done_on = today if state == ActionState.DONE else None
        Action.objects.create(
            title=title, organisation=cast.utility, state=state, due_on=due_on, done_on=done_on
        )
    address = reverse("partnering:actions") + "?state=all"

    for title, (state, _due_on, said) in says.items():
        row = row_of(amina, address, title)
        assert said in row
        assert ("badge-bad" in row) == (title == "Late")
        assert (">: " + title in row) == (state == ActionState.OPEN)
        assert "nobody" in row
        assert "internal" in row


def test_an_action_is_done_by_its_button_by_whom_may_change_it_only(client, cast):
    action = Action.objects.create(title=ODD, organisation=cast.utility, partnership=cast.partnership)
    address = reverse("partnering:actions") + "?q={title}"
    done = f'action="{reverse("partnering:complete-action", args=[action.pk])}"'

    client.force_login(cast.users["amina"])
    row = row_of(client, address, SHOWN)
    assert row.count(SHOWN) == 3
    assert "<b>" not in row
    assert done in row
    assert 'name="csrfmiddlewaretoken"' in row
    assert 'name="next" value="/actions/?q=%7Btitle%7D"' in row
    client.force_login(cast.users["dana"])
    assert done not in row_of(client, address, SHOWN)
