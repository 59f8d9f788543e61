"""Variables of templates, looked up the short way where Django's long one comes to the same.

Django asks of each step of `action.owner.name` first whether it is an entry of something like a dictionary, by an
error for each that is not, and of each value whether it is a moment or a number to be written in the reader's way.
Nearly all that pages show are texts of rows. A page looks up hundreds of them, which took a sixth of its time.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.template.base import FilterExpression, Node, Variable, VariableNode, render_value_in_context
from django.template.context import Context
from django.template.smartif import TokenBase
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from partnering.words import LAZY, said

SURROUNDINGS = object()
"""Under this a page that is being drawn remembers its surroundings."""
MISSING: Any = object()


class QuickVariable(Variable):
    """A variable that knows the short way, and takes Django's whenever anything is unusual."""

    __slots__ = ()  # or else no variable could become one

    def _resolve_lookup(self, context: Any) -> Any:
        try:
            found = _short_way(self.lookups or (), context) if isinstance(context, Context) else MISSING
        except (ObjectDoesNotExist, TypeError):
            found = MISSING
        return super()._resolve_lookup(context) if found is MISSING else found  # type: ignore[misc]


class QuickNode(VariableNode):
    """Shows a variable; plain text needs only to be escaped."""

    def render(self, context: Context) -> str:
        """The value as it stands in the page."""
        value = self.filter_expression.resolve(context)
        if type(value) is LAZY:
            value = said(value, surroundings(context)[0])
        if type(value) is str and context.autoescape:
            return SafeString(escape(value))
        return render_value_in_context(value, context)


def surroundings(context: Context) -> tuple[str | None, str, str | None]:
    """The reader's language and where the site's addresses are: all on which a fixed part depends.

    To ask for them takes longer than to draw a part; so they are asked for once a page.
    """
    page = page_of(context)
    found: tuple[str | None, str, str | None] | None = page.get(SURROUNDINGS)
    if found is None:
        found = page[SURROUNDINGS] = (get_language(), get_script_prefix(), get_urlconf())
    return found


def page_of(context: Context) -> dict[Any, Any]:
    """What all templates of a page that is being drawn share."""
    outermost: Any = context.render_context.dicts[0]
    return outermost  # type: ignore[no-any-return]


def _short_way(lookups: tuple[str, ...], context: Context) -> Any:
    """What a variable stands for; `MISSING` where it is not there or not simply there."""
    name = lookups[0]
    for scope in reversed(context.dicts):
        if name in scope:
            found = scope[name]
            break
    else:
        return MISSING
    if callable(found):
        return MISSING
    for name in lookups[1:]:
        if type(found) is dict:
            found = found.get(name, MISSING)
        elif hasattr(type(found), "__getitem__"):
            return MISSING
        else:
            found = getattr(found, name, MISSING)
        if callable(found):
            if getattr(found, "do_not_call_in_templates", False) or getattr(found, "alters_data", False):
                return MISSING
            found = found()
        if found is MISSING:
            return MISSING
    return found


def quicken(node: Node) -> None:
    """Let a tag of a template that was just read, and what it is given, look variables up the short way."""
    if type(node) is VariableNode:
        node.__class__ = QuickNode
    for value in vars(node).values():
        _quicken(value)


def _quicken(value: Any) -> None:
    if isinstance(value, FilterExpression):
        variables = [
            value.var,
            *(one for _function, given in value.filters for by_name, one in given if by_name),
        ]
        for variable in variables:
            if type(variable) is Variable and variable.lookups is not None:
                variable.__class__ = QuickVariable
    elif isinstance(value, TokenBase):  # of a condition
        for part in (value.first, value.second, value.value):
            _quicken(part)
    elif type(value) in (list, tuple):
        for part in value:
            _quicken(part)
    elif type(value) is dict:
        for part in value.values():
            _quicken(part)
