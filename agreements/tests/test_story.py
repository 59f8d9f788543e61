"""An agreement from draft to end, as people work on it in a browser."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from agreements.models import Agreement, Commitment
from agreements.services import commitments
from agreements.tests import cast as making
from partnering import access
from partnering.models import Action


def test_a_manager_drafts_puts_out_and_three_sign_until_it_is_in_force(client, cast):
    client.force_login(cast.users["fola"])
    slug = cast.partnership.slug
    making.post(
        client,
        reverse("agreements:draft-agreement", args=[slug]),
        title="Clean River Agreement",
        organisations=[cast.utility.pk, cast.university.pk],
        purpose="Swim",
    )
    agreement = Agreement.objects.get()

    def to(name: str, *more: Any) -> str:
        return reverse(f"agreements:{name}", args=[agreement.pk, *more])

    lacking = client.get(to("put-out")).content.decode()
    assert "Say what it covers." in lacking
    assert "Name somebody who signs for University." in lacking
    refused = client.post(to("put-out"), follow=True).content.decode()
    assert "Say what it covers." in refused

    words = {"title": "Clean River Agreement", "purpose": "Swim", "scope": "Lower catchment"}
    answer = making.post(client, to("edit-draft"), **words, review_on=access.today() + timedelta(days=300))
    assert answer.status_code == 302
    making.post(client, to("add-party"), organisation=cast.agency.pk)
    making.post(client, to("state-interests", cast.utility.pk), text="Fewer complaints")
    for name in making.SIGNATORIES:
        making.post(client, to("name-signatory"), person=cast.people[name].pk, authority="Director")
    making.post(
        client,
        to("add-commitment"),
        organisation=cast.utility.pk,
        kind="money",
        text="Pays for the buoys",
        amount="1200.50",
        unit="EUR",
    )
    client.post(to("put-out"))
    agreement.refresh_from_db()
    assert agreement.state == "for signature"
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "Fewer complaints" in page
    assert "1,200.5" in page
    assert "0 of 3" in page

    for name in making.SIGNATORIES:
        client.force_login(cast.users[name])
        assert "Read and sign" in client.get(reverse("agreements:agreements", args=[slug])).content.decode()
        answer = making.post(client, to("sign"), knew="3", of="80", confirmed="on")
        assert answer.status_code == 302

    agreement.refresh_from_db()
    assert agreement.state == "in force"
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "9 of 240" in page
    assert "signed" in page


def test_commitments_become_actions_in_one_form(client, cast):
    agreement = making.in_force(cast)
    client.force_login(cast.users["fola"])
    commitment = Commitment.objects.get()
    where = reverse("agreements:plan-actions", args=[agreement.pk])
    row = f"commitment-{commitment.pk}"
    seen = client.get(where).content.decode()
    assert "Bo" in seen
    assert "Chidi" not in seen  # who has no seat and no role is not shown to another organisation

    nobody = making.post(client, where, **{f"{row}-title": "x"})
    assert nobody.status_code == 422
    assert "at least one row" in nobody.content.decode()
    dayless = {f"{row}-title": "", f"{row}-owner": cast.people["bo"].pk}
    half = making.post(client, where, **dayless)
    assert half.status_code == 422
    assert "Set a day." in half.content.decode()

    full = {**dayless, f"{row}-title": "Find the two", f"{row}-due_on": "2030-01-31"}
    assert making.post(client, where, **full).status_code == 302
    action = Action.objects.get()
    assert (action.owner, action.origin) == (cast.people["bo"], "commitment")
    assert list(commitment.actions.all()) == [action]
    assert "Lends two engineers" in client.get(action.get_absolute_url()).content.decode()
    assert "Every open commitment" in client.get(where).content.decode()
    assert "Find the two" in client.get(commitment.get_absolute_url()).content.decode()


def test_the_owners_offered_are_one_s_own_people_for_a_lead(client, cast):
    making.in_force(cast)
    client.force_login(cast.users["amina"])
    seen = client.get(reverse("agreements:make-action", args=[Commitment.objects.get().pk])).content.decode()

    assert "Chidi" in seen
    assert "Dana" not in seen


def test_an_action_is_refused_when_the_owner_has_left_meanwhile(client, cast, monkeypatch):
    making.in_force(cast)
    commitment = Commitment.objects.get()
    commitments.mark_commitment_kept(commitment=commitment, by=None)
    client.force_login(cast.users["fola"])
    row = f"commitment-{commitment.pk}"
    answer = making.post(
        client,
        reverse("agreements:make-action", args=[commitment.pk]),
        **{f"{row}-title": "Late idea", f"{row}-owner": cast.people["bo"].pk, f"{row}-due_on": "2030-01-31"},
    )

    assert answer.status_code == 422
    assert "not open any more" in answer.content.decode()
    assert "Late idea" in answer.content.decode()


def test_a_commitment_is_kept_reopened_not_kept_and_withdrawn(client, cast):
    making.in_force(cast)
    commitment = Commitment.objects.get()
    client.force_login(cast.users["amina"])

    def to(name: str) -> str:
        return reverse(f"agreements:{name}", args=[commitment.pk])

    too_early = access.today() - timedelta(days=1)
    assert making.post(client, to("mark-kept"), on=too_early, note="x").status_code == 422
    assert making.post(client, to("mark-kept"), on=access.today(), note="Both are here").status_code == 302
    assert "Both are here" in client.get(to("commitment")).content.decode()
    client.post(to("reopen-commitment"))
    assert making.post(client, to("mark-not-kept"), note="").status_code == 422
    making.post(client, to("mark-not-kept"), note="They left")
    assert "not kept" in client.get(to("commitment")).content.decode()
    client.post(to("reopen-commitment"))
    making.post(client, to("withdraw-commitment"), note="Not needed")
    commitment.refresh_from_db()
    assert (commitment.state, commitment.note) == ("withdrawn", "Not needed")


def test_ending_an_agreement_closes_it_and_keeps_what_was_kept(client, cast):
    agreement = making.in_force(cast)
    client.force_login(cast.users["fola"])
    where = reverse("agreements:end-agreement", args=[agreement.pk])
    early = making.post(client, where, on=access.today() - timedelta(days=3), reason="Done")
    assert early.status_code == 422
    making.post(client, where, on=access.today(), reason="The river is clean")

    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "The river is clean" in page
    assert client.get(where).status_code == 302
    assert client.get(reverse("agreements:plan-actions", args=[agreement.pk])).status_code == 302
