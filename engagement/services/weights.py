"""Setting the weights of traction's dimensions in a partnership, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engagement.models import Weighting
from engagement.queries.weights import points_on
from engagement.services.recounts import ask_for_recount
from engagement.weighing import LEAST, MOST, STAY_DAYS, WHOLE, problem_with
from partnering import access
from partnering.errors import DomainError, NotAllowed
from partnering.models import Partnership, User
from partnering.services.audit import record
from partnering.services.times import hold


@transaction.atomic
def change_weights(
    *, partnership: Partnership, points: Mapping[str, int], reason: str, by: User, on: date | None = None
) -> Weighting:
    """Set what each dimension weighs from a day on; days before it keep the weights that they had."""
    day = on or access.today()
    person = access.person_of(by)
    if person is None or not access.manages_partnership(by, partnership):
        raise NotAllowed(_("Only the partnership's manager sets its weights."))
    # Two managers at once queue up here.
    hold(partnership)
    wrong = problem_with(points)
    if wrong and wrong[0] == "sum":
        text = _("They add up to %(total)d. Make it %(whole)d.")
        raise DomainError(text % {"total": wrong[1], "whole": WHOLE})
    if wrong:
        raise DomainError(_("Each weighs between %(least)d and %(most)d.") % {"least": LEAST, "most": MOST})
    if not reason.strip():
        raise DomainError(_("Say why, for all members to read."))
    latest = Weighting.objects.filter(partnership=partnership).order_by("-since", "-pk").first()
    if latest and day < latest.since + timedelta(days=STAY_DAYS):
        free = date_format(latest.since + timedelta(days=STAY_DAYS))
        raise DomainError(_("The weights were changed lately. They stay until %(day)s.") % {"day": free})
    before = points_on(partnership, day)
    if dict(points) == before:
        raise DomainError(_("These are the weights already."))
    made = Weighting.objects.create(
        partnership=partnership,
        since=day,
        points=dict(points),
        before=before,
        reason=reason.strip(),
        by=person,
    )
    record(
        by=by,
        verb="changed the weights",
        thing=made,
        partnership=partnership,
        before=before,
        after=made.points,
        reason=made.reason,
    )
    ask_for_recount(partnership, day)
    return made
