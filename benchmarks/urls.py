"""The project's addresses and the floors: per page a bare view that shows the same rows from one query."""

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


@login_required
def floor(request: HttpRequest, number: int) -> HttpResponse:
    """One query, its rows in a table: no rights, no filters, no frame, no count."""
    with connection.cursor() as cursor:
        cursor.execute(PAGES[number].floor)
        rows = cursor.fetchall()
    return HttpResponse(ROWS.render({"rows": rows}, request))


urlpatterns = [path("floor/<int:number>/", floor), *pages]
