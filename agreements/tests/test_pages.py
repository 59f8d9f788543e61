"""Every page opens for those whom it is for, and looks like nothing to everybody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Agreement, Commitment, Interest, Party, Signatory, SigningBaseline
from agreements.services import commitments, drafting, signing
from agreements.tests import cast as making
from partnering import access
from partnering.models import Action, Membership, OutgoingMessage, Role

EVERYBODY = ("amina", "bo", "chidi", "dana", "eve", "fola")
MEMBERS = {"amina", "bo", "dana", "fola"}
MADE = {"draft": making.draft, "out": making.put_out, "force": making.in_force}


def address(cast: Any, route: str) -> str:
    """The address of a route; after its name comes the state of the agreement that it is about."""
    name, _sep, state = route.partition(" ")
    if not state:
        return reverse(f"agreements:{name}", args=[cast.partnership.slug])
    agreement = MADE[state](cast)
    things = {
        "remove-party": lambda: Party.objects.get(agreement=agreement, organisation=cast.utility),
        "remove-signatory": lambda: Signatory.objects.get(
            version=agreement.current_version(), person=cast.people["bo"]
        ),
        **dict.fromkeys(COMMITMENT_ROUTES, lambda: Commitment.objects.get(agreement=agreement)),
    }
    thing = things.get(name, lambda: agreement)()
    more = [cast.utility.pk] if name == "state-interests" else []
    return reverse(f"agreements:{name}", args=[thing.pk, *more])


COMMITMENT_ROUTES = (
    "commitment",
    "edit-commitment",
    "remove-commitment",
    "make-action",
    "mark-kept",
    "mark-not-kept",
    "withdraw-commitment",
    "reopen-commitment",
)
PAGES = {
    "agreements": MEMBERS,
    "commitments": MEMBERS,
    "draft-agreement": {"amina", "dana", "fola"},
    "agreement draft": MEMBERS,
    "agreement out": MEMBERS,
    "agreement force": MEMBERS,
    "edit-draft draft": {"amina", "dana", "fola"},
    "discard-draft draft": {"fola"},
    "add-party draft": {"amina", "dana", "fola"},
    "remove-party draft": {"amina", "fola"},
    "state-interests draft": {"amina", "fola"},
    "name-signatory draft": {"amina", "dana", "fola"},
    "remove-signatory draft": {"amina", "fola"},
    "add-commitment draft": {"amina", "dana", "fola"},
    "edit-commitment draft": {"amina", "fola"},
    "remove-commitment draft": {"amina", "fola"},
    "put-out draft": {"fola"},
    "take-back out": {"fola"},
    "sign out": {"bo", "dana", "fola"},
    "end-agreement force": {"fola"},
    "plan-actions force": {"amina", "dana", "fola"},
    "commitment draft": MEMBERS,
    "commitment force": MEMBERS,
    "make-action force": {"amina", "fola"},
    "mark-kept force": {"amina", "fola"},
    "mark-not-kept force": {"amina", "fola"},
    "withdraw-commitment force": {"amina", "fola"},
}
POSTS = {
    "discard-draft draft": {"fola"},
    "remove-party draft": {"amina", "fola"},
    "remove-signatory draft": {"amina", "fola"},
    "remove-commitment draft": {"amina", "fola"},
    "put-out draft": {"fola"},
    "take-back out": {"fola"},
    "reopen-commitment force": {"amina", "fola"},
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", PAGES)
def test_a_page_opens_for_whom_it_is_for_and_is_not_found_by_others(client, cast, route, who):
    client.force_login(cast.users[who])

    assert client.get(address(cast, route)).status_code == (200 if who in PAGES[route] else 404)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("route", POSTS)
def test_a_button_works_for_whom_it_is_for_and_is_not_found_by_others(client, cast, route, who):
    client.force_login(cast.users[who])

    assert client.post(address(cast, route)).status_code == (302 if who in POSTS[route] else 404)


@pytest.mark.parametrize("route", [*PAGES, *POSTS])
def test_without_signing_in_every_page_leads_to_the_sign_in(client, cast, route):
    answer = client.post(address(cast, route)) if route in POSTS else client.get(address(cast, route))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("route", PAGES)
def test_a_former_member_finds_nothing_any_more(client, cast, route):
    where = address(cast, route)
    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())
    client.force_login(cast.users["dana"])

    assert client.get(where).status_code == 404


def test_the_routes_are_all_in_these_tables():
    from agreements.urls import agreement_urls, commitment_urls, urlpatterns

    named = {
        one.name for one in [*agreement_urls, *commitment_urls, *urlpatterns] if getattr(one, "name", "")
    }

    assert {route.split()[0] for route in [*PAGES, *POSTS]} == named


# --- The story of an agreement in a browser ---------------------------------------------------------------


def post(client: Any, where: str, **values: Any) -> Any:
    return client.post(where, values)


def test_a_manager_drafts_puts_out_and_three_sign_until_it_is_in_force(client, cast):
    client.force_login(cast.users["fola"])
    slug = cast.partnership.slug
    post(
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
    answer = post(client, to("edit-draft"), **words, review_on=access.today() + timedelta(days=300))
    assert answer.status_code == 302
    post(client, to("add-party"), organisation=cast.agency.pk)
    post(client, to("state-interests", cast.utility.pk), text="Fewer complaints")
    for name in making.SIGNATORIES:
        post(client, to("name-signatory"), person=cast.people[name].pk, authority="Director")
    post(
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
        answer = post(client, to("sign"), knew="3", of="80", confirmed="on")
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

    nobody = post(client, where, **{f"{row}-title": "x"})
    assert nobody.status_code == 422
    assert "at least one row" in nobody.content.decode()
    dayless = {f"{row}-title": "", f"{row}-owner": cast.people["bo"].pk}
    half = post(client, where, **dayless)
    assert half.status_code == 422
    assert "Set a day." in half.content.decode()

    full = {**dayless, f"{row}-title": "Find the two", f"{row}-due_on": "2030-01-31"}
    assert post(client, where, **full).status_code == 302
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
    answer = post(
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
    assert post(client, to("mark-kept"), on=too_early, note="x").status_code == 422
    assert post(client, to("mark-kept"), on=access.today(), note="Both are here").status_code == 302
    assert "Both are here" in client.get(to("commitment")).content.decode()
    client.post(to("reopen-commitment"))
    assert post(client, to("mark-not-kept"), note="").status_code == 422
    post(client, to("mark-not-kept"), note="They left")
    assert "not kept" in client.get(to("commitment")).content.decode()
    client.post(to("reopen-commitment"))
    post(client, to("withdraw-commitment"), note="Not needed")
    commitment.refresh_from_db()
    assert (commitment.state, commitment.note) == ("withdrawn", "Not needed")


def test_ending_an_agreement_closes_it_and_keeps_what_was_kept(client, cast):
    agreement = making.in_force(cast)
    client.force_login(cast.users["fola"])
    where = reverse("agreements:end-agreement", args=[agreement.pk])
    early = post(client, where, on=access.today() - timedelta(days=3), reason="Done")
    assert early.status_code == 422
    post(client, where, on=access.today(), reason="The river is clean")

    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "The river is clean" in page
    assert client.get(where).status_code == 302
    assert client.get(reverse("agreements:plan-actions", args=[agreement.pk])).status_code == 302


# --- Nothing that was typed is lost -------------------------------------------------------------------------


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
        ("name-signatory", {"authority": "Acting chief"}, "Acting chief", "This field is required"),
    ],
)
def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(client, cast, route, values, kept, said):
    agreement = making.draft(cast)
    client.force_login(cast.users["fola"])
    answer = post(client, reverse(f"agreements:{route}", args=[agreement.pk]), **values)

    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"knew": "90", "of": "80", "confirmed": "on"}, "more people than your organisation has"),
        ({"knew": "7", "of": "80"}, "Tick this to sign."),
        ({"knew": "", "of": "80", "confirmed": "on"}, "This field is required"),
    ],
)
def test_a_signature_with_a_doubtful_answer_is_asked_again(client, cast, values, said):
    agreement = making.put_out(cast)
    client.force_login(cast.users["bo"])
    answer = post(client, reverse("agreements:sign", args=[agreement.pk]), **values)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{values["of"]}"' in answer.content.decode()
    assert not SigningBaseline.objects.exists()


def test_words_typed_while_the_draft_was_put_out_are_refused_but_not_lost(client, cast):
    agreement = making.put_out(cast)
    client.force_login(cast.users["amina"])
    where = reverse("agreements:edit-draft", args=[agreement.pk])
    answer = post(client, where, title="T", purpose="My half hour of work")

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
    client.force_login(cast.users["fola"])
    where = address(cast, f"{name} out")

    assert client.get(where).status_code == 302
    client.post(where)
    assert Commitment.objects.count() == 1
    assert Party.objects.count() == 3
    assert Signatory.objects.count() == 3


def test_a_lead_drafts_for_their_own_organisation_and_speaks_for_no_other(client, cast):
    client.force_login(cast.users["dana"])
    where = reverse("agreements:draft-agreement", args=[cast.partnership.slug])
    values = {"title": "T", "purpose": "P", "organisations": [cast.utility.pk]}
    refused = post(client, where, **values)
    assert refused.status_code == 422
    assert "Tick University as well" in refused.content.decode()
    post(client, where, **{**values, "organisations": [cast.utility.pk, cast.university.pk]})
    agreement = Agreement.objects.get()

    to_utility = reverse("agreements:state-interests", args=[agreement.pk, cast.utility.pk])
    assert client.post(to_utility, {"text": "Put in their mouth"}).status_code == 404
    answer = post(
        client,
        reverse("agreements:add-commitment", args=[agreement.pk]),
        organisation=cast.utility.pk,
        kind="money",
        text="All their money",
    )
    assert answer.status_code == 422
    signatory = reverse("agreements:name-signatory", args=[agreement.pk])
    assert post(client, signatory, person=cast.people["bo"].pk, authority="Director").status_code == 422
    assert not Interest.objects.exists()
    assert not Commitment.objects.exists()


def test_interests_can_be_changed_and_taken_back(client, cast):
    agreement = making.draft(cast)
    client.force_login(cast.users["amina"])
    where = reverse("agreements:state-interests", args=[agreement.pk, cast.utility.pk])
    post(client, where, text="Fewer complaints")
    assert "Fewer complaints" in client.get(where).content.decode()
    post(client, where, text="No complaints")
    assert Interest.objects.get().text == "No complaints"
    post(client, where, text="")
    assert not Interest.objects.exists()


def test_a_commitment_in_a_draft_is_edited_in_place(client, cast):
    making.draft(cast)
    commitment = Commitment.objects.get()
    client.force_login(cast.users["amina"])
    where = reverse("agreements:edit-commitment", args=[commitment.pk])
    values = {"organisation": cast.utility.pk, "kind": "people", "text": "Lends three", "unit": "people"}
    assert post(client, where, **values).status_code == 302
    commitment.refresh_from_db()
    assert (commitment.text, commitment.amount, commitment.unit) == ("Lends three", None, "")


# --- What other organisations and outsiders get -------------------------------------------------------------


def test_another_organisation_s_secret_words_are_in_no_page_of_an_outsider(client, cast):
    making.in_force(cast, title="SENTINEL-TITLE", purpose="SENTINEL-PURPOSE")
    client.force_login(cast.users["eve"])
    for where in ("organisations", "people", "partnerships", "actions"):
        assert b"SENTINEL" not in client.get(reverse(f"partnering:{where}")).content


def test_the_ledger_is_searched_filtered_and_sorted(client, cast):
    agreement = making.draft(cast)
    making.commit(cast, agreement, "Opens the archive", kind="access", organisation=cast.university)
    making.commit(
        cast, agreement, "Paid long ago", kind="money", unit="EUR", due_on=access.today() - timedelta(days=9)
    )
    signing.put_out_for_signature(agreement=agreement, by=cast.users["fola"])
    for name in making.SIGNATORIES:
        making.sign(cast, agreement, name)
    client.force_login(cast.users["bo"])
    where = reverse("agreements:commitments", args=[cast.partnership.slug])

    def found(**query: Any) -> set[str]:
        page = client.get(where, query).content.decode()
        return {text for text in ("Lends two", "Opens the archive", "Paid long ago") if text in page}

    assert found() == {"Lends two", "Opens the archive", "Paid long ago"}
    assert found(q="archive") == {"Opens the archive"}
    assert found(kind="people") == {"Lends two"}
    assert found(organisation=cast.university.pk) == {"Opens the archive"}
    assert found(state="late") == {"Paid long ago"}
    assert found(state="kept") == set()
    assert found(agreement=agreement.pk, sort="-due") == found()
    assert "9 days late" in client.get(where).content.decode()
    assert "No commitment fits" in client.get(where, {"q": "nothing"}).content.decode()


def test_empty_lists_say_what_to_do(client, cast):
    client.force_login(cast.users["fola"])
    assert (
        "No agreement yet"
        in client.get(reverse("agreements:agreements", args=[cast.partnership.slug])).content.decode()
    )
    assert (
        "No commitments yet"
        in client.get(reverse("agreements:commitments", args=[cast.partnership.slug])).content.decode()
    )


def test_the_organisation_s_page_shows_members_what_it_has_still_to_keep(client, cast):
    making.in_force(cast)
    for who, seen in (("dana", True), ("eve", False)):
        client.force_login(cast.users[who])
        page = client.get(cast.utility.get_absolute_url()).content.decode()
        assert ("Lends two engineers" in page) is seen


def test_a_manager_without_lead_role_elsewhere_is_not_asked_to_sign_for_others(client, cast):
    agreement = making.put_out(cast)
    client.force_login(cast.users["amina"])

    assert client.get(reverse("agreements:sign", args=[agreement.pk])).status_code == 404


# --- The same cost for any amount -----------------------------------------------------------------------------


def queries_of(client: Any, where: str, counting: Any) -> int:
    client.get(where)
    with counting() as counted:
        assert client.get(where).status_code == 200
    return len(counted)


@pytest.fixture
def counting():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)


@pytest.mark.parametrize(
    "page", ["agreements", "commitments", "agreement", "sign", "plan-actions", "organisation", "commitment"]
)
def test_a_page_costs_the_same_for_any_length(client, cast, counting, page):
    agreement = making.draft(cast)
    signing.put_out_for_signature(agreement=agreement, by=cast.users["fola"])
    client.force_login(cast.users["fola"])
    slug = cast.partnership.slug
    wheres = {
        "agreements": reverse("agreements:agreements", args=[slug]),
        "commitments": reverse("agreements:commitments", args=[slug]),
        "agreement": agreement.get_absolute_url(),
        "sign": reverse("agreements:sign", args=[agreement.pk]),
        "plan-actions": reverse("agreements:plan-actions", args=[agreement.pk]),
        "organisation": cast.utility.get_absolute_url(),
        "commitment": Commitment.objects.get().get_absolute_url(),
    }
    if page != "sign":
        for name in making.SIGNATORIES:
            making.sign(cast, agreement, name)
    act(cast, Commitment.objects.get(), count=1, linked=page != "plan-actions")
    few = queries_of(client, wheres[page], counting)

    for number in range(3):
        row = Commitment.objects.create(
            agreement=agreement, organisation=cast.university, kind="data", text=f"Data {number}"
        )
        act(cast, row, count=3, linked=page != "plan-actions")
        making.draft(cast, title=f"Draft {number}")
    act(
        cast,
        Commitment.objects.get(text="Lends two engineers", agreement=agreement),
        count=3,
        linked=page != "plan-actions",
    )

    assert queries_of(client, wheres[page], counting) == few


def act(cast: Any, commitment: Commitment, *, count: int, linked: bool) -> None:
    for number in range(count if linked else 0):
        action = Action.objects.create(
            title=f"Act {number}",
            organisation=commitment.organisation,
            partnership=cast.partnership,
            owner=commitment.organisation.people.first(),
        )
        commitment.actions.add(action)


# --- The mail -----------------------------------------------------------------------------------------------


def test_each_signatory_gets_one_mail_whose_link_opens_the_page_to_sign(client, cast, mailbox):
    from django.utils import timezone

    from partnering.services import outbox

    agreement = making.put_out(cast)
    making.sign(cast, agreement, "dana")
    delivery = outbox.send_due_messages(now=timezone.now())

    assert (delivery.sent, delivery.suppressed) == (2, 1)
    mail = next(one for one in mailbox.messages if one["To"] == cast.people["bo"].email)
    link = re.search(r"http://testserver(/\S+)", mail.get_body(("plain",)).get_content()).group(1)
    client.force_login(cast.users["bo"])
    assert "Sign for Water Utility" in client.get(link).content.decode()
    client.force_login(cast.users["eve"])
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    "cause", ["taken back", "role ended", "account gone", "signatory gone", "member left"]
)
def test_the_mail_is_not_sent_when_its_cause_is_gone(cast, cause):
    from agreements.composers import agreement_to_sign

    agreement = making.put_out(cast)
    message = OutgoingMessage.objects.get(to_person=cast.people["bo"])
    if cause == "taken back":
        signing.withdraw_from_signature(agreement=agreement, by=cast.users["fola"])
    elif cause == "role ended":
        Role.objects.filter(person=cast.people["bo"]).update(ended_on=access.today())
    elif cause == "account gone":
        cast.people["bo"].user.delete()
    elif cause == "signatory gone":
        message.subject_id = "999999"
    else:
        Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())

    assert type(agreement_to_sign(message)).__name__ == "Suppressed"


def test_a_second_signatory_of_an_organisation_sees_the_first_one_s_answer(client, cast):
    agreement = making.draft(cast)
    Role.objects.create(
        person=cast.people["amina"],
        kind="representative",
        partnership=cast.partnership,
        started_on="2024-01-15",
    )
    drafting.name_signatory(
        agreement=agreement, person=cast.people["amina"], authority="Lead", by=cast.users["fola"]
    )
    signing.put_out_for_signature(agreement=agreement, by=cast.users["fola"])
    making.sign(cast, agreement, "bo", knew=5, of=61)
    client.force_login(cast.users["amina"])

    assert 'value="61"' in client.get(reverse("agreements:sign", args=[agreement.pk])).content.decode()
