"""What readiness adds to the X-ray and the journeys.

Surveys are internal: their checks and steps are for who reads their own organisation's. Joint is only what was shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering.models import Membership, PhaseChange
from partnering.registry import inspections
from partnering.xray import ANYBODY, Check, Hit, Inspection, Scope, Severity, Step
from readiness.models import Campaign, SharedResult

TOO_OLD = timedelta(days=548)
"""Results count ever less; after a year and a half they say more of the past than of today."""


@dataclass
class Facts:
    """What is known of readiness on a day: who shared, and one's own organisation's surveys."""

    slug: str
    on: date
    kind: str = "scoping"
    own: int | None = None
    since: date | None = None
    shared_by_anybody: bool = False
    own_shared: bool = False
    own_open: bool = False
    own_opened_on: date | None = None
    own_closed_on: date | None = None


def gather(scope: Scope) -> dict[int, Facts]:
    """The facts of each partnership. Four queries, whatever their number."""
    found = {one.pk: Facts(one.slug, scope.on, one.phase, scope.own) for one in scope.partnerships}
    entered = PhaseChange.objects.filter(partnership__in=list(found)).order_by("on", "pk")
    for pk, day in entered.values_list("partnership", "on"):
        found[pk].since = day
    member = Membership.objects.current(scope.on)
    shared = SharedResult.objects.in_force().filter(partnership__in=list(found))
    members = set(member.filter(partnership__in=list(found)).values_list("partnership", "organisation"))
    for pk, organisation in shared.values_list("partnership", "campaign__organisation"):
        if (pk, organisation) in members:
            found[pk].shared_by_anybody = True
            found[pk].own_shared |= organisation == scope.own
    if scope.own:
        _own_surveys(found, scope.own)
    return found


def _own_surveys(found: dict[int, Facts], own: int) -> None:
    rows = list(
        Campaign.objects.filter(organisation=own)
        .order_by("opens_on", "pk")
        .values_list("opens_on", "closed_on")
    )
    for one in found.values():
        one.own_open = any(closed is None for _opened, closed in rows)
        one.own_opened_on = rows[-1][0] if rows else None
        one.own_closed_on = max((closed for _opened, closed in rows if closed), default=None)


def nobody_shared(facts: Facts) -> Iterator[Hit]:
    """No member shares a result."""
    if not facts.shared_by_anybody:
        link = reverse("readiness:shared-results", args=[facts.slug])
        yield Hit(
            _("No partner has shared how ready it is. Somebody has to begin."),
            link,
            _("Look at shared results"),
            mender=ANYBODY,
        )


def never_asked(facts: Facts) -> Iterator[Hit]:
    """One's own people were never asked."""
    if facts.own and not facts.own_open and facts.own_closed_on is None:
        link = reverse("readiness:start-campaign")
        yield Hit(
            _("Your organisation never asked its people how ready they are."),
            link,
            _("Start a survey"),
            facts.own,
        )


def asked_long_ago(facts: Facts) -> Iterator[Hit]:
    """The last result is more than a year and a half old."""
    closed = facts.own_closed_on
    if facts.own and not facts.own_open and closed and facts.on - closed > TOO_OLD:
        sentence = _("Your organisation asked its people last on %(day)s.") % {
            "day": date_format(closed, "j M Y")
        }
        yield Hit(sentence, reverse("readiness:start-campaign"), _("Ask again"), facts.own)


def not_shared(facts: Facts) -> Iterator[Hit]:
    """A result that partners don't see."""
    if facts.own and facts.own_closed_on and not facts.own_shared:
        link = reverse("readiness:campaigns")
        yield Hit(
            _("Your organisation has a result that this partnership can't see."),
            link,
            _("Share it"),
            facts.own,
            mender=ANYBODY,
        )


CHECKS = (
    Check("nobody shared", Severity.HINT, gettext_lazy("Somebody shares how ready they are"), nobody_shared),
    Check("never asked", Severity.WARN, gettext_lazy("Your people were asked"), never_asked, internal=True),
    Check(
        "asked long ago", Severity.HINT, gettext_lazy("They were asked lately"), asked_long_ago, internal=True
    ),
    Check("not shared", Severity.HINT, gettext_lazy("Partners see your result"), not_shared, internal=True),
)


def _asked_in_this_phase(facts: Facts) -> bool:
    return bool(facts.own_opened_on and facts.since and facts.own_opened_on >= facts.since)


STEPS = (
    Step(
        "ask",
        "scoping",
        gettext_lazy("Ask your own people how ready they are"),
        gettext_lazy(
            "A survey of ten minutes, before anything is signed. Only your organisation sees the result."
        ),
        lambda facts: facts.own_open or facts.own_closed_on is not None,
        lambda facts: reverse("readiness:start-campaign"),
        gettext_lazy("Start a survey"),
        internal=True,
        order=40,
    ),
    Step(
        "share",
        "scoping",
        gettext_lazy("Let your partners see how ready you are"),
        gettext_lazy("Areas only, never single answers; you can take it back."),
        lambda facts: facts.own_shared,
        lambda facts: reverse("readiness:campaigns"),
        gettext_lazy("Share a result"),
        mender=ANYBODY,
        internal=True,
        order=45,
    ),
    Step(
        "ask again",
        "reviewing",
        gettext_lazy("Ask your own people again"),
        gettext_lazy("With the same questions, so that you see what has changed."),
        _asked_in_this_phase,
        lambda facts: reverse("readiness:start-campaign"),
        gettext_lazy("Start a survey"),
        internal=True,
        order=20,
    ),
)


def register() -> None:
    """Add this app's look."""
    inspections.append(Inspection("readiness", gather, CHECKS, STEPS))
