"""The file of commitments that can be imported, and what taking such an import back has to heed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import CommitmentKind
from agreements.models import Agreement, Commitment
from agreements.services.import_commitments import CommitmentWork, hold_drafts
from partnering.importing import Shape
from partnering.registry import Importable, Importer, importables, importers
from partnering.services.import_tables import carry_out_table, preview_table

COMMITMENTS = Shape(
    ("agreement", "organisation", "kind", "commitment", "amount", "unit", "from", "due on"),
    "commitment",
    {
        "agreement": "Example Agreement",
        "organisation": "Example Water Agency",
        "kind": "people",
        "commitment": "Lends two hydrologists",
        "amount": "2",
        "unit": "people",
        "due on": "2026-06-30",
    },
)


def _notes() -> dict[str, str]:
    return {
        "agreement": _("The title of a draft; what is signed is not changed any more."),
        "organisation": _("A party to the agreement; empty means your own organisation."),
        "kind": _("One of: %(words)s.") % {"words": ", ".join(CommitmentKind.values)},
        "commitment": _("What it commits. Needed in each row."),
        "amount": _("A number like 12000.50; may be empty."),
        "unit": _("What the amount is counted in, such as AUD or days a month."),
        "from": _("Like 2026-03-31; may be empty."),
        "due on": _("Like 2026-03-31; may be empty."),
    }


def _in_drafts(user: Any) -> QuerySet[Commitment]:
    drafts = Agreement.objects.editable_by(user).order_by().values("pk")
    return Commitment.objects.changeable_by(user).filter(agreement__in=drafts)


def register() -> None:
    """Offer it."""
    importables["agreements.commitment"] = Importable(_in_drafts, touching=hold_drafts)
    importers["commitments"] = Importer(
        "commitments",
        gettext_lazy("Commitments"),
        gettext_lazy("One row a commitment in a draft."),
        "scroll-text",
        COMMITMENTS,
        _notes,
        {"commitments": gettext_lazy("Commitments")},
        partial(preview_table, CommitmentWork),
        partial(carry_out_table, CommitmentWork),
    )
