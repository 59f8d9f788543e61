"""Actions as a board. Dragging a card presses one of its buttons, which do the same for keyboards."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access, queries
from partnering.answers import do_and_return, next_or
from partnering.board import BoardColumn, columns, counted
from partnering.choices import ActionColumn
from partnering.forms.filters import BoardFilter
from partnering.lists import chips
from partnering.models import Action, WorkingGroup
from partnering.services import actions as services
from partnering.views import fetching
from partnering.views.actions import remember_view


@login_required
def board(request: HttpRequest) -> HttpResponseBase:
    """What is to do, what is in progress, what was done lately, over everything that the user sees."""
    filters = BoardFilter(request.GET, user=request.user)
    rows = queries.actions_listed(request.user, state="all", **filters.chosen())
    shown = columns(rows, request.GET.dict(), today=access.today())
    keys = [action.pk for column in shown for action in column.actions]
    mine = Action.objects.changeable_by(request.user).filter(pk__in=keys)
    context = {
        "columns": [(column, _more(request, column)) for column in shown],
        "filters": filters,
        "chips": chips(request, filters),
        "changeable": set(mine.values_list("pk", flat=True)),
    }
    return remember_view(render(request, "partnering/action_board.html", context), "board")


@login_required
def counts(request: HttpRequest) -> HttpResponse:
    """How many actions each organisation and each working group has, each number a way to them."""
    rows = queries.actions_listed(request.user, state="all")
    today = access.today()
    # Who sees an action of their own without a part in its partnership doesn't see the partnership's groups.
    grouped = rows.filter(group__in=WorkingGroup.objects.visible_to(request.user))
    tables = [
        ("organisation", _("By organisation"), counted(rows, "organisation", today=today)),
        ("group", _("By working group"), counted(grouped, "group", today=today)),
    ]
    return render(request, "partnering/action_counts.html", {"tables": tables})


def _more(request: HttpRequest, column: BoardColumn) -> str:
    """The address at which a column shows one page more."""
    query = request.GET.copy()
    query[column.key] = str(column.pages + 1)
    return f"?{query.urlencode()}"


@login_required
@require_POST
def move_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into another column."""
    action = fetching.action_to_change(request.user, pk)
    to = request.POST.get("to", "")
    back = next_or(request, reverse("partnering:action-board"))
    column = ActionColumn(to) if to in ActionColumn.values else ActionColumn.TODO
    said = _("%(column)s: %(title)s") % {"column": column.label, "title": action}
    return do_and_return(
        request, lambda: services.move_action(action=action, to=column, by=request.user), said, back
    )
