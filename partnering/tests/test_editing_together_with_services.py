"""Two people save the same thing at the same moment, on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from partnering.tests.test_editing_together import values_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_of_two_who_save_at_once_one_wins_and_the_other_is_asked(cast):
    where = reverse("partnering:edit-group", args=[cast.group.pk])
    start = Barrier(2)

    def save(purpose):
        client = Client()
        client.force_login(cast.users["fola"])
        page = values_of(client.get(where)) | {"purpose": purpose}
        start.wait()
        try:
            return purpose, client.post(where, page)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        answers = dict(both.map(save, ["One", "Two"]))

    cast.group.refresh_from_db()
    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    assert answers[cast.group.purpose].status_code == 302
