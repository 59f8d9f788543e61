"""Once a year people are asked whether their record is still right; for those without an account their lead is."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from conftest import make_person
from engagement.composers import nudge as nudge_mail
from engagement.models import Nudge
from engagement.services.nudges import nudge
from partnering import access
from partnering.models import OutgoingMessage, Person
from partnering.registry import Suppressed
from partnering.services.records import confirm_record


def age(person, days, **fields):
    Person.objects.filter(pk=person.pk).update(confirmed_on=access.today() - timedelta(days=days), **fields)


def mail():
    return nudge_mail(OutgoingMessage.objects.latest("pk"))


def test_after_a_year_people_are_asked_themselves_once_and_a_month_later_again(cast):
    chidi = cast.people["chidi"]
    age(chidi, 364)
    assert nudge(now=timezone.now()).mails == 0
    age(chidi, 366)
    now = timezone.now().replace(hour=12)
    assert nudge(now=now).mails == 1
    assert nudge(now=now).mails == 0
    sent = mail()
    assert "still right" in sent.subject
    assert reverse("partnering:own-record", args=["x"])[:-2] in sent.text
    OutgoingMessage.objects.update(state="sent")
    with time_machine.travel(now + timedelta(days=31)):
        assert nudge(now=timezone.now()).mails == 1
        OutgoingMessage.objects.update(state="sent")
    with time_machine.travel(now + timedelta(days=200)):
        assert nudge(now=timezone.now()).mails == 0


def test_what_was_confirmed_meanwhile_is_not_asked(cast):
    chidi = cast.people["chidi"]
    age(chidi, 366)
    nudge(now=timezone.now().replace(hour=12))
    chidi.refresh_from_db()
    confirm_record(person=chidi, by=None)
    assert isinstance(mail(), Suppressed)


def test_a_lead_is_told_of_all_who_can_not_be_asked_and_only_once_a_month(cast, client):
    for number in range(3):
        person = make_person(cast.utility, f"Quiet {number}")
        age(person, 370 + number, user=None)
    age(cast.people["dana"], 10)
    now = timezone.now().replace(hour=12)
    assert nudge(now=now).mails == 1
    told = Nudge.objects.filter(reason="records").get()
    assert told.person == cast.people["amina"]
    sent = mail()
    assert "3 records have not been confirmed for a year" in sent.subject
    address = reverse("partnering:records", args=[cast.utility.pk])
    assert address in sent.text
    assert nudge(now=now).mails == 0
    client.force_login(cast.users["amina"])
    client.post(
        address,
        {"person": list(Person.objects.filter(name__startswith="Quiet").values_list("pk", flat=True))},
    )
    assert isinstance(mail(), Suppressed)


@pytest.mark.parametrize("change", [{"left_on": access.today()}, {"email": "", "user": None}])
def test_who_left_is_not_asked_and_a_register_without_a_lead_neither(cast, change):
    age(cast.people["fola"], 400, **change)
    assert nudge(now=timezone.now().replace(hour=12)).planned == 0


def test_a_lead_who_is_one_no_more_hears_nothing(cast):
    person = make_person(cast.utility, "Quiet")
    age(person, 400, user=None)
    nudge(now=timezone.now().replace(hour=12))
    cast.people["amina"].roles.update(ended_on=access.today())
    assert isinstance(mail(), Suppressed)
