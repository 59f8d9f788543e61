"""The core's checks of working groups: what they lack by their own terms, and who outweighs or stays away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from partnering import balance, gaps
from partnering.gap_hits import hit_of
from partnering.inspection.facts import Facts
from partnering.xray import Check, Hit, Severity


def _lacking(kind: str) -> Callable[[Facts], Iterator[Hit]]:
    """A look for one kind of gap in all groups, each hit with the group's name."""

    def find(facts: Facts) -> Iterator[Hit]:
        for pk, state in facts.states.items():
            for gap in gaps.gaps(state, on=facts.on):
                if gap.kind == kind:
                    hit = hit_of(gap, pk, state, facts.slug)
                    yield replace(hit, sentence=f"{state.name}: {hit.sentence}")

    return find


GROUP_CHECKS = (
    Check("no quorum", Severity.WARN, _("Meetings have a quorum"), _lacking(gaps.QUORUM)),
    Check("rhythm", Severity.WARN, _("Groups meet as often as agreed"), _lacking(gaps.RHYTHM)),
    Check("stays away", Severity.WARN, _("Members come to meetings"), _lacking(balance.MISSED)),
    Check("terms old", Severity.WARN, _("Terms of reference are reviewed"), _lacking(gaps.REVIEW)),
    Check("no chair", Severity.HINT, _("Each group has a chair"), _lacking(gaps.CHAIR)),
    Check("outweighs", Severity.HINT, _("No member outweighs the others"), _lacking(balance.OUTWEIGHS)),
    Check("level", Severity.HINT, _("Members send somebody of the level wanted"), _lacking(gaps.LEVEL)),
    Check("no terms", Severity.HINT, _("Groups have terms of reference"), _lacking(gaps.TERMS)),
)
