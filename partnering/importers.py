"""The core's kinds of files that can be imported: their columns, with what belongs into each, and who does it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import meeting_importer
from partnering.choices import Level, Office, Rhythm, RoleKind, Sector
from partnering.importing import REGISTER, Shape
from partnering.registry import Importer, importers
from partnering.services.import_actions import ActionWork
from partnering.services.import_groups import GroupWork
from partnering.services.import_partnerships import PartnershipWork
from partnering.services.import_roles import RoleWork
from partnering.services.import_tables import Work, carry_out_table, preview_table
from partnering.services.importing import carry_out_import, preview_import

ROLES = Shape(
    ("partnership", "email", "role", "from", "to"),
    "role",
    {
        "partnership": "Example Partnership",
        "email": "alex.example@water-agency.example",
        "role": "representative",
        "from": "2026-01-15",
    },
)
GROUPS = Shape(
    (
        *("partnership", "group", "purpose", "organisation", "email", "from", "to"),
        *("may decide", "quorum people", "quorum organisations", "meets", "meets every"),
        *("wanted level", "review on", "office"),
    ),
    "group",
    {
        "partnership": "Example Partnership",
        "group": "Monitoring",
        "purpose": "Agrees what is measured, and where",
        "organisation": "Example Water Agency",
        "email": "alex.example@water-agency.example",
        "from": "2026-01-15",
    },
)
PARTNERSHIPS = Shape(
    ("partnership", "purpose", "started on", "organisation", "part", "joined on", "left on"),
    "partnership",
    {
        "partnership": "Example Partnership",
        "purpose": "Cleaner rivers by 2030",
        "started on": "2026-01-15",
        "organisation": "Example Water Agency",
        "part": "delivery partner",
        "joined on": "2026-01-15",
    },
)
ACTIONS = Shape(
    ("action", "partnership", "organisation", "owner", "due on", "group", "notes", "done on"),
    "action",
    {
        "action": "Send the list of gauges",
        "partnership": "Example Partnership",
        "organisation": "Example Water Agency",
        "owner": "alex.example@water-agency.example",
        "due on": "2026-03-31",
    },
)


def _words(known: list[str]) -> str:
    return _("One of: %(words)s.") % {"words": ", ".join(known)}


def _register_notes() -> dict[str, str]:
    return {
        "organisation": _("Needed in each row. Organisations are recognised by name."),
        "sector": _words(Sector.values),
        "country": _("May be empty."),
        "unit": _("The part of the organisation; recognised by name within it."),
        "parent_unit": _("The unit that this unit is part of."),
        "name": _("Leave name and e-mail empty for a row that only names an organisation or unit."),
        "email": _("Needed for a person: people are recognised by it, so each address stands in one row."),
        "job_title": _("May be empty."),
        "level": _words(Level.values) + " " + _("Empty means staff."),
        "phone": _("May be empty."),
        "language": _("The language in which the person prefers to be written to."),
        "time_zone": _("Like Europe/London."),
        "joined_on": _("Since when they are with the organisation, like 2026-03-31; may be empty."),
    }


def _role_notes() -> dict[str, str]:
    return {
        "partnership": _("Its name. Empty only for the partnering lead of a whole organisation."),
        "email": _("The person's address. They must be in the register, and you must be able to name them."),
        "role": _words(RoleKind.values),
        "from": _("Like 2026-03-31; empty means today."),
        "to": _("The day on which it ends; empty while it is held."),
    }


def _group_notes() -> dict[str, str]:
    return {
        "partnership": _("Its name. You must be its partnership manager."),
        "group": _("Needed in each row. Groups are recognised by name within their partnership."),
        "purpose": _("Taken from the first row that names the group."),
        "organisation": _("Whose seat it is; empty means that of the person, or no seat at all."),
        "email": _("Who holds the seat; empty means that it is vacant."),
        "from": _("Like 2026-03-31; empty means today."),
        "to": _("The day on which the seat ends; empty while it is held."),
        "office": _words(Office.values) + " " + _("Empty means member."),
        "may decide": _(
            "The terms of reference, up to the review, are taken from the first row that names the group."
        ),
        "quorum people": _("How many people must be there to decide; may be empty."),
        "quorum organisations": _("From how many organisations they must come; may be empty."),
        "meets": _words(Rhythm.values) + " " + _("May be empty."),
        "meets every": _("Every how many weeks or months, like 6."),
        "wanted level": _words(Level.values) + " " + _("May be empty."),
        "review on": _("Like 2026-03-31; when these terms are looked at again."),
    }


def _partnership_notes() -> dict[str, str]:
    return {
        "partnership": _(
            "Needed in each row. One that you don't manage yet is started, with you as its manager."
        ),
        "purpose": _("Taken from the first row that names the partnership."),
        "started on": _("Like 2026-03-31; empty means today."),
        "organisation": _("The member, one that you see in the register. Empty for a row without a member."),
        "part": _("The part it plays, for instance funder or host."),
        "joined on": _("Like 2026-03-31; empty means today, or the first day of a new partnership."),
        "left on": _("Only for members of the past."),
    }


def _action_notes() -> dict[str, str]:
    return {
        "action": _("Needed in each row: what is to be done."),
        "partnership": _("Empty for an action within your own organisation."),
        "organisation": _("Who is to act; empty means that of the owner, or your own."),
        "owner": _("The address of a person of that organisation."),
        "due on": _("Like 2026-03-31."),
        "group": _("The working group for which it is done."),
        "notes": _("May be empty."),
        "done on": _("Fill it in to mark the action as done."),
    }


def _table(kind: type[Work]) -> dict[str, Any]:
    return {"preview": partial(preview_table, kind), "carry_out": partial(carry_out_table, kind)}


def _people() -> Importer:
    return Importer(
        "register",
        gettext_lazy("Organisations and people"),
        gettext_lazy("One row a person."),
        "users",
        REGISTER,
        _register_notes,
        {
            "organisations": gettext_lazy("Organisations"),
            "units": gettext_lazy("Units"),
            "people": gettext_lazy("People"),
        },
        preview_import,
        carry_out_import,
    )


def register() -> None:
    """Offer the kinds, in the order in which a newcomer needs them."""
    partnerships = Importer(
        "partnerships",
        gettext_lazy("Partnerships and members"),
        gettext_lazy("One row a member of a partnership."),
        "handshake",
        PARTNERSHIPS,
        _partnership_notes,
        {"partnerships": gettext_lazy("Partnerships"), "members": gettext_lazy("Members")},
        **_table(PartnershipWork),
    )
    roles = Importer(
        "roles",
        gettext_lazy("Roles"),
        gettext_lazy("One row a role of a person."),
        "user-check",
        ROLES,
        _role_notes,
        {"roles": gettext_lazy("Roles")},
        **_table(RoleWork),
    )
    groups = Importer(
        "groups",
        gettext_lazy("Working groups and seats"),
        gettext_lazy("One row a seat in a group."),
        "armchair",
        GROUPS,
        _group_notes,
        {"groups": gettext_lazy("Working groups"), "seats": gettext_lazy("Seats")},
        **_table(GroupWork),
    )
    actions = Importer(
        "actions",
        gettext_lazy("Actions"),
        gettext_lazy("One row an action."),
        "list-checks",
        ACTIONS,
        _action_notes,
        {"actions": gettext_lazy("Actions")},
        **_table(ActionWork),
    )
    for importer in (_people(), partnerships, roles, groups, meeting_importer.importer(), actions):
        importers[importer.key] = importer
