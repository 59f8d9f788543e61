"""Days that people type lie in years that they can mean, wherever a form keeps one."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from partnering.clocks import MONTHS, UnclearDay, can_be_meant, day_written
from partnering.forms.base import DayField
from partnering.forms.filters import FilterForm
from partnering.importing import Entry
from partnering.services.import_cells import day_in, known_day
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


def ways_to_write(day):
    """A day as people and programs write it, so that it can mean only this one."""
    name = MONTHS[day.month - 1]
    year = f"{day.year:04}"
    return [
        day.isoformat(),
        f"{day.isoformat()}T00:00:00",
        f"{year}/{day.month}/{day.day}",
        f"{day.day}.{day.month}.{year}",
        f"{day.day:02}. {day.month:02}. {year}",
        f"{day.day} {name[:3].title()} {year}",
        f" {day.day:02}  {name.upper()}  {year} ",
        f"{day.day}-{name[:3]}-{year}",
        f"{day.day}. {name.title()} {year}",
        f"{name.title()} {day.day}, {year}",
        f"{name[:3].title()}. {day.day}th {year}",
    ]


def can_be_read_again(day):
    return day_written(day.isoformat()) == day


@given(st.dates())
def test_a_day_is_read_in_each_way_of_writing_that_can_mean_only_one(day):
    assert {day_written(text) for text in ways_to_write(day)} == {day}


@given(st.dates(), st.sampled_from("/-"), st.sampled_from((None, True, False)))
def test_numbers_between_strokes_are_read_only_when_their_order_is_clear(day, stroke, day_first):
    year = f"{day.year:04}"
    written = {
        True: f"{day.day}{stroke}{day.month}{stroke}{year}",
        False: f"{day.month}{stroke}{day.day}{stroke}{year}",
    }
    for order, text in written.items():
        if day.day > 12 or day.day == day.month or order is day_first:
            assert day_written(text, day_first=day_first) == day
        elif day_first is None:
            with pytest.raises(UnclearDay) as unclear:
                day_written(text)
            assert day in unclear.value.readings
        else:
            assert day_written(text, day_first=day_first) == date(day.year, day.day, day.month)


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{1,4}[./ -][0-9]{1,3}[./ -][0-9]{1,4}", fullmatch=True))
def test_whatever_else_is_written_is_a_day_or_refused(text):
    assert known_day(text) is None or can_be_read_again(known_day(text))


@pytest.mark.parametrize(
    "text", ["31/03/26", "30.2.2026", "31 Mai 2026", "Ju 3 2026", "32/13/2026", "soon", ""]
)
def test_no_day_is_guessed(text):
    assert known_day(text) is None


def test_an_imported_cell_that_may_be_two_days_is_refused_with_both():
    with pytest.raises(BadCell, match=r"may be 3 Apr 2026 or 4 Mar 2026\. Write the day like") as refused:
        day_in(Entry(1, {"due_on": "03/04/2026"}), "due_on")
    assert refused.value.column == "due_on"
    assert day_in(Entry(1, {"due_on": "31/03/2026"}), "due_on") == date(2026, 3, 31)
    with pytest.raises(BadCell, match="the year in full"):
        day_in(Entry(1, {"due_on": "31/03/26"}), "due_on")


@pytest.mark.parametrize(("language", "meant"), [("en-gb", date(2026, 4, 3)), ("en-us", date(2026, 3, 4))])
def test_a_form_reads_strokes_as_the_users_language_has_them(language, meant):
    with override(language):
        assert DayField().clean("03/04/2026") == meant
        assert DayField().clean("31 Mar 2026") == date(2026, 3, 31)
        with pytest.raises(forms.ValidationError, match="the year in full"):
            DayField().clean("3/4/26")
