"""Loading the sample: in demo mode only, all or nothing."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from engagement.sample_loader import is_loaded
from partnering.models import Organisation, User


@pytest.fixture
def demo_mode(settings: Any) -> None:
    settings.TRACTION_DEMO = True
    settings.TRACTION_DEMO_SIGN_INS = [
        {"role": "", "email": f"{name}@demo.example", "password": "one-word"}
        for name in ("manager", "sponsor", "staff")
    ]


@pytest.mark.django_db
def test_the_command_loads_it_and_then_it_is_there(demo_mode):
    assert not is_loaded()
    out = StringIO()

    call_command("load_sample", stdout=out)

    assert "Osken Water and Land Partnership" in out.getvalue()
    assert is_loaded()


@pytest.mark.django_db
def test_it_is_loaded_in_demo_mode_only_since_its_passwords_are_known():
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("load_sample")

    assert not User.objects.exists()


@pytest.mark.django_db
def test_when_it_collides_with_what_is_there_it_says_so_and_leaves_nothing(demo_mode):
    Organisation.objects.create(name="Halden Foods")

    with pytest.raises(CommandError, match="can't be imported"):
        call_command("load_sample")

    assert Organisation.objects.count() == 1
    assert not User.objects.exists()
