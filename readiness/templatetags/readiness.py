"""How figures of readiness are shown."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

from partnering.charts import tidy

register = template.Library()


@register.filter
def one_decimal(value: float) -> str:
    """A figure to one decimal, rounded half up like the charts' figures and the bands."""
    return str(number_format(tidy(value, 1), 1))


@register.filter
def signed(value: float) -> str:
    """A difference to one decimal, rounded alike, with its sign; nothing moved is 0.0 without one."""
    rounded = str(tidy(value, 1))
    sign = "+" if float(rounded) > 0 else ""
    return sign + str(number_format(rounded, 1)).replace("-", "−")
