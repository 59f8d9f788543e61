"""Two people press 'Sign' at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from agreements.models import Agreement, Signatory, SigningBaseline
from agreements.services import signing
from agreements.tests import cast as making
from partnering.errors import DomainError
from partnering.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def sign_at_once(cast, names):
    """Each name signs in a thread of its own, all at the same moment; what each got back."""
    start = Barrier(len(names))
    signatories = [Signatory.objects.get(person=cast.people[name]) for name in names]

    def work(name, signatory):
        try:
            start.wait()
            return signing.sign_agreement(signatory=signatory, by=cast.users[name], knew=3, of=80).state
        except DomainError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as people:
        return list(people.map(work, names, signatories))


def test_the_last_two_signatures_at_once_bring_it_into_force_once(cast):
    agreement = making.put_out(cast)
    making.sign(cast, agreement, "bo")
    states = sign_at_once(cast, ["dana", "fola"])

    assert sorted(states) == ["for signature", "in force"]
    assert Agreement.objects.get().state == "in force"
    assert AuditEntry.objects.filter(verb="came into force").count() == 1
    assert SigningBaseline.objects.count() == 3


def test_a_double_press_is_one_signature(cast):
    making.put_out(cast)
    answers = sign_at_once(cast, ["bo", "bo"])

    assert "for signature" in answers
    assert any("signed this agreement already" in answer for answer in answers)
    assert AuditEntry.objects.filter(verb="signed").count() == 1
