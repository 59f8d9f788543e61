"""How views answer alike: pages of lists, forms, confirmations, panels of higher apps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from partnering import registry
from partnering.errors import DomainError

PER_PAGE = 25


def sorted_by(
    request: HttpRequest, rows: QuerySet[Any], keys: Mapping[str, Any], default: str
) -> QuerySet[Any]:
    """Rows in the order that the address asks for (`sort=name`, `sort=-name`), or else in the default one."""
    asked = request.GET.get("sort", "")
    key = asked if asked.lstrip("-") in keys else default
    field = keys[key.lstrip("-")]
    expression = field.desc(nulls_last=True) if key.startswith("-") else field.asc(nulls_last=True)
    return rows.order_by(expression, "pk")


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page of a list that the address asks for; the nearest one when there is no such page."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def panels(request: HttpRequest, kind: str, thing: Any) -> list[tuple[str, dict[str, Any]]]:
    """What higher apps show on the page of a thing: templates with their contexts."""
    filled = ((panel.template, panel.context(request, thing)) for panel in registry.panels_for(kind))
    return [(template, context) for template, context in filled if context is not None]


def form_page(
    request: HttpRequest, form: BaseForm, heading: Any, *, back: str, submit: Any = "", **context: Any
) -> HttpResponse:
    """A page with one form. `back` is where 'Cancel' leads."""
    context = {"form": form, "heading": heading, "back": back, "submit": submit or _("Save"), **context}
    return render(request, "partnering/form.html", context, status=status_of(form))


def status_of(form: BaseForm) -> int:
    """What tells scripts how a form fared: 409 when somebody changed the same, 422 when it was refused."""
    if getattr(form, "conflicts", None):
        return 409
    return 422 if form.is_bound and form.errors else 200


def confirm_page(
    request: HttpRequest, heading: Any, text: Any, *, back: str, submit: Any, **context: Any
) -> HttpResponse:
    """A page that asks before something is done that people may regret."""
    context = {"heading": heading, "text": text, "back": back, "submit": submit, **context}
    return render(request, "partnering/confirm.html", context)


def next_or(request: HttpRequest, otherwise: str) -> str:
    """The page of this site from which a button was pressed, as its form says, or another."""
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else otherwise


def do_and_return(request: HttpRequest, do: Callable[[], Any], done: Any, to: Any) -> HttpResponse:
    """Do something that needs no form, say that it is done (or what forbids it), and go to a page."""
    try:
        do()
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(to)
