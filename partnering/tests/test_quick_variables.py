"""Templates look variables up the short way, and say what Django says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, engines
from django.template.base import Template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from partnering.quick_variables import QuickVariable


class Thing:
    """What templates may come across."""

    name = "<Bo>"
    kind = gettext_lazy("Yes")

    def greeting(self) -> str:
        return f"Hello {self.name}"

    def needs(self, what: str) -> str:
        return what

    def delete(self) -> str:
        raise AssertionError("A page changes nothing.")

    delete.alters_data = True  # type: ignore[attr-defined]

    @property
    def owner(self) -> Any:
        raise ObjectDoesNotExist  # as a row does whose other row is gone

    @property
    def broken(self) -> Any:
        raise AttributeError("not in there")


class Kind:
    """A class that is a value, as an enumeration is, and not to be called."""

    do_not_call_in_templates = True
    one = "1 & only"


VALUES: dict[str, Any] = {
    "text": "a < b",
    "safe": mark_safe("<b>"),
    "lazy": gettext_lazy("Yes"),
    "number": 12345,
    "share": 1.5,
    "day": date(2026, 3, 1),
    "moment": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    "nothing": None,
    "thing": Thing(),
    "inner": SimpleNamespace(thing=Thing(), entries={"a": "<1>"}),
    "entries": {"a": "<1>", "items": "own", 0: "nought"},
    "row": ["x", {"y": "z"}],
    "give": lambda: "<given>",
    "kind": Kind,
}
PIECES = [
    *(f"{{{{ {name} }}}}" for name in VALUES if name not in ("thing", "inner")),
    "{{ thing.name }} {{ thing.kind }} {{ thing.greeting }} {{ thing.name.upper }} {{ thing.name.0 }}",
    "[{{ thing.needs }}{{ thing.delete }}{{ thing.owner }}{{ thing.owner.name }}{{ thing.none }}{{ none.x }}]",
    "{{ inner.thing.name }} {{ inner.entries.a }} {{ entries.a }} {{ entries.items }} {{ entries.0 }}",
    "{{ entries.b }}{{ entries.keys }}{{ row.0 }} {{ row.1.y }} {{ row.9 }} {{ kind.one }} {{ nothing.x }}",
    "{{ text|default:'x' }}{{ none|default:thing.name }}{{ day|date:'j M Y' }}{{ text|default:safe|upper }}",
    "{% if thing.name == '<Bo>' and not thing.none %}yes{% endif %}{% if none.x %}no{% else %}so{% endif %}",
    "{% for one in row %}{{ forloop.counter }}{{ one.y }}{{ one }}{% endfor %}",
    "{% for key, one in inner.entries.items %}{{ key }}{% empty %}-{% endfor %}",
    "{% with other=thing.name %}{{ other }}{% endwith %}{% autoescape off %}{{ text }}{% endautoescape %}",
    "{% firstof none.x thing.name %}{% spaceless %}<i> {{ text }} </i> <i></i>{% endspaceless %}",
]


def quick(piece: str) -> Template:
    """A piece as the site's loader reads it."""
    pieces = [("django.template.loaders.locmem.Loader", {"piece.html": piece})]
    libraries = engines["django"].engine.libraries
    return Engine(loaders=[("partnering.fixed_parts.Loader", pieces)], libraries=libraries).get_template(
        "piece.html"
    )


def plain(piece: str) -> Template:
    """The same as Django does."""
    return Engine(libraries=engines["django"].engine.libraries).from_string(piece)


@pytest.mark.parametrize("piece", PIECES)
def test_a_page_says_what_django_would(piece):
    said = plain(piece).render(Context(VALUES))

    assert quick(piece).render(Context(VALUES)) == said
    assert quick(piece).render(Context(VALUES, autoescape=False)) == plain(piece).render(
        Context(VALUES, autoescape=False)
    )


@pytest.mark.parametrize("how", [quick, plain])
def test_a_fault_of_a_row_is_not_hidden(how):
    with pytest.raises(AttributeError, match="not in there"):
        how("{{ thing.broken }}").render(Context(VALUES))


def test_variables_of_tags_conditions_and_filters_take_the_short_way():
    conditions, loop, shown = quick(
        "{% if text == lazy %}{% endif %}{% for one in row %}{% endfor %}{{ text|default:lazy }}"
    ).nodelist

    condition = conditions.conditions_nodelists[0][0]
    found = [condition.first.value.var, condition.second.value.var, loop.sequence.var]
    found += [shown.filter_expression.var, shown.filter_expression.filters[0][1][0][1]]
    assert {type(one) for one in found} == {QuickVariable}
