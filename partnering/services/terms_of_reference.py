"""A working group's terms of reference: what it is for, what it may decide, to whom it reports, how it meets."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.choices import Rhythm
from partnering.errors import DomainError
from partnering.models import Partnership, User, WorkingGroup
from partnering.services.changes import change
from partnering.services.times import hold
from partnering.trees import would_circle

LONGEST = 52


@transaction.atomic
def settle_terms(
    *,
    group: WorkingGroup,
    by: User,
    purpose: str = "",
    may_decide: str = "",
    reports_to: WorkingGroup | None = None,
    quorum_people: int | None = None,
    quorum_organisations: int | None = None,
    rhythm: str = "",
    meets_every: int | None = None,
    wanted_level: str = "",
    review_on: date | None = None,
) -> WorkingGroup:
    """Write the whole terms of reference; what is left out is not settled. The record keeps what stood before."""
    hold(group.partnership)
    group.refresh_from_db()
    if group.archived_on is not None:
        raise DomainError(_("This group is put away. Restore it before you change its terms of reference."))
    check_quorum(quorum_people, quorum_organisations)
    check_rhythm(rhythm, meets_every)
    if reports_to is not None:
        check_reports_to(group, reports_to)
    return change(
        group,
        by=by,
        partnership=group.partnership,
        purpose=purpose.strip(),
        may_decide=may_decide.strip(),
        reports_to=reports_to,
        quorum_people=quorum_people,
        quorum_organisations=quorum_organisations,
        rhythm=rhythm,
        meets_every=meets_every,
        wanted_level=wanted_level,
        review_on=review_on,
    )


def check_quorum(people: int | None, organisations: int | None) -> None:
    """Refuse a quorum of nobody, and one that needs more organisations than people."""
    if people == 0 or organisations == 0:
        raise DomainError(_("A quorum is at least one. Leave it empty where none is needed."))
    if people is not None and organisations is not None and organisations > people:
        raise DomainError(
            _(
                "So many organisations need at least as many people. Raise the people, or lower the organisations."
            )
        )


def check_rhythm(rhythm: str, every: int | None) -> None:
    """Refuse a number of weeks or months where none belongs, and its absence where one does."""
    if rhythm in Rhythm.COUNTED and (every is None or not 1 <= every <= LONGEST):
        raise DomainError(_("Say every how many weeks or months, from 1 to %(most)d.") % {"most": LONGEST})
    if rhythm not in Rhythm.COUNTED and every is not None:
        raise DomainError(_("A number belongs to weeks or months only. Choose one of them, or empty it."))


def check_reports_to(group: WorkingGroup, above: WorkingGroup) -> None:
    """Refuse a group of another partnership, one put away, and a circle. Hold the partnership first."""
    if above.partnership_id != group.partnership_id:
        raise DomainError(_("A group reports to another group of the same partnership."))
    if not WorkingGroup.objects.filter(pk=above.pk, archived_on=None).exists():
        raise DomainError(_("“%(group)s” is put away. Choose another group.") % {"group": above})
    if would_circle(reporting_in(group.partnership), group.pk, above.pk):
        raise DomainError(
            _("“%(above)s” reports to “%(group)s” already, directly or by others. Choose another group.")
            % {"above": above, "group": group}
            if above.pk != group.pk
            else _("A group can't report to itself. Choose another group.")
        )


def reporting_in(partnership: Partnership) -> dict[int, int | None]:
    """By group: to which one it reports."""
    return dict(WorkingGroup.objects.filter(partnership=partnership).values_list("pk", "reports_to"))
