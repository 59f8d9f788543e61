"""What lists can be searched and narrowed by. An impossible choice is ignored, as if it had not been made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partnering.choices import ActionOrigin, Level, Phase, RoleKind, Sector
from partnering.forms.base import Day
from partnering.forms.narrow import GroupChoice, NarrowChoice, UnitChoice
from partnering.models import Organisation, Partnership, Tag, Unit, User, WorkingGroup


class FilterForm(forms.Form):
    """The base: a search box first. The fields named in `MORE` open on demand."""

    MORE: tuple[str, ...] = ()
    OPENED = "more"
    """In an address, this asks for the fields named in `MORE`: to offer all their choices takes its time."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100, widget=forms.SearchInput)

    def main(self) -> list[BoundField]:
        """The fields that always show."""
        return [self[name] for name in self.fields if name not in self.MORE]

    def more(self) -> list[BoundField]:
        """The fields that open on demand."""
        return [self[name] for name in self.fields if name in self.MORE]

    def is_more_open(self) -> bool:
        """Whether they were asked for or one of them has been used, so that they had better be open."""
        return self.OPENED in self.data or any(name in self.MORE for name, _text in self.in_words())

    def in_words(self) -> Iterator[tuple[str, str]]:
        """The name and the words of each choice that narrows the list."""
        for name, value in self.chosen().items():
            field = self.fields[name]
            if value in (None, "", False, field.initial):
                continue
            yield name, str(field.label) if value is True else f"{field.label}: {_words_of(field, value)}"

    def chosen(self) -> dict[str, Any]:
        """The choices that make sense, by field name; everything else is empty."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


def _words_of(field: forms.Field, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, Model):
        return str(field.label_from_instance(value))
    return str(dict(getattr(field, "choices", ())).get(value, value))


class TaggedFilter(FilterForm):
    """Narrows a list also by what tag of one's own organisation its rows bear; `KIND` is the name of their model."""

    KIND = ""

    tag = NarrowChoice(
        label=_("Tag"),
        required=False,
        empty_label=_("Any tag or none"),
        help_text=_("Your organisation's own tags."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].offer(_tags, user, self.KIND)
        self.order_fields([name for name in self.fields if name != "tag"])


def _tags(user: User, kind: str) -> QuerySet[Tag]:
    rows: QuerySet[Tag] = Tag.objects.visible_to(user).on_any(kind)
    return rows


def organisations(user: User) -> QuerySet[Organisation]:
    """Those to offer: the ones that the user sees."""
    rows: QuerySet[Organisation] = Organisation.objects.visible_to(user)
    return rows


def partnerships(user: User) -> QuerySet[Partnership]:
    """Those to offer: the ones that the user is part of."""
    rows: QuerySet[Partnership] = Partnership.objects.visible_to(user)
    return rows


def _groups(user: User) -> QuerySet[WorkingGroup]:
    rows: QuerySet[WorkingGroup] = WorkingGroup.objects.visible_to(user).order_by("name")
    return rows


def _countries(user: User) -> list[tuple[str, Any]]:
    seen = Organisation.objects.visible_to(user).exclude(country="").order_by("country")
    countries = seen.values_list("country", flat=True).distinct()
    return [("", _("All countries")), *((one, one) for one in countries)]


class OrganisationFilter(TaggedFilter):
    """Narrows the list of organisations."""

    KIND = "organisation"
    MORE = ("country", "part", "tag")

    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=[("", _("All sectors")), *Sector.choices]
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    part = forms.ChoiceField(
        label=_("Partner or contractor"),
        required=False,
        choices=[("", _("Both")), ("partner", _("Partners")), ("contractor", _("Contractors"))],
    )
    archived = forms.BooleanField(label=_("Archived ones too"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["country"].choices = lambda: _countries(user)


class PersonFilter(TaggedFilter):
    """Narrows a list of people."""

    KIND = "person"
    MORE = ("unit", "below", "role", "account", "tag")

    organisation = NarrowChoice(
        label=_("Organisation"),
        required=False,
        empty_label=_("All organisations"),
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *Level.choices]
    )
    unit = UnitChoice(label=_("Unit"), required=False, empty_label=_("All units"))
    below = forms.BooleanField(label=_("With all units below"), required=False)
    role = forms.ChoiceField(
        label=_("Role today"), required=False, choices=[("", _("Any or none")), *RoleKind.choices]
    )
    account = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[
            ("", _("All people")),
            ("yes", _("Can sign in")),
            ("no", _("Can't sign in yet")),
            ("invited", _("Invited, not in yet")),
        ],
        help_text=_("Known only of people whose register you may read."),
    )
    gone = forms.BooleanField(label=_("Those who left too"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["organisation"].offer(organisations, user)
        self.fields["unit"].offer(
            lambda: Unit.objects.visible_to(user).order_by("organisation__name", "name")
        )

    def clean(self) -> dict[str, Any]:
        """Nothing lies below all units."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["below"] = bool(data.get("below") and data.get("unit"))
        return data


class PartnershipFilter(TaggedFilter):
    """Narrows the list of partnerships."""

    KIND = "partnership"

    phase = forms.ChoiceField(
        label=_("Phase"), required=False, choices=[("", _("All phases")), *Phase.choices]
    )
    member = NarrowChoice(
        label=_("Member"),
        required=False,
        empty_label=_("Any organisation"),
    )
    mine = forms.BooleanField(label=_("Where I have a role or seat"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["member"].offer(organisations, user)


class ActionFilter(TaggedFilter):
    """Narrows the list of actions."""

    KIND = "action"
    MORE = ("owner", "group", "due_from", "due_to", "origin", "tag")
    STATES = [
        ("open", _("To do")),
        ("late", _("Late")),
        ("done", _("Done")),
        ("cancelled", _("Cancelled")),
        ("all", _("All")),
    ]
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES, initial="open")
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[
            ("", _("Everybody's")),
            ("mine", _("Mine")),
            ("ours", _("My organisation's")),
            ("nobody", _("Nobody's yet")),
        ],
    )
    organisation = NarrowChoice(
        label=_("Organisation"),
        required=False,
        empty_label=_("All organisations"),
    )
    partnership = NarrowChoice(
        label=_("Partnership"),
        required=False,
        to_field_name="slug",
        empty_label=_("All partnerships"),
    )
    owner = forms.CharField(label=_("Owner's name"), required=False, max_length=100)
    group = GroupChoice(
        label=_("Working group"),
        required=False,
        empty_label=_("All groups"),
    )
    due_from = forms.DateField(label=_("Due from"), required=False, widget=Day)
    due_to = forms.DateField(label=_("Due until"), required=False, widget=Day)
    origin = forms.ChoiceField(
        label=_("Arose from"), required=False, choices=[("", _("Anything")), *ActionOrigin.choices]
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["organisation"].offer(organisations, user)
        self.fields["partnership"].offer(partnerships, user)
        self.fields["group"].offer(_groups, user)


class BoardFilter(ActionFilter):
    """The same for the board, whose columns are the states."""

    state = None
