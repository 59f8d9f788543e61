"""What an organisation does with its plan in a partnership: begin it from other answers, and let partners see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.forms.plans import ReuseForm
from engagement.queries import plans as queries
from engagement.services.plan_reuse import reuse_answers
from engagement.views import fetching
from partnering import access
from partnering.answers import status_of
from partnering.forms.base import carried_out
from partnering.models import Organisation, Partnership

GENERAL = "general"


@login_required
def reuse(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose where to begin from, look at what would be taken over, and tick it."""
    partnership, organisation = _to_lead(request, slug)
    sources: dict[str, Partnership | None] = {GENERAL: None}
    for one in queries.partnerships_with_answers(request.user, organisation.pk):
        if one.own and one != partnership:  # type: ignore[attr-defined]  # annotated
            sources[one.slug] = one
    asked = request.POST.get("source") or request.GET.get("from", GENERAL)
    if asked not in sources:
        raise Http404
    form = ReuseForm(request.POST or None, sources=sources)
    if form.is_valid():
        data = form.cleaned_data
        made = carried_out(
            form,
            lambda: reuse_answers(
                organisation=organisation,
                partnership=partnership,
                source=sources[data["source"]],
                questions={*data["take"], *data["replace"]},
                replace=data["replace"],
                by=request.user,
            ),
        )
        if made:
            said = ngettext("%(n)s answer is taken over.", "%(n)s answers are taken over.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect("engagement:partnership-plan", partnership.slug)
    found = queries.reusable_answers(
        request.user, organisation.pk, partnership=partnership, source=sources[asked]
    )
    context: dict[str, Any] = {
        "partnership": partnership,
        "form": form,
        "asked": asked,
        "sources": [(key, _("General answers") if one is None else one.name) for key, one in sources.items()],
        "rows": found,
        "ticked": {row.question for row in found if not row.here},
        "today": access.today(),
    }
    if form.is_bound:
        context["ticked"] = {*request.POST.getlist("take"), *request.POST.getlist("replace")}
    return render(request, "engagement/reuse_answers.html", context, status=status_of(form))


def _to_lead(request: HttpRequest, slug: str) -> tuple[Partnership, Organisation]:
    """A partnership in which the user leads a member, and that member."""
    partnership = fetching.partnership_to_see(request.user, slug)
    organisation = fetching.own_member_organisation(request.user, partnership)
    if not access.leads_organisation(request.user, organisation):
        raise Http404
    return partnership, organisation
