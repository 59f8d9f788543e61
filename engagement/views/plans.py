"""Preparation inside an organisation: the ten questions of its engagement plan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion
from engagement.forms.plans import PlanItemForm
from engagement.models import PlanItem
from engagement.queries.attendance import own_people_to_name
from engagement.services import plans as services
from engagement.views import fetching
from partnering import access
from partnering.answers import form_page
from partnering.forms.base import carried_out
from partnering.models import Organisation


@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The ten questions with what the organisation answers, by whom and by when."""
    organisation = fetching.own_organisation(request.user, pk)
    rows = PlanItem.objects.visible_to(request.user).filter(organisation=organisation).select_related("owner")
    items = {item.question: item for item in rows}
    questions = [
        {"number": number, "question": question, "item": items.get(question)}
        for number, question in enumerate(PlanQuestion, start=1)
    ]
    today = access.today()
    context = {
        "organisation": organisation,
        "questions": questions,
        "answered": sum(bool(item.answer.strip()) for item in items.values()),
        "owned": sum(item.owner_id is not None for item in items.values()),
        "late": sum(item.is_late(today) for item in items.values()),
        "today": today,
        "may_change": access.leads_organisation(request.user, organisation),
        "mine": getattr(access.person_of(request.user), "pk", None),
    }
    return render(request, "engagement/plan.html", context)


@login_required
def answer_question(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Answer one of the ten questions, or say how far its answer is carried out."""
    organisation, item = _to_change(request, pk, question)
    form = PlanItemForm(request.POST or None, instance=item, people=own_people_to_name(request.user))
    if form.is_valid():
        carried_out(
            form,
            lambda: services.answer_plan_item(
                organisation=organisation, question=question, by=request.user, **form.cleaned_data
            ),
        )
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect(_back(request, organisation))
    return form_page(request, form, PlanQuestion(question).label, back=_back(request, organisation))


def _to_change(request: HttpRequest, pk: int, question: str) -> tuple[Organisation, PlanItem | None]:
    """The item that the user may change; its organisation's lead may also make one that isn't there yet."""
    if question not in PlanQuestion.values:
        raise Http404
    rows = PlanItem.objects.changeable_by(request.user).select_related("organisation")
    item: PlanItem | None = rows.filter(organisation=pk, question=question).first()
    if item is not None:
        return item.organisation, item
    if not access.leads_organisation(request.user, pk):
        raise Http404
    return fetching.own_organisation(request.user, pk), None


def _back(request: HttpRequest, organisation: Any) -> str:
    """The plan, or for an owner who may not read the whole of it, the first page."""
    reads = access.reads_internals_of(request.user) == organisation.pk
    return reverse("engagement:plan", args=[organisation.pk]) if reads else reverse("engagement:dashboard")
