"""What of agreements is found by its words."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, AgreementVersion, Commitment
from partnering import registry
from partnering.registry import Searchable


def _newest_words(user: Any) -> QuerySet[AgreementVersion]:
    later = AgreementVersion._base_manager.filter(
        agreement=OuterRef("agreement"), number__gt=OuterRef("number")
    )
    rows: QuerySet[AgreementVersion] = AgreementVersion.objects.visible_to(user)
    return rows.filter(~Exists(later))


SEARCHABLES = (
    Searchable(
        "agreement",
        _("Agreements"),
        "file-pen-line",
        Agreement.objects.visible_to,
        "title",
        ("title",),
        "agreements:agreement",
        about=F("partnership__name"),
        order=70,
    ),
    Searchable(
        "agreement words",
        _("In the words of agreements"),
        "file-text",
        _newest_words,
        "agreement__title",
        ("purpose", "scope", "principles", "governance"),
        "agreements:agreement",
        about=F("agreement__partnership__name"),
        text="purpose",
        key="agreement_id",
        order=75,
    ),
    Searchable(
        "commitment",
        _("Commitments"),
        "package-check",
        Commitment.objects.visible_to,
        "text",
        ("text",),
        "agreements:commitment",
        about=F("organisation__name"),
        order=80,
    ),
)


def register() -> None:
    """Put agreements where the search finds them."""
    registry.searchables.extend(SEARCHABLES)
