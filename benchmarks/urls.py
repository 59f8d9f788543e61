"""The project's addresses and the floors: per page a bare view that shows the same rows from one query.

Each floor is there twice: bare, and with the site's frame (navigation, bar, footer) around its rows.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from benchmarks.dashboards import BOARDS
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
DASHBOARDS = [
    ENGINE.from_string(
        "<!doctype html><title>Rows</title>{% for rows in tables %}<table>"
        + "".join(
            f"{{% if forloop.counter0 == {place} %}}{{% for row in rows %}}<tr>{row}</tr>{{% endfor %}}{{% endif %}}"
            for place, (_sql, row) in enumerate(board.floor)
        )
        + "</table>{% endfor %}"
    )
    for board in BOARDS
]


@login_required
def floor(request: HttpRequest, number: int) -> HttpResponse:
    """One query, its rows in a table as the page has them: no rights, no filters, no frame, no count."""
    return HttpResponse(TEMPLATES[number, False].render({"rows": _rows(number)}, request))


@login_required
def framed_floor(request: HttpRequest, number: int) -> HttpResponse:
    """The same within the frame of every page."""
    return HttpResponse(TEMPLATES[number, True].render({"rows": _rows(number)}, request))


@login_required
def dashboard_floor(request: HttpRequest, number: int) -> HttpResponse:
    """One query for each kind of row that a dashboard shows, and a table for each."""
    of = {name: int(value) for name, value in request.GET.items()}
    tables = [_asked(sql.format_map(of)) for sql, _row in BOARDS[number].floor]
    return HttpResponse(DASHBOARDS[number].render({"tables": tables}, request))


def _rows(number: int) -> list[dict[str, object]]:
    return _asked(PAGES[number].floor)


def _asked(sql: str) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


urlpatterns = [
    path("dashboard-floor/<int:number>/", dashboard_floor),
    path("floor/<int:number>/", floor),
    path("framed-floor/<int:number>/", framed_floor),
    *pages,
]
