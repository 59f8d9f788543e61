"""Evidence that has gone stale asks to be looked at again: whoever assessed it, or else the lead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from engagement.composers import nudge as nudge_mail
from engagement.models import Nudge
from engagement.services.nudges import nudge
from partnering import access
from partnering.models import OutgoingMessage, Person
from partnering.registry import Suppressed
from readiness.framework_files import built_in
from readiness.models import Evidence
from readiness.services.evidence import add_evidence, confirm_evidence

TODAY = access.today()


def note(cast, stale_on, **values) -> Evidence:
    given = {
        "framework": "fit-for-partnering",
        "area": built_in("fit-for-partnering").areas[0].key,
        "title": "Register of trainings",
        "note": "Two thirds were trained.",
        "level": 3,
        "assessed_by": cast.people["chidi"],
        "assessed_on": TODAY - timedelta(days=365),
        "stale_on": stale_on,
    }
    return add_evidence(organisation=cast.utility, by=cast.users["amina"], **given | values)


def at_noon():
    return timezone.now().replace(hour=12)


def asked() -> list[str]:
    return [one.person.name for one in Nudge.objects.filter(reason="evidence").select_related("person")]


@pytest.mark.parametrize(("days", "names"), [(1, []), (0, ["Chidi"]), (-40, ["Chidi"])])
def test_the_assessor_is_asked_from_the_day_on_which_it_goes_stale(cast, days, names):
    note(cast, TODAY + timedelta(days=days))
    nudge(now=at_noon())
    nudge(now=at_noon())
    assert asked() == names


def test_the_mail_leads_to_it(cast):
    thing = note(cast, TODAY)
    nudge(now=at_noon())
    mail = nudge_mail(OutgoingMessage.objects.get())
    assert mail.subject == "Reminder: Does this still hold: Register of trainings"
    assert thing.get_absolute_url() in mail.text


def test_where_the_assessor_has_left_the_lead_is_asked(cast):
    note(cast, TODAY)
    Person.objects.filter(pk=cast.people["chidi"].pk).update(left_on=TODAY)
    nudge(now=at_noon())
    assert asked() == ["Amina"]
    assert "Register of trainings" in nudge_mail(OutgoingMessage.objects.get()).text


def test_nobody_is_asked_about_what_was_looked_at_meanwhile(cast):
    thing = note(cast, TODAY)
    nudge(now=at_noon())
    confirm_evidence(evidence=thing, by=cast.users["chidi"], person=cast.people["chidi"], on=TODAY)
    assert isinstance(nudge_mail(OutgoingMessage.objects.get()), Suppressed)


def test_who_is_not_its_assessor_any_more_hears_nothing_of_it(cast):
    note(cast, TODAY)
    nudge(now=at_noon())
    Evidence.objects.update(assessed_by=cast.people["bo"])
    assert isinstance(nudge_mail(OutgoingMessage.objects.get()), Suppressed)
