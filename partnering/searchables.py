"""What of the core is found by its words, and what the palette offers to do."""

from __future__ import annotations

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from partnering import access, registry
from partnering.choices import MinutesState
from partnering.models import (
    Action,
    Attachment,
    Decision,
    Meeting,
    Note,
    Organisation,
    Partnership,
    Person,
    Unit,
    WorkingGroup,
)
from partnering.registry import Command, Searchable

BEFORE_THE_AT = Substr(F("email"), 1, Greatest(StrIndex(F("email"), Value("@")) - 1, 0))

SEARCHABLES = (
    Searchable(
        "partnership",
        _("Partnerships"),
        "handshake",
        Partnership.objects.visible_to,
        "name",
        ("name", "purpose"),
        "partnering:partnership",
        text="purpose",
        key="slug",
        order=10,
    ),
    Searchable(
        "organisation",
        _("Organisations"),
        "building-2",
        Organisation.objects.visible_to,
        "name",
        ("name", "country"),
        "partnering:organisation",
        about=F("country"),
        order=20,
    ),
    Searchable(
        "person",
        _("People"),
        "users",
        Person.objects.visible_to,
        "name",
        ("name", "job_title", BEFORE_THE_AT),
        "partnering:person",
        about=F("organisation__name"),
        text="job_title",
        order=30,
    ),
    Searchable(
        "unit",
        _("Units"),
        "network",
        Unit.objects.visible_to,
        "name",
        ("name",),
        "partnering:units",
        about=F("organisation__name"),
        key="organisation_id",
        order=40,
    ),
    Searchable(
        "group",
        _("Working groups"),
        "users-round",
        WorkingGroup.objects.visible_to,
        "name",
        ("name", "purpose"),
        "partnering:group",
        about=F("partnership__name"),
        text="purpose",
        order=50,
    ),
    Searchable(
        "meeting",
        _("Meetings"),
        "calendar-days",
        Meeting.objects.visible_to,
        "title",
        ("title", "place"),
        "partnering:meeting",
        about=F("group__name"),
        order=55,
    ),
    Searchable(
        "decision",
        _("Decisions"),
        "gavel",
        lambda user: Decision.objects.visible_to(user).filter(meeting__minutes_state=MinutesState.PUBLISHED),
        "text",
        ("text",),
        "partnering:meeting",
        about=F("meeting__title"),
        key="meeting_id",
        order=57,
    ),
    Searchable(
        "action",
        _("Actions"),
        "list-checks",
        Action.objects.visible_to,
        "title",
        ("title", "notes"),
        "partnering:action",
        about=Coalesce(F("partnership__name"), F("organisation__name")),
        text="notes",
        order=60,
    ),
    Searchable(
        "note",
        _("Notes"),
        "sticky-note",
        Note.objects.visible_to,
        "text",
        ("text",),
        "partnering:beside",
        key=Concat(F("kind"), Value("/"), Cast(F("thing_pk"), TextField()), output_field=TextField()),
        order=100,
    ),
    Searchable(
        "attachment",
        _("Files"),
        "paperclip",
        Attachment.objects.visible_to,
        "name",
        ("name",),
        "partnering:file",
        order=110,
    ),
)
COMMANDS = (
    Command(
        _("Start a partnership"),
        "handshake",
        "partnering:add-partnership",
        shown_to=access.may_start,
        order=10,
    ),
    Command(_("Add an action"), "list-plus", "partnering:add-action", order=20),
    Command(
        _("Import organisations and people"),
        "upload",
        "partnering:import",
        shown_to=access.may_start,
        order=60,
    ),
)


def register() -> None:
    """Put the core's things where the search finds them."""
    registry.searchables.extend(SEARCHABLES)
    registry.commands.extend(COMMANDS)
