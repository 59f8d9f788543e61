"""Decisions as pages show them: with who has acknowledged them and who has not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from partnering.models import Acknowledgement, Decision, Organisation, User


@dataclass(frozen=True)
class Shown:
    """A decision, how many partners have acknowledged it, which have not, and whether the reader's own is one."""

    decision: Decision
    acknowledged: int
    waiting: list[Organisation]
    waits_for_us: bool


def with_acknowledgements(rows: QuerySet[Decision], user: User) -> QuerySet[Decision]:
    """The rows with all that `shown` needs."""
    seen = Prefetch("acknowledgements", Acknowledgement.objects.visible_to(user))
    return rows.select_related("owner__organisation", "meeting__group").prefetch_related(seen)


def shown(
    decisions: Iterable[Decision], *, ours: int | None, asked: Iterable[Organisation] = ()
) -> list[Shown]:
    """Each decision for a reader who answers for an organisation (`ours`) or for none."""
    everybody, found = list(asked), []
    for decision in decisions:
        done = {one.organisation_id for one in decision.acknowledgements.all()}
        waiting = [one for one in everybody if one.pk not in done]
        found.append(Shown(decision, len(done), waiting, ours is not None and ours not in done))
    return found
