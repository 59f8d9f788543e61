"""What the page of an agreement shows, in as few queries as its parts are tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from agreements.models import (
    Agreement,
    AgreementVersion,
    Commitment,
    Interest,
    Party,
    Signatory,
    SigningBaseline,
)
from agreements.queries import with_actions
from partnering.models import User


def parties_of(agreement: Agreement, version: AgreementVersion) -> QuerySet[Party]:
    """Its parties, each with its interests as this version has them, and how many knew of it at signing."""
    baselines = SigningBaseline.objects.filter(agreement=agreement, organisation=OuterRef("organisation"))
    interests = Interest.objects.filter(version=version, organisation=OuterRef("organisation"))
    rows: QuerySet[Party] = agreement.parties.select_related("organisation").annotate(
        interests_shown=Subquery(interests.order_by().values("text")),
        knew=Subquery(baselines.order_by().values("knew")),
        were=Subquery(baselines.order_by().values("of")),
    )
    return rows


def signatories_of(user: User, version: AgreementVersion) -> QuerySet[Signatory]:
    """Who signs a version; `is_asked` is the user's own signature that it waits for."""
    asked = Signatory.objects.to_be_signed_by(user).filter(pk=OuterRef("pk"))
    rows: QuerySet[Signatory] = version.signatories.select_related("organisation", "person")
    return rows.annotate(is_asked=Exists(asked.order_by()))


def commitments_of(user: User, agreement: Agreement) -> QuerySet[Commitment]:
    """What is committed, each with its actions, whether it has any, and whether the user may change it."""
    mine = Commitment.objects.changeable_by(user).order_by().filter(pk=OuterRef("pk"))
    acted_on = Commitment.actions.through._base_manager.filter(commitment=OuterRef("pk"))
    rows: QuerySet[Commitment] = agreement.commitments.select_related("organisation")
    return with_actions(user, rows.annotate(may_change=Exists(mine), has_actions=Exists(acted_on)))


def baseline(parties: Iterable[dict[str, Any]]) -> dict[str, int] | None:
    """How many knew of it at signing, over all parties of whom it is known; None where it is of none."""
    known = [row["baseline"] for row in parties if row["baseline"]]
    return {name: sum(one[name] for one in known) for name in ("knew", "of")} if known else None
