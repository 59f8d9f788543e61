"""How views answer alike: pages of lists, forms, confirmations, panels of higher apps."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from partnering import kept, reach, registry
from partnering.errors import DomainError
from partnering.models import Partnership
from partnering.queries import partnership_seen

Found = TypeVar("Found")
PER_PAGE = 25
MOST = 2_000


def sort_key(request: HttpRequest, keys: Mapping[str, Any], default: str) -> str:
    """The order that the address asks for (`sort=name`, `sort=-name`), or else the default one."""
    asked = request.GET.get("sort", "")
    return asked if asked.lstrip("-") in keys else default


def in_order(rows: QuerySet[Any], keys: Mapping[str, Any], key: str) -> QuerySet[Any]:
    """Rows in an order, by a key's expression."""
    field = keys[key.lstrip("-")]
    down = key.startswith("-")
    # Where a column is never empty, nothing is said of empty ones, or no index could give the order. For the same
    # reason the tie-break follows the direction.
    nulls_last = None if _is_never_empty(rows, field) else True
    expression = field.desc(nulls_last=nulls_last) if down else field.asc(nulls_last=nulls_last)
    return rows.order_by(expression, "-pk" if down else "pk")


def _is_never_empty(rows: QuerySet[Any], field: Any) -> bool:
    columns = {one.name for one in rows.model._meta.concrete_fields if not one.null}
    return isinstance(field, F) and getattr(field, "name", "") in columns


class ListPaginator(Paginator):  # type: ignore[type-arg]  # which has no parameters at run time
    """Counts no further than `MOST` rows, since to count each of very many costs more than to show a page.

    What fits on the first page isn't counted at all: the page is asked for with one row more than it shows.
    """

    def get_page(self, number: Any) -> Page[Any]:
        """The page that is asked for, or the nearest one."""
        return self._first() if number in {None, "", "1"} else super().get_page(number)

    def _first(self) -> Page[Any]:
        found = list(self.object_list[: self.per_page + 1])
        if len(found) <= self.per_page:
            self._counted = len(found)
        return Page(found[: self.per_page], 1, self)

    @cached_property
    def count(self) -> int:
        """The number of rows, or `MOST` when there are more; `is_more` tells."""
        return min(self._counted, MOST)

    @cached_property
    def is_more(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._counted > MOST

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return (
            rows.count_to(MOST + 1) if isinstance(rows, KeptRows) else int(countable(rows, MOST + 1).count())
        )

    def page(self, number: int | str) -> Page[Any]:
        """A page of those that are counted."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count) if self.is_more else first + self.per_page
        return Page(self.object_list[first:last], number, self)


def countable(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """The first rows, with no more of them than is needed to count them."""
    rows = rows.order_by()
    if rows._fields is None and not rows.query.combinator:  # type: ignore[attr-defined]
        rows = rows.values("pk")  # or else what is worked out for each row would be, for all of them
    return rows[:most]


class KeptRows:
    """Rows of a list that a function gives of a user and plain values, asked for by statements that are kept."""

    def __init__(self, give: Callable[..., QuerySet[Any]], user: Any, *values: Any) -> None:
        self.give, self.user, self.values = give, user, values

    def __getitem__(self, part: slice) -> list[Any]:
        return kept.rows(_part, self.user, self.give, part.start, part.stop, *self.values)

    def count_to(self, most: int) -> int:
        """How many there are, counted no further than this."""
        return kept.count(_first_ones, self.user, self.give, most, *self.values)


def _part(user: Any, give: Callable[..., Any], first: int, last: int, *values: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = give(user, *values)
    if first and connection.vendor == "postgresql" and not rows.query.combinator:
        # It would work out all that is shown of a row for those before as well.
        return rows.filter(pk__in=rows.values("pk")[first:last])
    return rows[first:last]


def _first_ones(user: Any, give: Callable[..., Any], most: int, *values: Any) -> QuerySet[Any]:
    return countable(give(user, *values), most)


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page of a list that the address asks for; the nearest one when there is no such page."""
    pages = ListPaginator if isinstance(rows, QuerySet | KeptRows) else Paginator
    return pages(rows, PER_PAGE).get_page(request.GET.get("page"))


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to take away."""
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def found_or_404(found: Found | None) -> Found:
    """What was looked for, if it was found; otherwise 404."""
    if found is None:
        raise Http404
    return found


def partnership_or_404(user: Any, slug: str) -> Partnership:
    """A partnership of which the user is part; what else the page asks need not find that out again."""
    found: Partnership = found_or_404(kept.one(partnership_seen, user, kept.Slot(slug)))
    reach.remember_part(user, found.pk)
    return found


def panels(
    request: HttpRequest, kind: str, thing: Any, *, empty: Container[str] = ()
) -> list[tuple[str, dict[str, Any]]]:
    """What higher apps show on the page of a thing: templates with their contexts; not those known to be `empty`."""
    shown = [panel for panel in registry.panels_for(kind) if panel.name not in empty]
    filled = ((panel.template, panel.context(request, thing)) for panel in shown)
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


def behind_link(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: nobody keeps it, finds it, or hears of it from the next page."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


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
