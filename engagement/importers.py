"""The file of interactions that can be imported: its columns, and what belongs into each."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.choices import InteractionKind
from engagement.services.import_interactions import InteractionWork
from partnering.importing import Shape
from partnering.registry import Importer, importers
from partnering.services.import_tables import carry_out_table, preview_table

INTERACTIONS = Shape(
    ("partnership", "day", "kind", "title", "internal", "group", "notes", "email"),
    "title",
    {
        "partnership": "Example Partnership",
        "day": "2026-01-15",
        "kind": "workshop",
        "title": "What we measure, and where",
        "email": "alex.example@water-agency.example",
    },
)


def _notes() -> dict[str, str]:
    return {
        "partnership": _("Its name."),
        "day": _("When it took place, like 2026-03-31."),
        "kind": _("One of: %(words)s.") % {"words": ", ".join(InteractionKind.values)},
        "title": _("What it was about. Rows with the same partnership, day and title are one interaction."),
        "internal": _("“yes” for what took place within your organisation; empty for what partners see."),
        "group": _("The working group for which it was. Taken from the first row of the interaction."),
        "notes": _("May be empty. Taken from the first row of the interaction."),
        "email": _("Who took part; they must be in the register, and you must see them."),
    }


def register() -> None:
    """Offer it."""
    importers["interactions"] = Importer(
        "interactions",
        gettext_lazy("Interactions"),
        gettext_lazy("One row a person who took part."),
        "users-round",
        INTERACTIONS,
        _notes,
        {"interactions": gettext_lazy("Interactions"), "participations": gettext_lazy("Participations")},
        partial(preview_table, InteractionWork),
        partial(carry_out_table, InteractionWork),
    )
