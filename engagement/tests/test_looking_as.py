"""Looking as another role of one's own organisation: what is seen, what is refused, when it ends, what is on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from conftest import LONG_AGO, give_role, make_person
from partnering import access, guises
from partnering.choices import RoleKind
from partnering.models import AuditEntry, Organisation, Partnership, Role
from partnering.services.looking import STARTED, STOPPED

LOOK = "/look-as/"


def look(client: Any, role: str) -> None:
    assert client.post(LOOK, {"role": role}).status_code == 302


def verbs() -> list[str]:
    return list(
        AuditEntry.objects.filter(verb__in=(STARTED, STOPPED)).order_by("pk").values_list("verb", flat=True)
    )


def test_it_ends_by_a_click_on_signing_out_after_an_hour_and_with_the_real_role_all_on_record(client, cast):
    amina = cast.users["amina"]
    client.force_login(amina)
    look(client, "none")
    assert client.get(LOOK).status_code == 302
    assert client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk])).status_code == 404
    client.post(LOOK)
    assert client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk])).status_code == 200
    assert verbs() == [STARTED, STOPPED]
    entry = AuditEntry.objects.filter(verb=STARTED).get()
    assert (entry.actor, entry.organisation) == (amina, cast.utility)

    look(client, "contributor")
    client.post("/accounts/logout/")
    assert verbs() == [STARTED, STOPPED] * 2

    client.force_login(amina)
    look(client, "contributor")
    with travel(timezone.now() + timedelta(minutes=61), tick=False):
        # What was sent in the belief to be looking only is not done.
        assert client.post("/accounts/time-zone/", {"time_zone": "Europe/Paris"}).status_code == 403
        assert b"Stop looking" not in client.get("/people/").content
    assert verbs() == [STARTED, STOPPED] * 3

    look(client, "contributor")
    Role.objects.filter(person=cast.people["amina"]).update(ended_on=access.today())
    assert b"Stop looking" not in client.get("/people/").content
    assert verbs() == [STARTED, STOPPED] * 4


def test_only_managers_and_leads_may_look_and_only_as_a_role_of_the_list(client, cast):
    for who in ("bo", "chidi"):
        client.force_login(cast.users[who])
        assert client.get(LOOK).status_code == 404
        assert client.post(LOOK, {"role": "contributor"}).status_code == 404
    client.force_login(cast.users["amina"])
    for role in ("", "partnership manager", "partnering lead"):
        assert client.post(LOOK, {"role": role}).status_code == 422
    assert not verbs()


def test_it_touches_no_other_account_and_hides_ones_own_seats_stewardship_and_actions(cast):
    amina, dana = cast.users["amina"], cast.users["dana"]
    Organisation.objects.filter(pk=cast.outsider.pk).update(steward=amina)
    cast.outsider.refresh_from_db()
    elsewhere = Partnership.objects.create(name="Elsewhere", slug="elsewhere", started_on=LONG_AGO)
    give_role(cast.people["amina"], RoleKind.PARTNERSHIP_MANAGER, elsewhere)
    assert set(access.partnerships_of(amina)) == {cast.partnership, elsewhere}

    for role in (RoleKind.SENIOR_SPONSOR, None):
        with guises.wearing(guises.Guise(amina.pk, role)), access.remembering():
            # Where her organisation is no member, nobody but a manager takes part.
            assert set(access.partnerships_of(amina)) == ({cast.partnership} if role else set())
            assert access.held_now(amina) == ({(role, cast.partnership.pk)} if role else set())
            assert not access.keeps_register(amina, cast.outsider)
            assert not access.may_start(amina)
            assert not Organisation.objects.kept_by(amina).exists()
            assert access.leads_organisation(dana, cast.university)
            person = access.person_of(amina)
            assert (person.pk, person.organisation) == (0, cast.utility)
        with guises.wearing(guises.Guise(amina.pk, role)):
            assert not access.keeps_register(amina, cast.outsider)
    assert access.person_of(amina) == cast.people["amina"]
    nobody = make_person(cast.utility, "Nobody").user
    with guises.wearing(guises.Guise(nobody.pk, RoleKind.SENIOR_SPONSOR)):
        assert not access.partnerships_of(nobody).exists()
