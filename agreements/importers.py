"""The files of agreements and commitments that can be imported, and what taking such an import back has to heed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import CommitmentKind
from agreements.models import Agreement, AgreementVersion, Commitment, Interest, Party, Signatory
from agreements.services.import_agreements import AgreementWork
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


AGREEMENTS = Shape(
    (
        "partnership",
        "agreement",
        "organisation",
        "state",
        "in force since",
        "agreed until",
        "review on",
        "ended on",
        "why it ended",
        "purpose",
        "scope",
        "principles",
        "governance",
    ),
    "agreement",
    {
        "partnership": "Example Partnership",
        "agreement": "Example Agreement",
        "organisation": "Example Water Agency",
        "state": "in force",
        "in force since": "2025-03-01",
        "agreed until": "2028-02-28",
        "review on": "2027-03-01",
        "purpose": "Cleaner rivers by 2030",
    },
)
BATCH = 500


def _agreement_notes() -> dict[str, str]:
    first = _("May be empty. Taken from the first row of the agreement.")
    return {
        "partnership": _("Its name. You must be its partnership manager."),
        "agreement": _("Its title. Rows with the same partnership and title are one agreement."),
        "organisation": _(
            "A party, one a row. It must be a member of the partnership in the agreement’s time."
        ),
        "state": _("One of: %(words)s.") % {"words": "draft, in force, ended"}
        + " "
        + _("Empty means draft."),
        "in force since": _("Like 2026-03-31; needed for what is in force or ended."),
        "agreed until": _("Like 2026-03-31; may be empty."),
        "review on": _("Like 2026-03-31; may be empty."),
        "ended on": _("Like 2026-03-31; needed for what has ended."),
        "why it ended": _("May be empty."),
        "purpose": first,
        "scope": first,
        "principles": first,
        "governance": first,
    }


def _agreement_rules() -> list[str]:
    return [
        _(
            "What is in force or ended is recorded as signed elsewhere: nobody is shown as having signed it here."
            " A draft gets its signatories on its page."
        ),
        _("Its commitments come in a file of their own, after it."),
    ]


def _notes() -> dict[str, str]:
    return {
        "agreement": _(
            "The title of a draft, or of an agreement imported as in force; what is signed here stays as it is."
        ),
        "organisation": _("A party to the agreement; empty means your own organisation."),
        "kind": _("One of: %(words)s.") % {"words": ", ".join(CommitmentKind.values)},
        "commitment": _("What it commits. Needed in each row."),
        "amount": _("A number like 12000.50; may be empty."),
        "unit": _("What the amount is counted in, such as AUD or days a month."),
        "from": _("Like 2026-03-31; may be empty."),
        "due on": _("Like 2026-03-31; may be empty."),
    }


def _commitments(user: Any) -> QuerySet[Commitment]:
    open_ones = Agreement.objects.open_to_imports(user).order_by().values("pk")
    return Commitment.objects.changeable_by(user).filter(agreement__in=open_ones)


def _parts(model: Any) -> Any:
    return lambda user: model.objects.filter(
        agreement__in=Agreement.objects.run_by(user).order_by().values("pk")
    )


Needed = Iterator[tuple[tuple[str, int], int]]


def _versions_needed(pks: list[int]) -> Needed:
    """An agreement needs its words as long as it stays."""
    for start in range(0, len(pks), BATCH):
        rows = AgreementVersion.objects.filter(pk__in=pks[start : start + BATCH])
        for pk, agreement in rows.values_list("pk", "agreement"):
            yield ("agreements.agreement", agreement), pk


def _parties_needed(pks: list[int]) -> Needed:
    """A party stays with what is no draft any more, and in a draft as long as it commits, wants or signs something."""
    for start in range(0, len(pks), BATCH):
        rows = Party.objects.filter(pk__in=pks[start : start + BATCH]).select_related("agreement")
        by_key = {(one.agreement_id, one.organisation_id): one for one in rows}
        for one in by_key.values():
            if not one.agreement.is_draft():
                yield ("agreements.agreement", one.agreement_id), one.pk
        agreements = [agreement for agreement, _organisation in by_key]
        for model, path in ((Commitment, ""), (Interest, "version__"), (Signatory, "version__")):
            held = model.objects.filter(**{f"{path}agreement__in": agreements})
            for pk, *key in held.values_list("pk", f"{path}agreement", "organisation"):
                if party := by_key.get((key[0], key[1])):
                    yield (model._meta.label_lower, pk), party.pk


def register() -> None:
    """Offer them."""
    importables["agreements.agreement"] = Importable(Agreement.objects.run_by)
    importables["agreements.agreementversion"] = Importable(
        _parts(AgreementVersion), needed_by=_versions_needed
    )
    importables["agreements.party"] = Importable(_parts(Party), needed_by=_parties_needed)
    importables["agreements.commitment"] = Importable(_commitments, touching=hold_drafts)
    importers["agreements"] = Importer(
        "agreements",
        gettext_lazy("Agreements"),
        gettext_lazy("One row a party to an agreement."),
        "file-pen-line",
        AGREEMENTS,
        _agreement_notes,
        {"agreements": gettext_lazy("Agreements"), "parties": gettext_lazy("Parties")},
        partial(preview_table, AgreementWork),
        partial(carry_out_table, AgreementWork),
        _agreement_rules,
    )
    importers["commitments"] = Importer(
        "commitments",
        gettext_lazy("Commitments"),
        gettext_lazy("One row a commitment in an agreement."),
        "scroll-text",
        COMMITMENTS,
        _notes,
        {"commitments": gettext_lazy("Commitments")},
        partial(preview_table, CommitmentWork),
        partial(carry_out_table, CommitmentWork),
    )
