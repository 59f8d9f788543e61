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

SHOWN = "<table>{% for row in rows %}<tr>ROW</tr>{% endfor %}</table>"
BARE = "<!doctype html><title>Rows</title>" + SHOWN
FRAMED = '{% extends "base.html" %}{% block content %}' + SHOWN + "{% endblock %}"
ENGINE = engines["django"]
TEMPLATES = {
    (number, framed): ENGINE.from_string((FRAMED if framed else BARE).replace("ROW", page.row))
    for number, page in enumerate(PAGES)
    for framed in (True, False)
}


@login_required
def floor(request: HttpRequest, number: int) -> HttpResponse:
    """One query, its rows in a table as the page has them: no rights, no filters, no frame, no count."""
    return HttpResponse(TEMPLATES[number, False].render({"rows": _rows(number)}, request))


@login_required
def framed_floor(request: HttpRequest, number: int) -> HttpResponse:
    """The same within the frame of every page."""
    return HttpResponse(TEMPLATES[number, True].render({"rows": _rows(number)}, request))


def _rows(number: int) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(PAGES[number].floor)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


urlpatterns = [
    path("floor/<int:number>/", floor),
    path("framed-floor/<int:number>/", framed_floor),
    *pages,
]
