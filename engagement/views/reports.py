"""Traction reports: ask for one, watch it being made, take it home."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from engagement.models import Report
from engagement.queries.reports import is_overtaken
from engagement.services import reports as services
from engagement.views import fetching
from partnering.queries import current_members
from partnering.services.reads import What, note_reads

EARLIER = 10


@login_required
@require_POST
def request_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a report on a partnership; its page shows how it comes along."""
    partnership = fetching.partnership_to_see(request.user, slug)
    return redirect(services.request_report(partnership=partnership, by=request.user))


@login_required
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A report: being made, ready, or failed and why; with earlier ones below."""
    thing = fetching.report_to_see(request.user, pk)
    earlier = Report.objects.visible_to(request.user).filter(partnership=thing.partnership_id).exclude(pk=pk)
    context = {
        "report": thing,
        "partnership": thing.partnership,
        "earlier": earlier.select_related("partnership").defer("pdf")[:EARLIER],
    }
    return render(request, "engagement/report.html", context)


@login_required
@never_cache
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of a report's page that asks again every second until the report is ready."""
    thing = fetching.report_to_see(request.user, pk)
    return render(
        request, "engagement/_report_state.html", {"report": thing, "partnership": thing.partnership}
    )


@login_required
@never_cache
def download_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF, for the one who asked for it and is still part of the partnership."""
    thing = fetching.report_to_see(request.user, pk)
    if thing.state != Report.State.DONE:
        raise Http404
    if is_overtaken(thing):
        messages.error(
            request,
            _(
                "What you may see has changed since this report was made. Ask for a new one: it takes seconds."
            ),
        )
        return redirect(thing)
    members = [one.organisation for one in current_members(thing.partnership)]
    note_reads(by=request.user, what=What.REPORT, thing=thing.partnership, organisations=members)
    name = f"traction-{slugify(thing.partnership.name)[:60]}-{timezone.localdate(thing.finished_at)}.pdf"
    response = HttpResponse(bytes(thing.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_POST
def remake_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a report that failed once more."""
    thing = fetching.report_to_see(request.user, pk)
    services.try_again(report=thing, by=request.user)
    messages.info(request, _("The report is being made again."))
    return redirect(thing)
