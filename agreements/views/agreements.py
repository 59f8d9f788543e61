"""Pages of agreements: the list, the agreement itself, and the editor of its draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements import queries, shown, terms
from agreements.choices import AgreementState, CommitmentState
from agreements.forms.drafting import DraftForm, NewAgreementForm
from agreements.models import Agreement
from agreements.services import drafting
from agreements.views import fetching
from agreements.wording import gap_in_words
from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page, panels, status_of
from partnering.forms.base import carried_out
from partnering.queries import members_of


@login_required
def draft_agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a draft between members."""
    thing = fetching.partnership_to_see(request.user, slug)
    if not queries.may_draft(request.user, thing):
        raise Http404
    members = members_of(thing).order_by("name")
    me = access.person_of(request.user)
    own = None if me is None or access.manages_partnership(request.user, thing) else me.organisation
    initial = {
        "title": _("%(name)s: partnering agreement") % {"name": thing},
        "purpose": thing.purpose,
        "organisations": members,
        "review_on": access.today() + timedelta(days=365),
    }
    form = NewAgreementForm(request.POST or None, organisations=members, own=own, initial=initial)
    if form.is_valid():
        made = carried_out(
            form,
            lambda: drafting.draft_agreement(partnership=thing, by=request.user, **form.cleaned_data),
        )
        if made:
            messages.success(request, _("The draft is there. The list beside it says what it still lacks."))
            return redirect(made)
    intro = _("A partnering agreement says what you want together and how. All members can read the draft.")
    back = reverse("agreements:agreements", args=[slug])
    heading = _("Draft an agreement")
    return form_page(request, form, heading, back=back, submit=_("Start"), intro=intro, partnership=thing)


def parts_of(request: HttpRequest, thing: Agreement) -> dict[str, Any]:
    """What the agreement's page and the page for signing both show: its words, and who commits what."""
    version = thing.current_version()
    signatories = list(shown.signatories_of(request.user, version))
    parties = [
        {
            "party": party,
            "organisation": party.organisation,
            "interests": party.interests_shown or "",
            "signatories": [one for one in signatories if one.organisation_id == party.organisation_id],
            "baseline": None if party.knew is None else {"knew": party.knew, "of": party.were},
        }
        for party in shown.parties_of(thing, version)
    ]
    return {
        "agreement": thing,
        "partnership": thing.partnership,
        "version": version,
        "parties": parties,
        "commitments": list(shown.commitments_of(request.user, thing)),
        "to_sign": next((one for one in signatories if one.is_asked), None),
        "signed": sum(one.signed_on is not None for one in signatories),
        "signatories": len(signatories),
        "steps": steps_of(thing),
    }


def steps_of(agreement: Agreement) -> list[tuple[str, str]]:
    """The steps from draft to force, each 'done', 'now' or 'next'."""
    order = list(AgreementState.STEPS)
    at = len(order) if agreement.state == AgreementState.ENDED else order.index(agreement.state)
    labels = [AgreementState(one).label for one in order]
    return [(label, "done" if n < at else "now" if n == at else "next") for n, label in enumerate(labels)]


@login_required
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: how far it is, what it says, who signs, what is committed, and what comes next."""
    thing = fetching.agreement_to_see(request.user, pk)
    user = request.user
    runs = access.manages_partnership(user, thing.partnership)
    shapes = thing.is_draft() and (runs or Agreement.objects.shaped_by(user).filter(pk=pk).exists())
    gaps = (
        terms.missing_before_signature(queries.draft_terms(thing), on=access.today())
        if thing.is_draft()
        else []
    )
    parts = parts_of(request, thing)
    changeable = [one for one in parts["commitments"] if one.may_change]
    context = {
        **parts,
        "runs": runs,
        "shapes": shapes,
        "speaks_for": queries.spoken_for_among(
            user, thing, [row["organisation"].pk for row in parts["parties"]]
        ),
        "missing": [gap_in_words(gap) for gap in gaps if not gap.is_advice],
        "advice": [gap_in_words(gap) for gap in gaps if gap.is_advice],
        "changeable": {one.pk for one in changeable},
        "unowned": sum(one.state == CommitmentState.OPEN and not one.has_actions for one in changeable),
        "baseline": shown.baseline(parts["parties"]),
        "today": access.today(),
        "panels": panels(request, "agreement", thing),
    }
    return render(request, "agreements/agreement.html", context)


def not_a_draft(request: HttpRequest, thing: Agreement) -> HttpResponse | None:
    """Where to go when somebody opens an editor of what is no draft any more; what they send is still judged."""
    if request.method == "POST" or thing.is_draft():
        return None
    messages.info(request, _("This agreement is not a draft any more, so its words stay as they are."))
    return redirect(thing)


@login_required
def edit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Work on the words and days of a draft."""
    thing = fetching.agreement_to_shape(request.user, pk)
    if elsewhere := not_a_draft(request, thing):
        return elsewhere
    version = thing.current_version()
    form = DraftForm(
        request.POST or None,
        rows=[thing, version],
        stored=lambda: {
            **{name: getattr(version, name) for name in drafting.WORDS},
            **{name: getattr(thing, name) for name in ("title", "review_on", "ends_on")},
        },
    )
    if form.is_valid() and carried_out(
        form, lambda: drafting.edit_draft(agreement=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(thing)
    context = {"form": form, "agreement": thing, "partnership": thing.partnership, "steps": steps_of(thing)}
    return render(request, "agreements/edit.html", context, status=status_of(form))


@login_required
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    thing = fetching.agreement_to_run(request.user, pk)
    if request.method == "POST":
        done = _("The draft “%(title)s” is gone.") % {"title": thing}
        back = reverse("agreements:agreements", args=[thing.partnership.slug])
        return do_and_return(
            request, lambda: drafting.discard_draft(agreement=thing, by=request.user), done, back
        )
    heading = _("Throw “%(title)s” away?") % {"title": thing}
    text = _("Its words, parties, signatories and commitments are removed. This can't be undone.")
    back = thing.get_absolute_url()
    return confirm_page(
        request, heading, text, back=back, submit=_("Throw away"), partnership=thing.partnership
    )
