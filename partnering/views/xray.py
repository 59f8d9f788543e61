"""Pages of the X-ray: of a partnership, and of an organisation over all its partnerships."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access, inspecting, journeys, registry
from partnering.answers import do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.forms.waivers import WaiverForm
from partnering.models import Membership, Partnership
from partnering.services import waivers as services
from partnering.views import fetching
from partnering.xray import Hands

BRIEF = 4


@login_required
def xray(request: HttpRequest, slug: str) -> HttpResponse:
    """What is missing or overdue, the gravest first, each with a way to mend it; `brief` asks for the first few."""
    thing = fetching.partnership_to_see(request.user, slug)
    context = {
        "partnership": thing,
        "xray": inspecting.x_ray(request, thing),
        "hands": inspecting.hands_of(request.user, thing),
    }
    context["manages"] = context["hands"].manages
    if request.GET.get("brief"):
        context["gravest"] = context["xray"].open[:BRIEF]
        context["journey"] = journeys.journey(
            registry.inspections, context["xray"], thing.phase, context["hands"]
        )
        return render(request, "partnering/parts/_xray_brief.html", context)
    return render(request, "partnering/xray.html", context)


@login_required
def waive_finding(request: HttpRequest, slug: str, finding: str) -> HttpResponse:
    """Take a finding out of sight for a time. It must be one that the user sees, and is theirs to judge."""
    thing = fetching.partnership_to_see(request.user, slug)
    found = inspecting.finding_of(inspecting.x_ray(request, thing), finding)
    if found is None or not inspecting.hands_of(request.user, thing).waive(found):
        raise Http404
    initial = {"until": access.today() + timedelta(days=60)}
    form = WaiverForm(request.POST or None, initial=initial)
    back = reverse("partnering:xray", args=[slug])
    organisation = access.person_of(request.user).organisation if found.organisation else None
    if form.is_valid() and carried_out(
        form,
        lambda: services.waive_finding(
            partnership=thing,
            organisation=organisation,
            check=found.check.key,
            subject=found.hit.subject,
            finding=found.hit.sentence,
            by=request.user,
            **form.cleaned_data,
        ),
    ):
        messages.success(request, _("It is out of sight until then. The reason is kept."))
        return redirect(back)
    return form_page(
        request,
        form,
        _("Leave it for now"),
        back=back,
        submit=_("Leave it for now"),
        intro=found.hit.sentence,
        partnership=thing,
    )


@login_required
@require_POST
def end_waiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a finding back into sight."""
    waiver = fetching.waiver_to_end(request.user, pk)
    return do_and_return(
        request,
        lambda: services.end_waiver(waiver=waiver, by=request.user),
        _("It is shown again."),
        reverse("partnering:xray", args=[waiver.partnership.slug]),
    )


@login_required
def organisation_xray(request: HttpRequest, pk: int) -> HttpResponse:
    """What one's own organisation has to mend, over all its partnerships."""
    organisation = fetching.organisation_to_see(request.user, pk)
    if access.reads_internals_of(request.user) != organisation.pk:
        raise Http404
    member = Membership.objects.current().filter(organisation=organisation)
    seen = Partnership.objects.visible_to(request.user).live().filter(pk__in=member.values("partnership"))
    mine = list(seen)
    found = inspecting.x_rays(request.user, mine, on=access.today())
    rows = [(one, found[one.pk], found[one.pk].of(organisation.pk)) for one in mine]
    rows.sort(key=lambda row: -len(row[2]))
    context = {
        "organisation": organisation,
        "rows": rows,
        "findings": sum(len(row[2]) for row in rows),
        "hands": Hands(False, access.leads_organisation(request.user, organisation), organisation.pk),
    }
    return render(request, "partnering/organisation_xray.html", context)
