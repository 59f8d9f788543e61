"""Addresses by names of routes, for what is shown many times on a page: Django looks each up anew, which takes longer
than to show a row of a list.
"""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, get_urlconf, reverse

SAMPLE = "9876543210"


def address(name: str) -> str:
    """Where a page is that is about nothing in particular."""
    return _fixed(name, get_script_prefix(), get_urlconf())


def address_of(name: str, key: int | str) -> str:
    """Where the page of a thing is, by its key or its slug, which mean the same in addresses as they are written."""
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return f"{before}{key}{after}"


@cache
def _fixed(name: str, prefix: str, urlconf: str | None) -> str:
    return reverse(name)


@cache
def _around(name: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _sample, after = reverse(name, args=[SAMPLE]).partition(SAMPLE)
    return before, after
