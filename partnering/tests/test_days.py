"""Days that people type lie in years that they can mean, wherever a form keeps one."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from partnering.clocks import can_be_meant
from partnering.forms.base import DayField
from partnering.forms.filters import FilterForm
from partnering.importing import Entry
from partnering.services.import_cells import day_in
from partnering.services.import_tables import BadCell


def forms_of_all_apps():
    """Every form class of the four apps."""
    for app in ("partnering", "readiness", "agreements", "engagement"):
        package = import_module(f"{app}.forms")
        for one in iter_modules(package.__path__):
            module = import_module(f"{app}.forms.{one.name}")
            for thing in vars(module).values():
                if isinstance(thing, type) and issubclass(thing, forms.BaseForm):
                    yield thing


def test_each_form_that_keeps_a_day_refuses_absurd_ones():
    plain = {
        f"{form.__name__}.{name}"
        for form in forms_of_all_apps()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
        if not issubclass(form, FilterForm)
    }
    assert not plain


@given(st.dates(), st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_can_be_meant_from_a_hundred_years_ago_until_thirty_ahead(day, today):
    assert can_be_meant(day, today) == (-100 <= day.year - today.year <= 30)


def test_an_absurd_day_in_an_imported_cell_is_refused_with_a_sentence():
    with pytest.raises(BadCell, match="Check the year"):
        day_in(Entry(1, {"due_on": "2999-01-01"}), "due_on")
