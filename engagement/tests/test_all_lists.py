"""Every list of the product: on record, narrowed in the address, sorted, kept as views, and taken away as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.paginator import Page
from django.forms import DateField
from django.urls import reverse

from engagement.tests.surroundings import World
from engagement.tests.test_every_surface import ask
from partnering import registry, rights
from partnering.answers import ListPaginator
from partnering.models import AuditEntry
from partnering.registry import ListPlace

PLACES = {place.url_name: place for place in registry.lists}
NO_LIST = {
    "partnering:import": "the form; what stands below it is a list of its own",
    "readiness:comments": "what was said in confidence is read in no order, and leaves as part of its result only",
    "readiness:reviews": "the few reviews of one partnership, below the way to begin another",
}
"""Pages that show rows by pages, with the reason why they are no list."""


def address_of(place: ListPlace, world: World, **query: Any) -> str:
    return reverse(place.url_name, args=world.things[place.about][0] if place.about else [], query=query)


def pages_that_show(world: World) -> list[tuple[str, str]]:
    """Name and address of each page that shows something, with one thing of each kind."""
    found = [(name, reverse(name)) for name in rights.own_pages]
    for right in rights.rights:
        if not right.changes:
            things = world.things[right.thing]
            for parts in things if right.only is None else [things[right.only]]:
                found += [(name, reverse(name, args=parts)) for name in right.names()]
    return found


def test_every_page_that_shows_rows_by_pages_is_a_list_on_record(client, world):
    shown = set()
    for who in ("amina", "fola"):
        client.force_login(world.cast.users[who])
        for name, address in pages_that_show(world):
            page = (ask(client, "get", address).context or {}).get("page")
            if isinstance(page, Page) and isinstance(page.paginator, ListPaginator):
                shown.add(name)

    unknown = shown - PLACES.keys() - NO_LIST.keys()
    assert not unknown, f"Answer by list_page and put them on record by registry.add_lists: {sorted(unknown)}"
    assert PLACES.keys() | NO_LIST.keys() == shown


def test_every_list_can_be_sorted_and_kept_as_a_view(client, world):
    client.force_login(world.cast.users["amina"])
    for place in PLACES.values():
        page = client.get(address_of(place, world)).context
        assert page["listing"].key == place.key
        assert {"filters", "chips", "views"} <= page.keys(), place
        columns = page["listing"].orders
        for sort in (*columns, f"-{next(iter(columns))}"):
            assert client.get(address_of(place, world, sort=sort)).status_code == 200, (place, sort)
        back = f"{address_of(place, world)}?q=x"
        keep = reverse("partnering:save-view", args=[place.key], query={"back": back})
        assert client.get(keep).status_code == 200, place


def test_the_files_of_every_list_have_the_rows_of_its_page_and_are_noted(client, world):
    lead = world.cast.users["amina"]
    client.force_login(lead)
    for place in PLACES.values():
        shown = client.get(address_of(place, world)).context["page"].paginator.count
        noted = AuditEntry.objects.filter(verb="exported a list", actor=lead).count()

        content = b"".join(client.post(address_of(place, world), {"export": "csv"}))
        book = client.post(address_of(place, world), {"export": "xlsx"})

        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert rows.index([]) - 1 == shown, place
        assert all(len(row) == len(rows[0]) for row in rows[: rows.index([])]), place
        assert b"".join(book).startswith(b"PK"), place
        assert AuditEntry.objects.filter(verb="exported a list", actor=lead).count() >= noted + 2, place


def choices_of(field: Any) -> list[str]:
    """What may be chosen in a field of a filter, at most three of it."""
    if field.widget_type == "checkbox":
        return ["on"]
    if field.widget_type == "select":
        values = [str(value) for value, _label in field.field.choices if value]
        return [value for value in values if value != field.field.initial][:3]
    return ["2024-01-01"] if isinstance(field.field, DateField) else ["zq"]


# A choice that says nothing by itself, and the one that it goes with.
GOES_WITH = {"below": "unit"}


def test_every_choice_of_every_list_is_said_above_it(client, world):
    client.force_login(world.cast.users["amina"])
    for place in PLACES.values():
        fields = {field.name: field for field in client.get(address_of(place, world)).context["filters"]}
        for name, field in fields.items():
            other = GOES_WITH.get(name)
            beside = {other: choices_of(fields[other])[0]} if other else {}
            for choice in choices_of(field):
                page = client.get(address_of(place, world, **beside, **{name: choice})).context
                assert len(page["chips"]) == 1 + len(beside), (place, name, choice)


def test_the_page_of_all_lists_leads_to_each_that_stands_for_itself_and_to_no_other(client, world):
    for who, hidden in (("amina", set()), ("chidi", {"handovers", "campaigns", "history", "imports"})):
        client.force_login(world.cast.users[who])
        page = client.get(reverse("partnering:all-lists")).content.decode()
        for place in registry.lists:
            if not place.about:
                assert (f'href="{reverse(place.url_name)}"><strong>' in page) == (place.key not in hidden), (
                    place
                )


def test_the_palette_offers_a_list_by_its_name(client, world):
    client.force_login(world.cast.users["amina"])

    offered = client.get(reverse("partnering:palette"), {"q": "seats"}).content.decode()

    assert reverse("partnering:every-seat") in offered
    assert reverse("partnering:every-seat") not in client.get(reverse("partnering:palette")).content.decode()


def test_no_view_is_kept_of_a_list_that_there_is_not(client, world):
    client.force_login(world.cast.users["amina"])
    for key in ("nothing", "x" * 90):
        address = reverse("partnering:save-view", args=[key], query={"back": "/people/?q=o"})
        assert client.post(address, {"name": "Mine"}).status_code == 404
