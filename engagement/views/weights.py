"""What the dimensions of traction weigh in a partnership: all members see it, its manager changes it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.dimensions import DIMENSIONS
from engagement.forms.weights import WeightsForm
from engagement.queries import weights as queries
from engagement.queries.readers import reader_of
from engagement.queries.traction import weights as usual_weights
from engagement.services.weights import change_weights
from engagement.views import fetching
from engagement.weighing import as_points
from engagement.wording import name_of
from partnering import access
from partnering.answers import status_of
from partnering.forms.base import carried_out


@login_required
def weights(request: HttpRequest, slug: str) -> HttpResponse:
    """What each dimension weighs, and the record of who changed it, when and why."""
    partnership = fetching.partnership_to_see(request.user, slug)
    today = access.today()
    changes = list(queries.changes_of_weights(request.user, partnership))
    points, usual = queries.points_on(partnership, today), as_points(usual_weights())
    free = queries.free_from(changes)
    context = {
        "partnership": partnership,
        "rows": [(name_of(key), points[key], usual[key]) for key in DIMENSIONS],
        "changes": [(one, queries.moved_by(one)) for one in changes],
        "manages": access.manages_partnership(request.user, partnership),
        "stays_until": free if free and free > today else None,
    }
    return render(request, "engagement/weights.html", context)


@login_required
def set_weights(request: HttpRequest, slug: str) -> HttpResponse:
    """Try other weights, see what the score would be, then save them with the reason."""
    partnership = fetching.partnership_to_manage(request.user, slug)
    today = access.today()
    form = WeightsForm(request.POST or None, points=queries.points_on(partnership, today))
    back = reverse("engagement:weights", args=[slug])
    tried = form.is_valid()
    if tried and "save" in request.POST:
        saved = carried_out(
            form,
            lambda: change_weights(
                partnership=partnership,
                points=form.points(),
                reason=form.cleaned_data["reason"],
                by=request.user,
            ),
        )
        if saved:
            messages.success(request, _("Saved. The weights hold from today; earlier days keep theirs."))
            return redirect(back)
    effects = (
        queries.effects_of(reader_of(request.user, partnership), partnership, form.points(), on=today)
        if tried
        else []
    )
    context = {"partnership": partnership, "form": form, "back": back, "tried": tried, "effects": effects}
    return render(request, "engagement/set_weights.html", context, status=status_of(form))
