"""Pages cost the same for any amount of data; mails go to those who still have to sign."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.composers import agreement_to_sign
from agreements.models import Commitment
from agreements.services import drafting, signing
from agreements.tests import cast as making
from partnering import access
from partnering.models import Action, Membership, OutgoingMessage, Role
from partnering.services import outbox


def queries_of(client: Any, where: str, counting: Any) -> int:
    client.get(where)
    with counting() as counted:
        assert client.get(where).status_code == 200
    return len(counted)


@pytest.fixture
def counting():
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


def test_each_signatory_gets_one_mail_whose_link_opens_the_page_to_sign(client, cast, mailbox):
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
