"""Pages on which a draft gets its parties, their interests and their signatories."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from agreements import queries
from agreements.forms.drafting import InterestsForm, PartyForm, SignatoryForm
from agreements.models import Interest
from agreements.services import drafting
from agreements.views import fetching
from agreements.views.agreements import not_a_draft
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.models import Person
from partnering.queries import members_of, with_units


@login_required
def add_party(request: HttpRequest, pk: int) -> HttpResponse:
    """Another member becomes a party."""
    thing = fetching.agreement_to_shape(request.user, pk)
    if elsewhere := not_a_draft(request, thing):
        return elsewhere
    free = members_of(thing.partnership).exclude(pk__in=thing.parties.values("organisation"))
    form = PartyForm(request.POST or None, organisations=free.order_by("name"))
    if form.is_valid() and carried_out(
        form, lambda: drafting.add_party(agreement=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s is a party now.") % {"name": form.cleaned_data["organisation"]})
        return redirect(f"{thing.get_absolute_url()}#parties")
    intro = _("Only members of the partnership can be parties. Add the organisation as a member first.")
    heading, back = _("Add a party"), thing.get_absolute_url()
    return form_page(
        request, form, heading, back=back, submit=_("Add"), intro=intro, partnership=thing.partnership
    )


@login_required
def remove_party(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a party out of a draft, after asking."""
    party = fetching.party_to_remove(request.user, pk)
    thing = party.agreement
    if elsewhere := not_a_draft(request, thing):
        return elsewhere
    if request.method == "POST":
        done = _("%(name)s is not a party any more.") % {"name": party.organisation}
        # Whoever takes their own organisation out has no hand in the draft any more, but still reads it.
        return do_and_return(
            request, lambda: drafting.remove_party(party=party, by=request.user), done, thing
        )
    heading = _("Take %(name)s out of this draft?") % {"name": party.organisation}
    text = _("What it wants from partnering and who signs for it are removed with it.")
    back = thing.get_absolute_url()
    return confirm_page(
        request, heading, text, back=back, submit=_("Take out"), partnership=thing.partnership
    )


@login_required
def state_interests(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """What one party itself wants from partnering."""
    thing = fetching.agreement_to_shape(request.user, pk)
    party = fetching.party_to_speak_for(request.user, thing, organisation)
    if elsewhere := not_a_draft(request, thing):
        return elsewhere
    interests = Interest.objects.filter(version=thing.current_version(), organisation=party)
    form = InterestsForm(
        request.POST or None,
        rows=[thing],
        stored=lambda: {"text": interests.values_list("text", flat=True).first()},
    )
    if form.is_valid():
        carried_out(
            form,
            lambda: drafting.state_interests(
                agreement=thing, organisation=party, by=request.user, **form.cleaned_data
            ),
        )
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect(f"{thing.get_absolute_url()}#parties")
    heading = _("What %(name)s wants from partnering") % {"name": party}
    back = thing.get_absolute_url()
    return form_page(request, form, heading, back=back, partnership=thing.partnership)


@login_required
def name_signatory(request: HttpRequest, pk: int) -> HttpResponse:
    """Name somebody who signs for a party."""
    thing = fetching.agreement_to_shape(request.user, pk)
    if elsewhere := not_a_draft(request, thing):
        return elsewhere
    named = thing.current_version().signatories.values("person")
    seen = Person.objects.visible_to(request.user).values("pk")
    people = (
        queries.people_who_may_sign(thing)
        .filter(pk__in=seen, organisation__in=queries.organisations_spoken_for(request.user, thing))
        .exclude(pk__in=named)
    )
    form = SignatoryForm(request.POST or None, people=with_units(request.user, people))
    if form.is_valid():
        made = carried_out(
            form, lambda: drafting.name_signatory(agreement=thing, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(
                request,
                _("%(name)s signs for %(organisation)s.")
                % {"name": made.person, "organisation": made.organisation},
            )
            return redirect(f"{thing.get_absolute_url()}#parties")
    heading, back = _("Who signs?"), thing.get_absolute_url()
    return form_page(request, form, heading, back=back, submit=_("Name"), partnership=thing.partnership)


@login_required
def remove_signatory(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody doesn't sign after all; asks first."""
    signatory = fetching.signatory_to_remove(request.user, pk)
    thing = signatory.version.agreement
    if elsewhere := not_a_draft(request, thing):
        return elsewhere
    if request.method == "POST":
        done = _("%(name)s does not sign.") % {"name": signatory.person}
        return do_and_return(
            request, lambda: drafting.remove_signatory(signatory=signatory, by=request.user), done, thing
        )
    heading = _("Does %(name)s not sign after all?") % {"name": signatory.person}
    text = _("You can name them, or somebody else, again.")
    back = thing.get_absolute_url()
    return confirm_page(request, heading, text, back=back, submit=_("Remove"), partnership=thing.partnership)
