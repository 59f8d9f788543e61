"""A contractor's part of the engagement plan: what a partner carries over, and what its contractors answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion
from engagement.forms.plans import CarryOverForm
from engagement.models import CarriedQuestion
from engagement.queries.contractors import parts_of_contractors
from engagement.services import contractors as services
from engagement.views import fetching
from engagement.views.plans import answer_page
from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.services.reads import What, note_reads


@login_required
def contractors_parts(request: HttpRequest, pk: int) -> HttpResponse:
    """Each contractor with the questions carried over to it, and what it answers."""
    organisation = fetching.own_organisation(request.user, pk)
    parts = parts_of_contractors(request.user, organisation)
    read = [one.contractor for one in parts if one.carried]
    note_reads(by=request.user, what=What.PAGE, thing=organisation, organisations=read)
    context = {
        "organisation": organisation,
        "parts": parts,
        "may_change": access.leads_organisation(request.user, organisation),
    }
    return render(request, "engagement/contractors_parts.html", context)


@login_required
def carry_over(request: HttpRequest, pk: int, contractor: int, question: str) -> HttpResponse:
    """Ask a contractor to answer one of the ten questions for itself, or change the words with which that is asked."""
    principal, asked = fetching.contractor_to_ask(request.user, pk, contractor)
    if question not in PlanQuestion.values:
        raise Http404
    rows = CarriedQuestion.objects.visible_to(request.user)
    known = rows.filter(principal=principal, contractor=asked, question=question).first()
    form = CarryOverForm(request.POST or None, instance=known)
    back = reverse("engagement:contractors-parts", args=[principal.pk])
    if form.is_valid() and carried_out(
        form,
        lambda: services.carry_over(
            principal=principal, contractor=asked, question=question, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, _("%(name)s is asked.") % {"name": asked})
        return redirect(back)
    intro = _(
        "%(name)s answers “%(question)s” for itself: status, owner, day and evidence. You read its answer to this "
        "question and nothing else of its plan; it reads nothing of yours."
    ) % {"name": asked, "question": PlanQuestion(question).label}
    heading = _("Carry it over to %(name)s") % {"name": asked}
    return form_page(request, form, heading, back=back, submit=_("Carry it over"), intro=intro)


@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a contractor no more; asks first."""
    carried = fetching.carried_to_take_back(request.user, pk)
    back = reverse("engagement:contractors-parts", args=[carried.principal_id])
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.take_back_carried(carried=carried, by=request.user),
            _("Taken back."),
            back,
        )
    text = _("%(name)s keeps its answer, and you read it no more.") % {"name": carried.contractor}
    return confirm_page(request, _("Take it back?"), text, back=back, submit=_("Take it back"))


@login_required
def answer_carried(request: HttpRequest, pk: int) -> HttpResponse:
    """A contractor answers what is asked of it."""
    item = fetching.carried_item_to_answer(request.user, pk)
    asked = item.carried
    intro = _("%(name)s asks this of you as its contractor, and reads what you write here.") % {
        "name": asked.principal if asked else ""
    }
    if asked and asked.asks:
        intro = f"{intro} “{asked.asks}”"
    back = item.get_absolute_url()
    return answer_page(request, item.organisation, item.question, item, back=back, intro=intro, carried=asked)
