"""What agreements say happened in a partnership: put out, in force, ended; commitments kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, QuerySet, When
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, AgreementVersion, Commitment
from partnering.addresses import address_of
from partnering.models import Partnership
from partnering.registry import TimelineSource, timeline

AGREEMENTS = ("agreements", _("Agreements"), "file-pen-line")


def _agreements(user: Any, partnership: Partnership) -> QuerySet[Any]:
    rows = Agreement.objects.visible_to(user).filter(partnership=partnership)
    return rows.exclude(came_into_force_on=None)


def _in_force(*, elsewhere: bool) -> Case:
    return Case(When(signed_elsewhere=elsewhere, then="came_into_force_on"))


def _versions(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return AgreementVersion.objects.visible_to(user).filter(agreement__partnership=partnership)


def _commitments(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return Commitment.objects.visible_to(user).filter(agreement__partnership=partnership)


def _agreement_page(pk: int, slug: str) -> str:
    return address_of("agreements:agreement", pk)


def register() -> None:
    """Add this app's sources."""
    timeline.extend(
        [
            TimelineSource(
                "put-out",
                *AGREEMENTS,
                _versions,
                TruncDate("frozen_at"),
                _("“%(title)s” was put out for signature"),
                title="agreement__title",
                link=lambda pk, slug: address_of("agreements:agreements", slug),
            ),
            TimelineSource(
                "in-force",
                *AGREEMENTS,
                _agreements,
                _in_force(elsewhere=False),
                _("“%(title)s” is signed by all and in force"),
                title="title",
                link=_agreement_page,
            ),
            TimelineSource(
                "in-force-elsewhere",
                *AGREEMENTS,
                _agreements,
                _in_force(elsewhere=True),
                _("“%(title)s”, signed elsewhere, came into force"),
                title="title",
                link=_agreement_page,
            ),
            TimelineSource(
                "ended",
                *AGREEMENTS,
                _agreements,
                "ended_on",
                _("“%(title)s” ended"),
                title="title",
                detail="ended_because",
                shows_detail=True,
                link=_agreement_page,
            ),
            TimelineSource(
                "kept",
                "commitments",
                _("Commitments kept"),
                "package-check",
                _commitments,
                "kept_on",
                _("Kept: %(title)s"),
                title="text",
                organisation="organisation",
                link=lambda pk, slug: address_of("agreements:commitment", pk),
            ),
        ]
    )
