"""The machine and the settings are looked at before anything runs."""

import pytest

from partnering import checks


def test_missing_text_libraries_are_named_with_their_packages(monkeypatch):
    monkeypatch.setattr(checks, "find_library", lambda name: None if name == "harfbuzz-subset" else name)

    [problem] = checks.check_pdf_libraries()

    assert problem.id == "partnering.E001"
    assert "apt-get install libharfbuzz-subset0." in problem.hint


def test_this_machine_can_make_reports():
    assert checks.check_pdf_libraries() == []


@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("https://traction.example.org", True),
        ("http://traction.example.org", False),
        ("https://localhost", False),
        ("", False),
    ],
)
def test_production_needs_an_address_that_others_can_open(settings, address, is_fine):
    settings.BASE_URL = address

    assert (checks.check_base_url() == []) is is_fine


@pytest.mark.parametrize("demo", [True, False])
def test_production_is_not_the_demo(settings, demo):
    settings.TRACTION_DEMO = demo

    assert bool(checks.check_not_demo()) is demo
