"""What an organisation does with its plan in a partnership: begin it from other answers, and let partners see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.forms.plans import ReuseForm, SharePlanForm
from engagement.queries import plans as queries
from engagement.queries.plans_beside import plans_beside
from engagement.services.plan_reuse import reuse_answers
from engagement.services.plan_sharing import share_plan
from engagement.views import fetching
from partnering import access
from partnering.answers import form_page, status_of
from partnering.forms.base import carried_out
from partnering.models import Organisation, Partnership
from partnering.services.reads import What, note_reads

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


@login_required
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the questions with which partners see how far one is, and take others back."""
    partnership, organisation = _to_lead(request, slug)
    shared = queries.shared_questions(request.user, organisation.pk, partnership)
    # All unticked is an answer too, and then nothing else may have come.
    sent = request.POST if request.method == "POST" else None
    form = SharePlanForm(sent, initial={"questions": sorted(shared)})
    back = reverse("engagement:plans-beside", args=[partnership.slug])
    if form.is_valid():
        questions = form.cleaned_data["questions"]
        carried_out(
            form,
            lambda: share_plan(
                organisation=organisation, partnership=partnership, questions=questions, by=request.user
            ),
        )
        if not form.errors:
            said = ngettext("You share %(n)s question.", "You share %(n)s questions.", len(questions))
            messages.success(request, said % {"n": len(questions)})
            return redirect(back)
    intro = _(
        "Members that share the same question see of yours: its status, whether there is an answer, an owner, a day "
        "and evidence, and whether it is late. They don't see words, names or days. That is for whoever "
        "reads their own organisation's plan. You see the same of them, and can take it back at any time."
    )
    heading = _("Share your plan in %(name)s") % {"name": partnership}
    return form_page(request, form, heading, back=back, submit=_("Save"), intro=intro)


@login_required
def beside(request: HttpRequest, slug: str) -> HttpResponse:
    """How far those members are who share, as far as the reader's organisation does the same."""
    partnership = fetching.partnership_to_see(request.user, slug)
    organisation = fetching.own_member_organisation(request.user, partnership)
    found = plans_beside(request.user, organisation, partnership, on=access.today())
    note_reads(by=request.user, what=What.PAGE, thing=partnership, organisations=found.organisations)
    context = {
        "partnership": partnership,
        "organisation": organisation,
        "found": found,
        "may_change": access.leads_organisation(request.user, organisation),
    }
    return render(request, "engagement/plans_beside.html", context)


def _to_lead(request: HttpRequest, slug: str) -> tuple[Partnership, Organisation]:
    """A partnership in which the user leads a member, and that member."""
    partnership = fetching.partnership_to_see(request.user, slug)
    organisation = fetching.own_member_organisation(request.user, partnership)
    if not access.leads_organisation(request.user, organisation):
        raise Http404
    return partnership, organisation
