"""Nothing that was typed is lost, and what is settled stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import Agreement, Commitment, Interest, Party, Signatory, SigningBaseline
from agreements.services import drafting
from agreements.tests import cast as making
from agreements.tests.test_pages import address_of
from partnering import access


@pytest.mark.parametrize(
    ("route", "values", "kept", "said"),
    [
        (
            "edit-draft",
            {"title": "", "purpose": "A long thought"},
            "A long thought",
            "This field is required",
        ),
        (
            "edit-draft",
            {"title": "T", "scope": "A long scope", "review_on": "2030-02-01", "ends_on": "2030-01-01"},
            "A long scope",
            "The review must be on or before",
        ),
        (
            "add-commitment",
            {"kind": "money", "text": "Pays well", "amount": "5", "unit": ""},
            "Pays well",
            "Say what the amount is counted in.",
        ),
        (
            "add-commitment",
            {"kind": "money", "text": "Pays well", "amount": "-5", "unit": "EUR"},
            "Pays well",
            "Enter more than nothing",
        ),
        (
            "add-commitment",
            {"kind": "data", "text": "Maps", "starts_on": "2030-02-01", "due_on": "2030-01-01"},
            "Maps",
            "before the day from which it holds",
        ),
        (
            "add-commitment",
            {"kind": "data", "text": "Maps", "due_on": str(access.today() - timedelta(days=1))},
            "Maps",
            "comes into force today at the earliest",
        ),
        ("name-signatory", {"authority": "Acting chief"}, "Acting chief", "This field is required"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(client, cast, route, values, kept, said):
    agreement = making.draft(cast)
    client.force_login(cast.users["fola"])
    answer = making.post(client, reverse(f"agreements:{route}", args=[agreement.pk]), **values)

    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"knew": "90", "of": "80", "confirmed": "on"}, "more people than your organisation has"),
        ({"knew": "7", "of": "80"}, "Tick this to sign."),
        ({"knew": "", "of": "80", "confirmed": "on"}, "Say how many know of it"),
    ],
)
def test_a_signature_with_a_doubtful_answer_is_asked_again(client, cast, values, said):
    agreement = making.put_out(cast)
    client.force_login(cast.users["bo"])
    answer = making.post(client, reverse("agreements:sign", args=[agreement.pk]), **values)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{values["of"]}"' in answer.content.decode()
    assert not SigningBaseline.objects.exists()


def test_words_typed_while_the_draft_was_put_out_are_refused_but_not_lost(client, cast):
    agreement = making.put_out(cast)
    client.force_login(cast.users["amina"])
    where = reverse("agreements:edit-draft", args=[agreement.pk])
    answer = making.post(client, where, title="T", purpose="My half hour of work")

    assert answer.status_code == 422
    assert "is not a draft any more" in answer.content.decode()
    assert "My half hour of work" in answer.content.decode()
    assert client.get(where).status_code == 302


@pytest.mark.parametrize("name", ["add-party", "name-signatory", "add-commitment"])
def test_editors_of_a_draft_lead_back_once_it_is_settled(client, cast, name):
    agreement = making.put_out(cast)
    client.force_login(cast.users["fola"])

    assert client.get(reverse(f"agreements:{name}", args=[agreement.pk])).url == agreement.get_absolute_url()
    assert client.get(reverse("agreements:put-out", args=[agreement.pk])).status_code == 302
    assert (
        client.get(reverse("agreements:state-interests", args=[agreement.pk, cast.agency.pk])).status_code
        == 302
    )


@pytest.mark.parametrize("name", ["edit-commitment", "remove-commitment", "remove-party", "remove-signatory"])
def test_parts_of_a_settled_agreement_stay(client, cast, name):
    cast.agreements = {"out": making.put_out(cast)}
    client.force_login(cast.users["fola"])
    where = address_of(cast, f"{name} out")

    assert client.get(where).status_code == 302
    client.post(where)
    assert Commitment.objects.count() == 1
    assert Party.objects.count() == 3
    assert Signatory.objects.count() == 3


def test_a_lead_drafts_for_their_own_organisation_and_speaks_for_no_other(client, cast):
    client.force_login(cast.users["dana"])
    where = reverse("agreements:draft-agreement", args=[cast.partnership.slug])
    values = {"title": "T", "purpose": "P", "organisations": [cast.utility.pk]}
    refused = making.post(client, where, **values)
    assert refused.status_code == 422
    assert "Tick University as well" in refused.content.decode()
    making.post(client, where, **{**values, "organisations": [cast.utility.pk, cast.university.pk]})
    agreement = Agreement.objects.get()

    to_utility = reverse("agreements:state-interests", args=[agreement.pk, cast.utility.pk])
    assert client.post(to_utility, {"text": "Put in their mouth"}).status_code == 404
    answer = making.post(
        client,
        reverse("agreements:add-commitment", args=[agreement.pk]),
        organisation=cast.utility.pk,
        kind="money",
        text="All their money",
    )
    assert answer.status_code == 422
    signatory = reverse("agreements:name-signatory", args=[agreement.pk])
    assert (
        making.post(client, signatory, person=cast.people["bo"].pk, authority="Director").status_code == 422
    )
    assert not Interest.objects.exists()
    assert not Commitment.objects.exists()


def test_interests_can_be_changed_and_taken_back(client, cast):
    agreement = making.draft(cast)
    client.force_login(cast.users["amina"])
    where = reverse("agreements:state-interests", args=[agreement.pk, cast.utility.pk])
    making.post(client, where, text="Fewer complaints")
    assert "Fewer complaints" in client.get(where).content.decode()
    making.post(client, where, text="No complaints")
    assert Interest.objects.get().text == "No complaints"
    making.post(client, where, text="")
    assert not Interest.objects.exists()


def test_a_commitment_in_a_draft_is_edited_in_place(client, cast):
    making.draft(cast)
    commitment = Commitment.objects.get()
    client.force_login(cast.users["amina"])
    where = reverse("agreements:edit-commitment", args=[commitment.pk])
    values = {"organisation": cast.utility.pk, "kind": "people", "text": "Lends three", "unit": "people"}
    assert making.post(client, where, **values).status_code == 302
    commitment.refresh_from_db()
    assert (commitment.text, commitment.amount, commitment.unit) == ("Lends three", None, "")


def test_two_people_who_write_in_a_draft_at_once_keep_both_their_words(client, cast):
    agreement = making.draft(cast)
    client.force_login(cast.users["amina"])
    where = reverse("agreements:edit-draft", args=[agreement.pk])
    page = client.get(where).context["form"]
    shown, words = page["shown"].value(), {name: page[name].value() or "" for name in page.fields}
    drafting.edit_draft(
        agreement=agreement, by=cast.users["fola"], scope="Fola's scope", purpose="Fola's purpose"
    )

    told = making.post(client, where, **words | {"purpose": "Amina's purpose", "shown": shown})

    assert told.status_code == 409
    assert [(one.name, one.now, one.typed) for one in told.context["form"].conflicts] == [
        ("purpose", "Fola's purpose", "Amina's purpose")
    ]
    again = told.context["form"]
    typed = {name: again[name].value() or "" for name in again.fields}
    assert making.post(client, where, **typed, **{"keep-purpose": "mine"}).status_code == 302
    version = agreement.current_version()
    assert (version.purpose, version.scope) == ("Amina's purpose", "Fola's scope")
