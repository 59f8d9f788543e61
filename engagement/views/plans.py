"""Preparation inside an organisation: the ten questions of its engagement plan, in general and for a partnership."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion
from engagement.forms.plans import PlanActionForm, PlanItemForm
from engagement.models import PlanItem
from engagement.queries import plans as queries
from engagement.queries.attendance import own_people_to_name
from engagement.queries.contractors import asked_of
from engagement.services import plans as services
from engagement.views import fetching
from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.models import Action, Organisation, Partnership


@login_required
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The ten questions with what the organisation answers, by whom and by when."""
    organisation = fetching.own_organisation(request.user, pk)
    today = access.today()
    context = {
        "organisation": organisation,
        "plan": queries.plan_of(request.user, pk, on=today),
        "asked": asked_of(request.user, pk),
        "elsewhere": queries.partnerships_with_answers(request.user, pk),
        "may_change": access.leads_organisation(request.user, organisation),
        "mine": getattr(access.person_of(request.user), "pk", None),
    }
    return render(request, "engagement/plan.html", context)


@login_required
def partnership_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as it holds in a partnership: which answers are for it only, and which rest on the general ones."""
    partnership = fetching.partnership_to_see(request.user, slug)
    organisation = fetching.own_member_organisation(request.user, partnership)
    found = queries.plan_of(request.user, organisation.pk, on=access.today(), partnership=partnership)
    context = {
        "partnership": partnership,
        "organisation": organisation,
        "plan": found,
        "shared": queries.shared_questions(request.user, organisation.pk, partnership),
        "may_change": access.leads_organisation(request.user, organisation),
        "mine": getattr(access.person_of(request.user), "pk", None),
    }
    return render(request, "engagement/partnership_plan.html", context)


@login_required
def plan_item(request: HttpRequest, pk: int) -> HttpResponse:
    """One answer in full: words, evidence, and the actions that it led to."""
    item = fetching.plan_item_to_see(request.user, pk)
    actions = Action.objects.visible_to(request.user).filter(plan_items=item).select_related("owner")
    context = {
        "item": item,
        "actions": actions.order_by("due_on", "pk"),
        "may_change": PlanItem.objects.changeable_by(request.user).filter(pk=pk).exists(),
        "answer": _answer_address(item),
        "back": _back(request, item.organisation, item.partnership),
    }
    return render(request, "engagement/plan_item.html", context)


@login_required
def answer_question(request: HttpRequest, pk: int, question: str) -> HttpResponse:
    """Answer one of the ten questions, or say how far its answer is carried out."""
    organisation, item = _to_change(request, pk, question)
    return answer_page(request, organisation, question, item, back=_back(request, organisation, None))


@login_required
def answer_here(request: HttpRequest, slug: str, question: str) -> HttpResponse:
    """Answer one of the ten questions for one partnership only."""
    if question not in PlanQuestion.values:
        raise Http404
    rows = PlanItem.objects.changeable_by(request.user).select_related("organisation", "partnership")
    item: PlanItem | None = rows.filter(partnership__slug=slug, question=question).first()
    if item is not None and item.partnership is not None:
        return _answer_page_here(request, item.organisation, question, item, item.partnership)
    partnership = fetching.partnership_to_see(request.user, slug)
    organisation = fetching.own_member_organisation(request.user, partnership)
    if not access.leads_organisation(request.user, organisation):
        raise Http404
    return _answer_page_here(request, organisation, question, None, partnership)


@login_required
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a question rest on the general answer again in its partnership; asks first."""
    item = fetching.plan_item_to_change(request.user, pk)
    if item.partnership is None:
        raise Http404
    back = _back(request, item.organisation, item.partnership)
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.set_plan_item_aside(item=item, by=request.user),
            _("It rests on your organisation's general answer now."),
            back,
        )
    heading = _("Let it rest on the general answer?")
    text = _(
        "“%(question)s”: in %(name)s your organisation's general answer holds again. Owner and day of this answer go; "
        "its words stay, and are there when you answer for this partnership again."
    ) % {"question": item, "name": item.partnership}
    return confirm_page(request, heading, text, back=back, submit=_("Let it rest"))


@login_required
def add_plan_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Something that an answer asks for, to be done by somebody by a day."""
    item = fetching.plan_item_to_change(request.user, pk)
    people = own_people_to_name(request.user)
    form = PlanActionForm(request.POST or None, people=people, initial={"owner": item.owner_id})
    if form.is_valid() and carried_out(
        form, lambda: services.add_plan_action(item=item, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The action is noted. It is internal to your organisation."))
        return redirect(item)
    heading, back = _("Add an action"), item.get_absolute_url()
    return form_page(request, form, heading, back=back, submit=_("Add"), intro=str(item))


def _answer_page_here(
    request: HttpRequest,
    organisation: Organisation,
    question: str,
    item: PlanItem | None,
    partnership: Partnership,
) -> HttpResponse:
    back = _back(request, organisation, partnership)
    intro = _("Your answer for %(name)s only.") % {"name": partnership}
    return answer_page(request, organisation, question, item, back=back, intro=intro, partnership=partnership)


def answer_page(
    request: HttpRequest,
    organisation: Organisation,
    question: str,
    item: PlanItem | None,
    *,
    back: str,
    intro: str = "",
    **answered_for: Any,
) -> HttpResponse:
    """The form of an answer; `answered_for` is its partnership, or what was carried over, as the service wants it."""
    form = PlanItemForm(request.POST or None, instance=item, people=own_people_to_name(request.user))
    if form.is_valid():
        carried_out(
            form,
            lambda: services.answer_plan_item(
                organisation=organisation,
                question=question,
                by=request.user,
                **answered_for,
                **form.cleaned_data,
            ),
        )
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect(back)
    return form_page(request, form, PlanQuestion(question).label, back=back, intro=intro)


def _to_change(request: HttpRequest, pk: int, question: str) -> tuple[Organisation, PlanItem | None]:
    """The item that the user may change; its organisation's lead may also make one that isn't there yet."""
    if question not in PlanQuestion.values:
        raise Http404
    rows = PlanItem.objects.changeable_by(request.user).general().select_related("organisation")
    item: PlanItem | None = rows.filter(organisation=pk, question=question).first()
    if item is not None:
        return item.organisation, item
    if not access.leads_organisation(request.user, pk):
        raise Http404
    return fetching.own_organisation(request.user, pk), None


def _answer_address(item: PlanItem) -> str:
    if item.carried_id is not None:
        return reverse("engagement:answer-carried", args=[item.carried_id])
    if item.partnership is None:
        return reverse("engagement:answer-question", args=[item.organisation_id, item.question])
    return reverse("engagement:answer-here", args=[item.partnership.slug, item.question])


def _back(request: HttpRequest, organisation: Any, partnership: Partnership | None) -> str:
    """The plan, or for an owner who may not read the whole of it, the first page."""
    if access.reads_internals_of(request.user) != organisation.pk:
        return reverse("engagement:dashboard")
    if partnership is None:
        return reverse("engagement:plan", args=[organisation.pk])
    return reverse("engagement:partnership-plan", args=[partnership.slug])
