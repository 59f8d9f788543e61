"""Lists: what their columns are, in which order they come, and how they leave as a page or as a file.

A list is one `Listing`; its view fetches the rows that the user may see, narrows them by a FilterForm, and answers by
`list_page`. What is exported is what is shown: the same rows, in the same order, from all pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.http import FileResponse, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partnering import kept, registry, spreadsheets
from partnering.answers import KeptRows, in_order, page_of, sort_key
from partnering.forms.filters import FilterForm
from partnering.models import SavedView
from partnering.registry import ListPlace
from partnering.services.exports import note_export

CHUNK = 2_000
NOT_KEPT = {"page", "view", "back", FilterForm.OPENED}


@dataclass(frozen=True)
class Column:
    """A column: its heading, by what it sorts (`order`, an expression; None when it doesn't), and what a file says.

    `value` is a dotted path or a function of the row. In pages the template shows it, as well as it likes; the plain
    one makes a link of it where `link` gives an address for the row, and a badge where `tone` names its colour
    ('good', 'warn', 'bad', 'brand').
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any]
    order: Any = None
    link: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None

    def of(self, row: Any) -> Any:
        """What a file says for a row."""
        if callable(self.value):
            return self.value(row)
        try:
            found = attrgetter(self.value)(row)
        except AttributeError:
            return None  # on the way there is nothing, such as an action without an owner
        return found() if callable(found) else found


@dataclass(frozen=True)
class Cell:
    """A cell of the plain page of a list."""

    column: Column
    value: Any
    address: str
    tone: str

    @property
    def is_time(self) -> bool:
        """Whether it tells a day or a moment."""
        return isinstance(self.value, date)


@dataclass(frozen=True, eq=False)
class Listing:
    """A list. `organisation` and `partnership` are the fields that say whose a row is, for the note of an export.

    A partnership is told only of rows that are `joint`.
    """

    key: str
    title: Any
    columns: tuple[Column, ...]
    default: str
    organisation: str = ""
    partnership: str = ""
    joint: Q = field(default_factory=Q)

    @property
    def orders(self) -> dict[str, Any]:
        """The expressions by which the list sorts, by column."""
        return {column.key: column.order for column in self.columns if column.order is not None}

    def in_order(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """Rows in the order of a key, `name` or `-name`."""
        return in_order(rows, self.orders, key)


@dataclass(frozen=True)
class Asked:
    """The rows of a list as a function of its reader and of what they chose, whose statement is kept.

    With a text `q`, the function does no more than to look for rows whose columns hold it.
    """

    give: Callable[..., QuerySet[Any]]
    user: Any
    chosen: Mapping[str, Any]

    def rows(self) -> QuerySet[Any]:
        """The rows, put together now."""
        chosen = {name: kept.given(value) for name, value in self.chosen.items()}
        return self.give(self.user, **chosen)

    def kept(self, listing: Listing, key: str) -> KeptRows:
        """The rows in the order of a key."""
        values = [kept.Slot(value) if name == "q" and value else value for name, value in self.chosen.items()]
        return KeptRows(_listed, self.user, self.give, listing.in_order, key, tuple(self.chosen), *values)


def _listed(
    user: Any,
    give: Callable[..., Any],
    order: Callable[..., Any],
    key: str,
    names: Iterable[str],
    *values: Any,
) -> QuerySet[Any]:
    rows: QuerySet[Any] = order(give(user, **dict(zip(names, values, strict=True))), key)
    return rows


@dataclass(frozen=True)
class Chip:
    """One choice that narrows a list, in words, and the rest of the address without it."""

    text: str
    without: str


def list_page(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet[Any] | Asked,
    filters: FilterForm,
    template: str,
    context: Mapping[str, Any] | Callable[[Page[Any]], Mapping[str, Any]],
    *,
    title: Any = "",
) -> HttpResponseBase:
    """A list as its page, or, when a file was asked for by a press of its button, as that file.

    `context` is what else the template needs, or a function that makes it from the page of rows. `title` names the
    list in files, when it is about a thing.
    """
    key = sort_key(request, listing.orders, listing.default)
    kind = request.POST.get("export", "")
    if kind in spreadsheets.TYPES:
        found = listing.in_order(rows.rows() if isinstance(rows, Asked) else rows, key)
        return _file(request, listing, found, filters, kind, str(title or listing.title))
    shown = rows.kept(listing, key) if isinstance(rows, Asked) else listing.in_order(rows, key)
    return shown_page(request, listing, shown, filters, template, context)


def shown_page(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet[Any] | KeptRows,
    filters: FilterForm,
    template: str,
    context: Mapping[str, Any] | Callable[[Page[Any]], Mapping[str, Any]],
) -> HttpResponseBase:
    """A page of rows that are narrowed and in order; or the way to the view with which the list opens."""
    views = kept.rows(_views, request.user, listing.key)
    first = next((view.query for view in views if view.is_default), "")
    if first and not request.GET:
        return redirect(f"{request.path}?{first}")
    page = page_of(request, rows)
    more = context(page) if callable(context) else context
    return render(request, template, {**_shown(request, listing, page, filters, views), **more})


def _views(user: Any, key: str) -> QuerySet[SavedView]:
    rows: QuerySet[SavedView] = SavedView.objects.visible_to(user).of(key, user)
    return rows


def plain_page(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet[Any],
    filters: FilterForm,
    **context: Any,
) -> HttpResponseBase:
    """A list whose page shows just its columns: as its page, or as a file when one was asked for."""
    told = {"place": place_of(listing.key), **context}
    return list_page(
        request,
        listing,
        rows,
        filters,
        "partnering/list.html",
        lambda page: {"table": [cells_of(listing, row) for row in page], **told},
    )


def place_of(key: str) -> ListPlace:
    """Where the list with this key is; LookupError for one that is not on record."""
    found = next((one for one in registry.lists if one.key == key), None)
    if found is None:
        raise LookupError(f"Put the list '{key}' on record by registry.add_lists.")
    return found


def cells_of(listing: Listing, row: Any) -> list[Cell]:
    """What the plain page shows of a row."""
    return [
        Cell(
            column,
            column.of(row),
            (column.link(row) or "") if column.link else "",
            column.tone(row) if column.tone else "",
        )
        for column in listing.columns
    ]


def _shown(
    request: HttpRequest, listing: Listing, page: Page[Any], filters: FilterForm, views: list[SavedView]
) -> dict[str, Any]:
    """What the templates of all lists need."""
    query = kept_query(request.GET.urlencode())
    return {
        "page": page,
        "filters": filters,
        "sort": listing.default,
        "listing": listing,
        "chips": chips(request, filters),
        "views": views,
        "view_now": next((view for view in views if view.query == query), None),
        "query_now": query,
    }


def kept_query(query: str) -> str:
    """What a view keeps of a list's address: filters and order, in one way of writing them, and no page."""
    items = QueryDict(query).lists()
    kept = sorted(
        (name, value) for name, values in items if name not in NOT_KEPT for value in values if value
    )
    return urlencode(kept)


def chips(request: HttpRequest, filters: FilterForm) -> list[Chip]:
    """What the list is narrowed by, each with a way to take it off."""
    found = []
    for name, text in filters.in_words():
        query = request.GET.copy()
        for gone in (name, "page"):
            query.pop(gone, None)
        found.append(Chip(text, query.urlencode()))
    return found


def _file(
    request: HttpRequest, listing: Listing, rows: QuerySet[Any], filters: FilterForm, kind: str, title: str
) -> FileResponse:
    taken = Taken(
        rows.count(),
        _whose(rows, listing.organisation),
        _whose(rows.filter(listing.joint), listing.partnership),
    )
    headings = [str(column.label) for column in listing.columns]
    return file_of(request, title, headings, _cells(listing, rows), filters, kind, taken)


@dataclass(frozen=True)
class Taken:
    """What a file holds, for those who read who took it: how many rows, and how many of them are whose."""

    rows: int
    organisations: Mapping[int, int] = field(default_factory=dict)
    partnerships: Mapping[int, int] = field(default_factory=dict)


def file_of(
    request: HttpRequest,
    title: str,
    headings: list[str],
    cells: Iterable[list[Any]],
    filters: FilterForm,
    kind: str,
    taken: Taken,
) -> FileResponse:
    """A list as a file, which is noted for all whose rows it holds."""
    narrowed = "; ".join(text for _name, text in filters.in_words())
    note_export(
        by=request.user,  # type: ignore[arg-type]
        title=title,
        kind=kind,
        narrowed=narrowed,
        rows=taken.rows,
        organisations=taken.organisations,
        partnerships=taken.partnerships,
    )
    now = timezone.localtime()
    table = spreadsheets.Table(title, headings, cells, _notes(narrowed, now))
    answer = FileResponse(
        spreadsheets.written(table, kind),
        as_attachment=True,
        filename=f"{slugify(title) or 'list'}-{now:%Y-%m-%d-%H%M}.{kind}",
        content_type=spreadsheets.TYPES[kind],
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _whose(rows: QuerySet[Any], field: str) -> dict[int, int]:
    """How many rows are whose, by primary key."""
    if not field:
        return {}
    whose = rows.order_by().exclude(**{field: None}).values(whose=F(field)).annotate(rows=Count("pk"))
    return dict(whose.values_list("whose", "rows"))


def _cells(listing: Listing, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    for row in rows.iterator(CHUNK):
        yield [column.of(row) for column in listing.columns]


def _notes(narrowed: str, now: datetime) -> list[str]:
    told = narrowed or _("everything that you may see")
    when = _("%(when)s, time zone %(zone)s") % {
        "when": date_format(now, "j F Y H:i"),
        "zone": timezone.get_current_timezone_name(),
    }
    return [
        _("Exported from Traction on %(when)s.") % {"when": when},
        _("Narrowed to: %(what)s.") % {"what": told},
    ]
