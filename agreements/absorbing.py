"""What merging two people or organisations does to agreements: what was signed stays as it was signed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Interest, Party, Signatory
from partnering.models import Organisation
from partnering.registry import MergeRule, add_merge_rules, merge_objections


def objection(kept: Any, gone: Any) -> str:
    """An organisation that signed has to stay; one can't be two parties to an agreement."""
    if not isinstance(gone, Organisation):
        return ""
    signed = Signatory.objects.filter(organisation=gone, signed_on__isnull=False)
    frozen = Interest.objects.filter(organisation=gone, version__frozen_at__isnull=False)
    if signed.exists() or frozen.exists():
        return _(
            "“%(name)s” stands in an agreement that was put out or signed, so it has to be the one that stays."
        ) % {"name": gone}
    both = Party.objects.filter(organisation=kept).values("agreement")
    if Party.objects.filter(organisation=gone, agreement__in=both).exists():
        return _("Both are parties to one agreement. Remove one of them from it first.")
    return ""


def register() -> None:
    """Put these rules where merging finds them."""
    add_merge_rules(
        MergeRule("agreements.signatory", stays=lambda row: row.signed_on is not None, clash_stays=True)
    )
    merge_objections.append(objection)
