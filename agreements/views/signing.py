"""Pages by which an agreement goes from draft to force, and ends."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agreements import queries, terms
from agreements.choices import AgreementState
from agreements.forms.signing import EndForm, SignForm
from agreements.models import Agreement, Signatory
from agreements.services import signing as services
from agreements.views import fetching
from agreements.views.agreements import parts_of, steps_of
from agreements.wording import gap_in_words
from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.models import Person, Unit


@login_required
def put_out_for_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is missing and who will be asked; then freeze the words and ask them."""
    thing = fetching.agreement_to_run(request.user, pk)
    if request.method == "POST":
        done = _("It is out for signature. The signatories get a mail with a link.")
        return do_and_return(
            request, lambda: services.put_out_for_signature(agreement=thing, by=request.user), done, thing
        )
    if not thing.is_draft():
        return redirect(thing)
    gaps = terms.missing_before_signature(queries.draft_terms(thing), on=access.today())
    context = {
        "agreement": thing,
        "partnership": thing.partnership,
        "steps": steps_of(thing),
        "missing": [gap_in_words(gap) for gap in gaps if not gap.is_advice],
        "advice": [gap_in_words(gap) for gap in gaps if gap.is_advice],
        "signatories": thing.current_version().signatories.select_related("organisation", "person"),
    }
    return render(request, "agreements/put_out.html", context)


@login_required
def withdraw_from_signature(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back to work on it, after asking."""
    thing = fetching.agreement_to_run(request.user, pk)
    if request.method == "POST":
        done = _("It is a draft again. What was put out for signature is kept as an earlier version.")
        return do_and_return(
            request, lambda: services.withdraw_from_signature(agreement=thing, by=request.user), done, thing
        )
    heading = _("Take “%(title)s” back from signature?") % {"title": thing}
    text = _("The links in the mails stop asking for a signature. This works only while nobody has signed.")
    back = thing.get_absolute_url()
    return confirm_page(
        request, heading, text, back=back, submit=_("Take back"), partnership=thing.partnership
    )


@login_required
def sign_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The signatory reads it, says how many know of it, and signs."""
    signatory = fetching.signature_to_give(request.user, pk)
    thing = signatory.version.agreement
    form = _sign_form(request, thing, signatory)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("knew", "of", "readers")}
        signed = carried_out(
            form,
            lambda: services.sign_agreement(
                signatory=signatory, by=request.user, by_unit=form.by_unit(), **given
            ),
        )
        if signed:
            messages.success(request, _thanks(signed.state))
            return redirect(signed)
    overdue = thing.commitments.filter(due_on__lt=access.today()).count()
    context = {**parts_of(request, thing), "form": form, "signatory": signatory, "overdue": overdue}
    return render(request, "agreements/sign.html", context, status=422 if form.errors else 200)


def _sign_form(request: HttpRequest, thing: Agreement, signatory: Signatory) -> SignForm:
    """The form with what an earlier signatory of the organisation said, and the units that have people."""
    organisation = signatory.organisation
    people = Person.objects.visible_to(request.user).present().filter(organisation=organisation)
    heads = queries.heads_by_unit(organisation, access.today())
    units = Unit.objects.visible_to(request.user).filter(organisation=organisation).order_by("name")
    earlier = thing.baselines.filter(organisation=organisation).first()
    initial = {"of": sum(heads.values()) or None}
    if earlier:
        initial = {"knew": earlier.knew, "of": earlier.of}
    return SignForm(
        request.POST or None,
        initial=initial,
        people=people,
        units=[(unit, heads[unit.pk]) for unit in units if unit.pk in heads],
    )


def _thanks(state: str) -> str:
    if state == AgreementState.IN_FORCE:
        return _("You have signed. Yours was the last signature: the agreement is in force from today.")
    return _("You have signed. It comes into force once everybody has.")


@login_required
def end_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement in force."""
    thing = fetching.agreement_to_run(request.user, pk)
    if request.method != "POST" and thing.state != AgreementState.IN_FORCE:
        return redirect(thing)
    form = EndForm(request.POST or None, initial={"on": access.today()})
    if form.is_valid() and carried_out(
        form, lambda: services.end_agreement(agreement=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The agreement has ended."))
        return redirect(thing)
    heading = _("End “%(title)s”") % {"title": thing}
    intro = _("Its commitments are no longer worked on. What was kept stays on record.")
    back = thing.get_absolute_url()
    return form_page(
        request, form, heading, back=back, submit=_("End it"), intro=intro, partnership=thing.partnership
    )
