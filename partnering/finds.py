"""What a user's words find, over all kinds of things, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, TextField, Value, Window
from django.db.models.functions import Cast, Coalesce, RowNumber
from django.urls import reverse

from partnering import access, registry
from partnering.registry import Searchable
from partnering.searching import Wanted, around, marked
from partnering.text_search import column, matching

OF_ONE_KIND = ("found_key", "found_title", "found_about", "found_text")
COLUMNS = ("found_kind", *OF_ONE_KIND, "found_total", "found_number")


@dataclass(frozen=True)
class Find:
    """One thing that was found: its title in pieces, where it belongs, the passage in pieces, its address."""

    title: list[tuple[str, bool]]
    about: str
    passage: list[tuple[str, bool]]
    address: str


@dataclass(frozen=True)
class Kind:
    """All finds of one kind: how many there are, and the first of them."""

    searchable: Searchable
    total: int
    finds: tuple[Find, ...]


def kinds() -> list[Searchable]:
    """The kinds of things that can be found, in the order in which they are shown."""
    return sorted(registry.searchables, key=lambda one: (one.order, one.kind))


def rows_found(searchable: Searchable, user: Any, sought: Wanted) -> Any:
    """The rows of one kind that the user may see and that hold the words, with the columns of a find; best first."""
    rows = matching(
        searchable.rows(user).order_by(), sought, title=searchable.title, fields=searchable.fields
    )
    about = Coalesce(searchable.about, Value(""), output_field=TextField()) if searchable.about else Value("")
    return rows.annotate(
        found_kind=Value(searchable.kind, output_field=CharField()),
        found_key=Cast(column(searchable.key), TextField()),
        found_title=Cast(F(searchable.title), TextField()),
        found_about=Cast(about, TextField()),
        found_text=Cast(F(searchable.text), TextField()) if searchable.text else Value("", TextField()),
    ).order_by("-found_rank", "found_title", "pk")


def find(user: Any, sought: Wanted, *, each: int, among: Iterable[Searchable] | None = None) -> list[Kind]:
    """What the user finds, by kind, with at most `each` of a kind; kinds without any are left out. One query."""
    searched = list(among if among is not None else kinds())
    if not sought or not searched:
        return []
    with access.remembering():
        first, *others = [_firsts(one, user, sought, each) for one in searched]
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in first.union(*others, all=True) if others else first:
        rows.setdefault(row["found_kind"], []).append(row)
    return [
        Kind(
            searchable=one,
            total=rows[one.kind][0]["found_total"],
            finds=tuple(as_find(one, row, sought) for row in sorted(rows[one.kind], key=_number)),
        )
        for one in searched
        if one.kind in rows
    ]


def _number(row: dict[str, Any]) -> int:
    number: int = row["found_number"]
    return number


def _firsts(searchable: Searchable, user: Any, sought: Wanted, each: int) -> Any:
    found = rows_found(searchable, user, sought)
    order = found.query.order_by
    numbered = found.order_by().annotate(
        found_total=Window(Count("*"), output_field=IntegerField()),
        found_number=Window(RowNumber(), order_by=list(order), output_field=IntegerField()),
    )
    return numbered.filter(found_number__lte=each).values(*COLUMNS)


def as_find(searchable: Searchable, row: dict[str, Any], sought: Wanted) -> Find:
    """A row with the columns of a find, as the page shows it."""
    text = row["found_text"] or ""
    return Find(
        title=marked(" ".join(row["found_title"].split()), sought),
        about=row["found_about"],
        passage=marked(around(text, sought), sought) if text else [],
        address=reverse(searchable.url_name, args=row["found_key"].split("/")),
    )
