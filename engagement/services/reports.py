"""Traction reports: asked for, made by a job, kept for the one who asked.

The row is the job. It is made with the rights that its reader has at that moment; a worker that dies leaves a claim
which returns after its lease; and after three deaths the report says that it failed instead of trying for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import drawings
from engagement.briefs import ReadinessShown, TractionBrief
from engagement.models import Report
from engagement.queries.briefs import brief_for
from partnering import access, wake
from partnering.errors import DomainError
from partnering.models import Partnership, User
from partnering.pdf import pdf_from, style_sheet
from partnering.services.audit import record

TASK = "engagement.make_report"
LEASE = timedelta(minutes=5)
ATTEMPTS = 3
KEPT = 10


@transaction.atomic
def request_report(*, partnership: Partnership, by: User) -> Report:
    """Ask for a report; while one is being made for the same reader, that one is the answer."""
    User.objects.select_for_update().get(pk=by.pk)
    waiting = Report.objects.visible_to(by).unfinished().filter(partnership=partnership).first()
    if waiting:
        return waiting  # type: ignore[no-any-return]
    person = access.person_of(by)
    _forget_old(partnership, by)
    report = Report.objects.create(partnership=partnership, requested_by=by)
    record(by=by, verb="asked for", thing=report, organisation=person.organisation if person else None)
    wake.ring(TASK, report.pk)
    return report


def _forget_old(partnership: Partnership, by: User) -> None:
    """Keep a reader's newest reports of a partnership; an older one says what can be made again at any time."""
    theirs = Report.objects.filter(partnership=partnership, requested_by=by).order_by("-requested_at", "-pk")
    old = list(theirs.values_list("pk", flat=True)[KEPT - 1 :])
    Report.objects.filter(pk__in=old).delete()


@transaction.atomic
def try_again(*, report: Report, by: User) -> Report:
    """Make a report that failed once more."""
    failed = Report.objects.visible_to(by).filter(pk=report.pk, state=Report.State.FAILED)
    fresh = {"progress": 0, "attempts": 0, "error": "", "claimed_at": None, "finished_at": None}
    if failed.update(state=Report.State.PLANNED, **fresh):
        wake.ring(TASK, report.pk)
    return report


def make_due_reports(*, now: datetime) -> int:
    """Make all reports that wait, also those whose maker died. Returns how many are ready."""
    pks = _due(now).order_by("requested_at").values_list("pk", flat=True)
    return sum(make_report(pk=pk, now=timezone.now()) for pk in list(pks))


def make_report(*, pk: int, now: datetime) -> bool:
    """Make one report, unless somebody else is at it. Returns whether it is ready now."""
    if not _claim(pk, now):
        return False
    report = Report.objects.select_related("partnership", "requested_by").defer("pdf").get(pk=pk)
    if report.attempts > ATTEMPTS:
        _give_up(
            report, _("Making it was interrupted several times. Try again later, or tell your administrator.")
        )
        return False
    try:
        pdf = _pdf_of(report)
    except DomainError as error:
        _give_up(report, str(error))
        return False
    done = {"state": Report.State.DONE, "progress": 100, "pdf": pdf, "finished_at": timezone.now()}
    return bool(_mine(report).update(**done))


def _due(now: datetime) -> Any:
    stale = Q(state=Report.State.CLAIMED, claimed_at__lte=now - LEASE)
    return Report.objects.filter(Q(state=Report.State.PLANNED) | stale)


def _claim(pk: int, now: datetime) -> bool:
    """Take a report that waits; False when another worker was faster."""
    claimed = (
        _due(now)
        .filter(pk=pk)
        .update(state=Report.State.CLAIMED, claimed_at=now, progress=5, attempts=F("attempts") + 1)
    )
    return bool(claimed)


def _mine(report: Report) -> Any:
    """The row, if it is still claimed as this process knows it."""
    return Report.objects.filter(pk=report.pk, state=Report.State.CLAIMED, claimed_at=report.claimed_at)


def _give_up(report: Report, why: str) -> None:
    _mine(report).update(state=Report.State.FAILED, error=why[:300], finished_at=timezone.now())


def _pdf_of(report: Report) -> bytes:
    """The report as its reader may see it at this moment."""
    reader = report.requested_by
    if not Partnership.objects.visible_to(reader).filter(pk=report.partnership_id).exists():
        raise DomainError(_("You are not part of this partnership any more."))
    _mine(report).update(progress=20)
    brief = brief_for(reader, report.partnership, on=access.today())
    _mine(report).update(progress=50)
    html = page_of(brief)
    _mine(report).update(progress=65)
    return pdf_from(html, style=style_sheet("engagement/report.css"))


def page_of(brief: TractionBrief) -> str:
    """The report as a page of HTML, as it goes to the PDF engine."""
    context = {
        "brief": brief,
        "ring": drawings.ring(brief),
        "trend": drawings.trend(brief),
        "standings": drawings.standings(brief),
        "radar": drawings.readiness(brief.readiness),
        "readiness_rows": readiness_rows(brief.readiness),
    }
    return render_to_string("engagement/report/report.html", context)


def readiness_rows(shown: tuple[ReadinessShown, ...]) -> list[tuple[str, list[float | None]]]:
    """Area by area the means of the results that share the first one's areas."""
    if not shown:
        return []
    means = [dict(one.areas) for one in shown]
    return [(name, [mean.get(name) for mean in means]) for name, _mean in shown[0].areas]
