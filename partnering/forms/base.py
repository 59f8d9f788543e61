"""What the core's forms share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar

from django import forms
from django.db import IntegrityError, models, transaction
from django.utils.formats import get_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.clocks import can_be_meant, day_written, years_meant
from partnering.errors import DomainError
from partnering.forms.shared import SharedForm

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Day(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class DayField(forms.DateField):
    """A day that is to be kept, in a year that somebody can mean."""

    widget = Day
    default_error_messages: ClassVar = {
        "invalid": _("Enter a day like 2026-03-31 or 31 Mar 2026, with the year in full.")
    }

    def to_python(self, value: Any) -> date | None:
        """A day as browsers send it or somebody types it; between strokes the user's language has its order."""
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        written = next(one for one in get_format("DATE_INPUT_FORMATS") if not one.startswith("%Y"))
        try:
            return day_written(value, day_first=written.startswith("%d"))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: date | None) -> None:
        """Refuse a slip of the keys, such as the year 206 or 2999."""
        super().validate(value)
        today = access.today()
        if value is not None and not can_be_meant(value, today):
            first, last = years_meant(today)
            raise forms.ValidationError(
                _("Check the year: the day must lie between %(first)s and %(last)s."),
                params={"first": first, "last": last},
            )


class Suggested(forms.TextInput):
    """A text box that offers words in use, and takes any other."""

    def __init__(self, words: Iterable[str], **options: Any) -> None:
        super().__init__(**options)
        self.words = words

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The text box, with the list that the browser shows below it."""
        key = f"suggested-{name}"
        box = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        offered = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        return format_html('{}<datalist id="{}">{}</datalist>', box, key, offered)


class ServiceForm(SharedForm, forms.ModelForm):
    """A form that reads values and leaves the row as it is; a service changes it."""

    def _post_clean(self) -> None:
        """Don't write into the instance: the service compares what was with what is asked for."""

    def rows(self) -> Sequence[models.Model]:
        """The instance, if it is in the database."""
        return [self.instance] if self.instance.pk else []

    def stored(self) -> dict[str, Any]:
        """The instance's values."""
        return forms.models.model_to_dict(self.instance, self._meta.fields)


class DayForm(forms.Form):
    """Asks for one day."""

    on = DayField(label=_("Day"))


class PersonChoice(forms.ModelChoiceField):
    """A choice among people of a `queries.with_units`, each with their organisation and unit."""

    default_error_messages: ClassVar = {
        "invalid_choice": _("They can't be chosen here: they may have left meanwhile. Choose somebody else.")
    }

    def label_from_instance(self, obj: Any) -> str:
        """Name, organisation, and the unit where it may be shown."""
        unit = getattr(obj, "unit_shown", "")
        return " · ".join(str(part) for part in (obj.name, obj.organisation, unit) if part)


def carried_out(form: forms.BaseForm, do: Callable[[], T]) -> T | None:
    """What `do` returns; None when a rule forbids it, or somebody changed the same, as the form says.

    `do` must read the form's cleaned data when it is called: they then hold what others changed meanwhile.
    """
    try:
        if not (isinstance(form, SharedForm) and form.rows()):
            return do()
        with transaction.atomic():
            return do() if form.settle() else None
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    except IntegrityError:
        # The service found nothing wrong: something else was saved in the same moment, and the database saw it.
        logger.warning("The database refused what %s let pass", type(form).__name__, exc_info=True)
        text = _(
            "Something was saved in the same moment beside which this can't stand. Look, then try again."
        )
        form.add_error(None, text)
        return None
