"""The project's addresses and the floors: per page a bare view that shows the same rows from one query.

Each floor is there twice: bare, and with the site's frame (navigation, bar, footer) around its rows.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from benchmarks.pages import PAGES
from partnering.urls import urlpatterns as pages

ROWS = engines["django"].from_string(
    """<!doctype html><title>Rows</title><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>
    {% endfor %}</tr>{% endfor %}</table>"""
)
FRAMED = engines["django"].from_string(
    """{% extends "base.html" %}{% block content %}<table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}
    </td>{% endfor %}</tr>{% endfor %}</table>{% endblock %}"""
)


@login_required
def floor(request: HttpRequest, number: int) -> HttpResponse:
    """One query, its rows in a table: no rights, no filters, no frame, no count."""
    return HttpResponse(ROWS.render({"rows": _rows(number)}, request))


@login_required
def framed_floor(request: HttpRequest, number: int) -> HttpResponse:
    """The same within the frame of every page."""
    return HttpResponse(FRAMED.render({"rows": _rows(number)}, request))


def _rows(number: int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(PAGES[number].floor)
        return list(cursor.fetchall())


urlpatterns = [
    path("floor/<int:number>/", floor),
    path("framed-floor/<int:number>/", framed_floor),
    *pages,
]
