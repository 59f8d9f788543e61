"""The core's lists: where they are, and what the page of all lists says of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Organisation
from partnering.registry import ListPlace, add_lists

REGISTER = _("Organisations and people")
TOGETHER = _("Working together")
BESIDE = _("Notes, files and tags")
RECORD = _("The record")


def keeps_any_register(user: Any) -> bool:
    """Whether the user keeps an organisation's register, and so reads its handovers."""
    return bool(Organisation.objects.kept_by(user).exists())


PLACES = (
    ListPlace(
        "organisations",
        "partnering:organisations",
        _("Organisations"),
        _("Partners, contractors, and your own organisation."),
        "building-2",
        REGISTER,
        order=10,
    ),
    ListPlace(
        "people",
        "partnering:people",
        _("People"),
        _("Your colleagues, and whom you meet beside you."),
        "users",
        REGISTER,
        order=11,
    ),
    ListPlace(
        "all-units",
        "partnering:every-unit",
        _("Units"),
        _("Departments, teams and sites of the registers that you may read."),
        "network",
        REGISTER,
        order=12,
    ),
    ListPlace(
        "roles",
        "partnering:every-role",
        _("Roles"),
        _("Who has which part in which partnership, and who had."),
        "compass",
        REGISTER,
        order=13,
    ),
    ListPlace(
        "handovers",
        "partnering:every-handover",
        _("Handovers"),
        _("What passes from somebody to others, and what waits for a successor."),
        "arrow-right-left",
        REGISTER,
        shown_to=keeps_any_register,
        order=14,
    ),
    ListPlace(
        "partnerships",
        "partnering:partnerships",
        _("Partnerships"),
        _("Those of which you are part, with their members and what is late."),
        "handshake",
        TOGETHER,
        order=20,
    ),
    ListPlace(
        "groups",
        "partnering:every-group",
        _("Working groups"),
        _("Of all partnerships: their seats, and when they meet next."),
        "users-round",
        TOGETHER,
        order=21,
    ),
    ListPlace(
        "seats",
        "partnering:every-seat",
        _("Seats"),
        _("Who sits for whom, who sat, and which seats are vacant."),
        "armchair",
        TOGETHER,
        order=22,
    ),
    ListPlace(
        "all-meetings",
        "partnering:every-meeting",
        _("Meetings"),
        _("Of all groups, those to come and those that were."),
        "calendar-days",
        TOGETHER,
        order=23,
    ),
    ListPlace(
        "all-decisions",
        "partnering:every-decision",
        _("Decisions"),
        _("What meetings decided, and who has acknowledged it."),
        "gavel",
        TOGETHER,
        order=24,
    ),
    ListPlace(
        "actions",
        "partnering:actions",
        _("Actions"),
        _("Who does what by when, wherever it arose."),
        "list-checks",
        TOGETHER,
        order=25,
    ),
    ListPlace(
        "notes",
        "partnering:every-note",
        _("Notes"),
        _("Beside whatever they stand: yours, and what partners share."),
        "sticky-note",
        BESIDE,
        order=60,
    ),
    ListPlace(
        "files",
        "partnering:every-file",
        _("Files"),
        _("What is attached anywhere, to be found again."),
        "paperclip",
        BESIDE,
        order=61,
    ),
    ListPlace(
        "tags",
        "partnering:every-tag",
        _("Tags"),
        _("Your organisation's own labels, and how often each is used."),
        "tag",
        BESIDE,
        order=62,
    ),
    ListPlace(
        "history",
        "partnering:history",
        _("History"),
        _("Who changed what, when, and what it was before."),
        "history",
        RECORD,
        shown_to=access.reads_history,
        order=80,
    ),
    ListPlace(
        "imports",
        "partnering:every-import",
        _("Imports"),
        _("The files that you brought in, and what each did."),
        "upload",
        RECORD,
        shown_to=access.may_start,
        order=81,
    ),
    ListPlace("history-of", "partnering:history-of", _("History of a thing"), about="history"),
    ListPlace(
        "partnership-history",
        "partnering:partnership-history",
        _("History of a partnership"),
        about="partnership",
    ),
    ListPlace(
        "organisation-history",
        "partnering:organisation-history",
        _("History of an organisation"),
        about="organisation",
    ),
    ListPlace(
        "reads", "partnering:organisation-reads", _("Who read an organisation's data"), about="organisation"
    ),
    ListPlace(
        "exports",
        "partnering:organisation-exports",
        _("What was taken away of an organisation"),
        about="organisation",
    ),
    ListPlace(
        "partnership-groups", "partnering:groups", _("Working groups of a partnership"), about="partnership"
    ),
    ListPlace("decisions", "partnering:decisions", _("Decisions of a partnership"), about="partnership"),
    ListPlace("meetings", "partnering:meetings", _("Meetings of a partnership"), about="partnership"),
    ListPlace(
        "memberships", "partnering:memberships", _("Members of a partnership over time"), about="partnership"
    ),
)


def register() -> None:
    """Put the core's lists on record."""
    add_lists(*PLACES)
