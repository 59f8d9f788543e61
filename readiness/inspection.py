"""What readiness adds to the X-ray and the journeys.

Surveys are internal: their checks and steps are for who reads their own organisation's. Joint is only what was shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from partnering.models import Membership, PhaseChange
from partnering.registry import inspections
from partnering.xray import ANYBODY, Check, Hit, Inspection, Scope, Severity, Step
from readiness import queries
from readiness.evidence import Verdict
from readiness.models import Campaign, Evidence, SharedResult

TOO_OLD = timedelta(days=548)
"""Results count ever less; after a year and a half they say more of the past than of today."""

LONGEST_SUBJECT = 60
"""As long as a waiver remembers of what it is about."""


@dataclass(frozen=True)
class Differs:
    """An area in which opinion and evidence differ: what tells it from others, its name, and which way."""

    subject: str
    name: str
    verdict: Verdict


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
    own_differing: list[Differs] = field(default_factory=list)
    own_stale: int = 0


def gather(scope: Scope) -> dict[int, Facts]:
    """The facts of each partnership. Eight queries at most, whatever their number."""
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
        _own_evidence(found, scope.own, scope.on)
    return found


def _own_evidence(found: dict[int, Facts], own: int, on: date) -> None:
    """Where opinion and evidence differ, and how much evidence is stale; without evidence nothing is looked up."""
    evidence = Evidence.objects.filter(organisation=own)
    stale_on = list(evidence.values_list("stale_on", flat=True))
    if not stale_on:
        return
    sides = queries.assessed(
        own,
        newest=queries.newest_results(Campaign.objects.filter(organisation=own)),
        evidence=evidence,
        language=get_language() or "",
        on=on,
    )
    differing = [
        Differs(f"{framework.slug} {area.key}"[:LONGEST_SUBJECT], area.name, area.sides.verdict)
        for framework, area in queries.findings(sides)
        if area.sides.verdict
    ]
    for one in found.values():
        one.own_differing = differing
        one.own_stale = sum(day <= on for day in stale_on)


def _own_surveys(found: dict[int, Facts], own: int) -> None:
    rows = list(
        Campaign.objects.launched()
        .filter(organisation=own)
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


def evidence_differs(facts: Facts) -> Iterator[Hit]:
    """What people say of an area is a level or more from what can be shown for it."""
    words = {
        Verdict.OPINION_HIGHER: _("In “%(area)s” your people say more than you can show."),
        Verdict.EVIDENCE_HIGHER: _("In “%(area)s” you can show more than your people know of."),
    }
    link = reverse("readiness:evidence")
    for one in facts.own_differing if facts.own else ():
        sentence = words[one.verdict] % {"area": one.name}
        yield Hit(sentence, link, _("Look at both"), facts.own, subject=one.subject, mender=ANYBODY)


def evidence_stale(facts: Facts) -> Iterator[Hit]:
    """Evidence that has to be looked at again."""
    if facts.own and facts.own_stale:
        sentence = ngettext(
            "One piece of your evidence has gone stale.",
            "%(count)s pieces of your evidence have gone stale.",
            facts.own_stale,
        ) % {"count": facts.own_stale}
        yield Hit(sentence, reverse("readiness:evidence"), _("Look again"), facts.own, mender=ANYBODY)


CHECKS = (
    Check("nobody shared", Severity.HINT, gettext_lazy("Somebody shares how ready they are"), nobody_shared),
    Check("never asked", Severity.WARN, gettext_lazy("Your people were asked"), never_asked, internal=True),
    Check(
        "asked long ago", Severity.HINT, gettext_lazy("They were asked lately"), asked_long_ago, internal=True
    ),
    Check(
        "evidence differs",
        Severity.WARN,
        gettext_lazy("What people say agrees with what can be shown"),
        evidence_differs,
        internal=True,
    ),
    Check("evidence stale", Severity.HINT, gettext_lazy("Evidence is fresh"), evidence_stale, internal=True),
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
