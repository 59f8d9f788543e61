"""Evidence beside what people say: the page of both, and each piece of evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page, panels
from partnering.forms.base import carried_out
from partnering.models import Organisation, User
from partnering.queries import people_listed
from partnering.services import files
from readiness import languages, queries
from readiness.forms.evidence import LEVELS, EvidenceForm, NewEvidenceForm
from readiness.framework_data import Framework
from readiness.models import Campaign, Evidence
from readiness.services import evidence as services
from readiness.views import fetching

USUAL_LIFE = timedelta(days=365)


@login_required
def evidence(request: HttpRequest) -> HttpResponse:
    """What people say and what there is to show, side by side for each area; where they differ comes first."""
    user = request.user
    organisation = fetching.organisation_to_read(user)
    language = languages.readers_language(user)
    found = queries.assessed(
        organisation,
        newest=queries.newest_results(Campaign.objects.visible_to(user).filter(organisation=organisation)),
        evidence=Evidence.objects.visible_to(user).filter(organisation=organisation),
        language=language,
        on=access.today(),
    )
    context = {
        "found": found,
        "findings": queries.findings(found),
        "may_add": access.leads_organisation(user, organisation),
        "today": access.today(),
    }
    return render(request, "readiness/evidence.html", context)


@login_required
def evidence_item(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of evidence, with the files beside it."""
    thing = fetching.evidence_to_see(request.user, pk)
    framework = _frameworks(request.user, thing.organisation).get(thing.framework)
    areas = {area.key: area.name for area in framework.areas} if framework else {}
    context = {
        "evidence": thing,
        "framework": framework.name if framework else thing.framework,
        "area": areas.get(thing.area, thing.area),
        "level": LEVELS[thing.level],
        "may_change": Evidence.objects.changeable_by(request.user).filter(pk=pk).exists(),
        "reads": access.reads_internals_of(request.user) == thing.organisation_id,
        "panels": panels(request, "evidence", thing),
    }
    return render(request, "readiness/evidence_item.html", context)


@login_required
def add_evidence(request: HttpRequest) -> HttpResponse:
    """Note a piece of evidence about an area, with a file if there is one."""
    organisation = fetching.organisation_to_survey(request.user)
    frameworks = _frameworks(request.user, organisation)
    today = access.today()
    initial = {
        "about": request.GET.get("about", ""),
        "assessed_by": access.person_of(request.user),
        "assessed_on": today,
        "stale_on": today + USUAL_LIFE,
    }
    data, uploaded = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    people = _people(request.user, organisation)
    form = NewEvidenceForm(data, uploaded, frameworks=frameworks, people=people, initial=initial)
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.add_evidence(
                organisation=organisation, by=request.user, file=_file(form), **form.values()
            ),
        )
        if made:
            messages.success(request, _("The evidence is noted. Only your organisation sees it."))
            return redirect(made)
    intro = _(
        "Something that anybody could look at and come to the same level: a list, a procedure, a record."
    )
    back = reverse("readiness:evidence")
    return form_page(request, form, _("Add evidence"), back=back, submit=_("Note it"), intro=intro)


@login_required
def edit_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what was noted, or say that it shows another level now."""
    thing = fetching.evidence_to_change(request.user, pk)
    form = EvidenceForm(
        request.POST or None,
        instance=thing,
        frameworks=_frameworks(request.user, thing.organisation),
        people=_people(request.user, thing.organisation),
    )
    if form.is_valid() and carried_out(
        form, lambda: services.edit_evidence(evidence=thing, by=request.user, **form.values())
    ):
        messages.success(request, _("Saved."))
        return redirect(_after(request.user, thing))
    heading = _("Edit %(name)s") % {"name": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url())


@login_required
@require_POST
def confirm_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """It was looked at again and still shows the same."""
    thing = fetching.evidence_to_change(request.user, pk)
    me = access.person_of(request.user)
    return do_and_return(
        request,
        lambda: services.confirm_evidence(
            evidence=thing, by=request.user, person=me or thing.assessed_by, on=access.today()
        ),
        _("It holds again."),
        thing,
    )


@login_required
def remove_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away; asks first."""
    thing = fetching.evidence_to_change(request.user, pk)
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.remove_evidence(evidence=thing, by=request.user),
            _("The evidence is removed."),
            _overview(request.user),
        )
    heading = _("Remove %(name)s?") % {"name": thing}
    text = _("It goes with the files beside it. That it was there stays in the record.")
    return confirm_page(request, heading, text, back=thing.get_absolute_url(), submit=_("Remove it"))


def _frameworks(user: User, organisation: Organisation) -> dict[str, Framework]:
    language = languages.readers_language(user)
    known = queries.known_frameworks(organisation)
    return {slug: framework.in_language(language) for slug, framework in known.items()}


def _people(user: User, organisation: Organisation) -> Any:
    """Whom one may name as having assessed it: colleagues who are there."""
    return people_listed(user).filter(organisation=organisation).order_by("name")


def _file(form: NewEvidenceForm) -> tuple[str, bytes] | None:
    file = form.cleaned_data["file"]
    return (file.name, file.read(files.limit() + 1)) if file else None


def _after(user: User, thing: Evidence) -> str:
    """Its page, or the first page for who named somebody else and may not read it any more."""
    seen = Evidence.objects.visible_to(user).filter(pk=thing.pk).exists()
    return thing.get_absolute_url() if seen else "/"


def _overview(user: User) -> str:
    return reverse("readiness:evidence") if access.reads_internals_of(user) else "/"
