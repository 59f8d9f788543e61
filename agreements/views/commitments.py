"""Pages of commitments: the ledger, each commitment, and the actions that keep it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, F, OuterRef
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from agreements import queries
from agreements.choices import AgreementState
from agreements.forms.commitments import ActionRows, CommitmentFilter, CommitmentForm, KeptForm, ReasonForm
from agreements.models import Agreement, Commitment
from agreements.services import commitments as services
from agreements.views import fetching
from agreements.views.agreements import not_a_draft
from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from partnering.lists import Column, Listing, list_page
from partnering.models import Partnership, Person, User
from partnering.queries import people_to_appoint

COMMITMENTS = Listing(
    "commitments",
    gettext_lazy("Commitments"),
    (
        Column("text", gettext_lazy("Commitment"), "text", F("text")),
        Column("agreement", gettext_lazy("Agreement"), "agreement.title"),
        Column("organisation", gettext_lazy("Organisation"), "organisation.name", F("organisation__name")),
        Column("kind", gettext_lazy("What it is"), "get_kind_display", F("kind")),
        Column("amount", gettext_lazy("Amount"), "amount"),
        Column("unit", gettext_lazy("Unit of measure"), "unit"),
        Column("due", gettext_lazy("Due"), "due_on", F("due_on")),
        Column("state", gettext_lazy("State"), "get_state_display", F("state")),
        Column("actions", gettext_lazy("Actions"), lambda one: "; ".join(str(a) for a in one.actions_seen)),
    ),
    default="due",
    organisation="organisation",
)


@login_required
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """The ledger of a partnership: who brings in what by when, and what became of it."""
    thing = fetching.partnership_to_see(request.user, slug)
    filters = CommitmentFilter(request.GET, partnership=thing)
    chosen = filters.chosen()
    mine = Commitment.objects.changeable_by(request.user).filter(pk=OuterRef("pk"))
    rows = queries.commitments_listed(request.user, partnership=thing, **chosen)
    rows = rows.annotate(may_change=Exists(mine))
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(request.user, thing),
        "narrowed": any(chosen.values()),
    }
    title = _("Commitments in %(name)s") % {"name": thing}
    return list_page(request, COMMITMENTS, rows, filters, "agreements/commitments.html", context, title=title)


@login_required
def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """One commitment, the actions towards it, and what became of it."""
    thing = fetching.commitment_to_see(request.user, pk)
    may_change = Commitment.objects.changeable_by(request.user).filter(pk=pk).exists()
    context = {
        "commitment": thing,
        "agreement": thing.agreement,
        "partnership": thing.agreement.partnership,
        "may_change": may_change,
        "may_work": may_change and thing.agreement.state == AgreementState.IN_FORCE,
    }
    return render(request, "agreements/commitment.html", context)


@login_required
def add_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """What a party commits in a draft."""
    thing = fetching.agreement_to_shape(request.user, pk)
    if elsewhere := not_a_draft(request, thing):
        return elsewhere
    organisations = queries.organisations_spoken_for(request.user, thing)
    me = access.person_of(request.user)
    asked = request.GET.get("organisation") or (me.organisation_id if me else None)
    form = CommitmentForm(request.POST or None, organisations=organisations, initial={"organisation": asked})
    if form.is_valid() and carried_out(
        form, lambda: services.add_commitment(agreement=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The commitment is in the draft."))
        return redirect(f"{thing.get_absolute_url()}#commitments")
    heading, back = _("Add a commitment"), thing.get_absolute_url()
    return form_page(request, form, heading, back=back, submit=_("Add"), partnership=thing.partnership)


@login_required
def edit_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a commitment in a draft says."""
    thing = fetching.commitment_to_change(request.user, pk)
    if elsewhere := not_a_draft(request, thing.agreement):
        return elsewhere
    organisations = queries.organisations_spoken_for(request.user, thing.agreement)
    form = CommitmentForm(request.POST or None, instance=thing, organisations=organisations)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_commitment(commitment=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(f"{thing.agreement.get_absolute_url()}#commitments")
    heading, back = _("Edit the commitment"), thing.agreement.get_absolute_url()
    return form_page(request, form, heading, back=back, partnership=thing.agreement.partnership)


@login_required
def remove_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a commitment out of a draft, after asking."""
    thing = fetching.commitment_to_change(request.user, pk)
    if elsewhere := not_a_draft(request, thing.agreement):
        return elsewhere
    if request.method == "POST":
        done = _("The commitment is out of the draft.")
        return do_and_return(
            request,
            lambda: services.remove_commitment(commitment=thing, by=request.user),
            done,
            thing.agreement,
        )
    heading = _("Take this commitment out of the draft?")
    back = thing.agreement.get_absolute_url()
    return confirm_page(
        request, heading, str(thing), back=back, submit=_("Take out"), partnership=thing.agreement.partnership
    )


def _owners(user: User, partnership: Partnership) -> dict[int, list[Person]]:
    """Whom the user may give an action, by organisation. One query for any number of commitments."""
    by_organisation: dict[int, list[Person]] = {}
    for one in people_to_appoint(user, partnership):
        by_organisation.setdefault(one.organisation_id, []).append(one)
    return by_organisation


def _plan_page(
    request: HttpRequest, agreement: Agreement, open_ones: list[Commitment], back: Any
) -> HttpResponse:
    """The form that makes actions of commitments, one row each."""
    if request.method != "POST" and agreement.state != AgreementState.IN_FORCE:
        messages.info(request, _("Commitments are worked on while their agreement is in force."))
        return redirect(back)
    owners = _owners(request.user, agreement.partnership)
    rows = ActionRows(request.POST if request.method == "POST" else None, open_ones, owners)
    problem = ""
    if rows.is_complete and rows.wanted():
        plans = [{"commitment": row.commitment, **row.cleaned_data} for row in rows.wanted()]
        try:
            made = services.make_actions_from_commitments(plans=plans, by=request.user)
        except DomainError as error:
            problem = str(error)
        else:
            said = ngettext("%(n)s action is noted.", "%(n)s actions are noted.", len(made))
            messages.success(request, said % {"n": len(made)})
            return redirect(back)
    elif rows.is_complete:
        problem = _("Choose an owner for at least one row.")
    context = {
        "agreement": agreement,
        "partnership": agreement.partnership,
        "rows": rows.rows,
        "problem": problem,
        "back": back,
    }
    refused = rows.is_bound and (problem or not rows.is_complete)
    return render(request, "agreements/plan_actions.html", context, status=422 if refused else 200)


@login_required
def plan_actions(request: HttpRequest, pk: int) -> HttpResponse:
    """Give each open commitment that has no action yet an owner and a day, in one go."""
    thing = fetching.agreement_to_shape(request.user, pk)
    rows = Commitment.objects.changeable_by(request.user).open().filter(agreement=thing, actions=None)
    return _plan_page(request, thing, list(rows.select_related("organisation")), thing.get_absolute_url())


@login_required
def make_action(request: HttpRequest, pk: int) -> HttpResponse:
    """One more action towards one commitment."""
    thing = fetching.commitment_to_change(request.user, pk)
    return _plan_page(request, thing.agreement, [thing], thing.get_absolute_url())


@login_required
def mark_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """It was kept, on a day."""
    form = KeptForm(request.POST or None, initial={"on": access.today()})
    words = _("Was this commitment kept?"), _("It was kept"), _("Marked as kept.")
    return _settle_page(request, pk, form, services.mark_commitment_kept, words)


@login_required
def mark_not_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be kept, and why."""
    words = _("Will this commitment not be kept?"), _("It is not kept"), _("Marked as not kept.")
    return _settle_page(
        request, pk, ReasonForm(request.POST or None), services.mark_commitment_not_kept, words
    )


@login_required
def withdraw_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """The partners agreed that it isn't needed any more."""
    words = _("Do the partners withdraw this commitment?"), _("Withdraw it"), _("Withdrawn.")
    return _settle_page(request, pk, ReasonForm(request.POST or None), services.withdraw_commitment, words)


def _settle_page(
    request: HttpRequest, pk: int, form: BaseForm, do: Callable[..., Commitment], words: tuple[str, str, str]
) -> HttpResponse:
    """A form that says what became of a commitment."""
    thing = fetching.commitment_to_change(request.user, pk)
    heading, submit, done = words
    if form.is_valid() and carried_out(
        form, lambda: do(commitment=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, done)
        return redirect(thing)
    intro = f"{thing.organisation}: {thing}"
    back = thing.get_absolute_url()
    return form_page(
        request, form, heading, back=back, submit=submit, intro=intro, partnership=thing.agreement.partnership
    )


@login_required
@require_POST
def reopen_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """It is to be kept after all."""
    thing = fetching.commitment_to_change(request.user, pk)
    done = _("The commitment is open again.")
    return do_and_return(
        request, lambda: services.reopen_commitment(commitment=thing, by=request.user), done, thing
    )
