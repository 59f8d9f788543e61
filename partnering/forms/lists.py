"""What lists are narrowed by: roles, seats, groups, meetings, decisions, what stands beside things."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, registry
from partnering.choices import HandoverReason, MeetingState, RoleKind
from partnering.forms.narrowing import (
    NarrowingFilter,
    a_choice,
    a_day,
    a_partnership,
    a_tag,
    an_organisation,
)
from partnering.models import Acknowledgement, Seat

LASTING = [("now", _("Today's")), ("former", _("Former"))]


def lasts(value: str) -> Q | None:
    """What is asked of a row with from/to dates: that it holds today, or that it has ended."""
    return {"now": access.current(), "former": Q(ended_on__lte=access.today())}.get(value)


class RoleFilter(NarrowingFilter):
    """Narrows roles."""

    SEARCHED = ("person__name", "partnership__name")
    BY = {"kind": "kind", "organisation": "person__organisation", "partnership": "partnership"}

    kind = a_choice(_("Role"), _("All roles"), RoleKind.choices)
    organisation = an_organisation()
    partnership = a_partnership()
    state = a_choice(_("When"), _("Ever"), LASTING, initial="now")

    def means(self, name: str, value: Any) -> Q | None:
        """Held today or formerly."""
        return lasts(value or "now") if name == "state" else None


class SeatFilter(NarrowingFilter):
    """Narrows seats."""

    SEARCHED = ("person__name", "group__name")
    BY = {"organisation": "organisation", "partnership": "group__partnership"}

    organisation = an_organisation()
    partnership = a_partnership()
    state = a_choice(_("When"), _("Ever"), [*LASTING, ("vacant", _("Vacant today"))], initial="now")

    def means(self, name: str, value: Any) -> Q | None:
        """Held today, formerly, or by nobody."""
        if name == "state" and value == "vacant":
            return Q(access.current(), person=None)
        return lasts(value or "now") if name == "state" else None


class GroupFilter(NarrowingFilter):
    """Narrows working groups, of all partnerships or of one."""

    SEARCHED = ("name", "purpose")
    BY = {"partnership": "partnership"}
    KIND = "workinggroup"

    partnership = a_partnership()
    state = a_choice(
        _("State"),
        _("All"),
        [("open", _("At work")), ("vacant", _("With a vacant seat")), ("archived", _("Put away"))],
        initial="open",
    )
    tag = a_tag()

    def means(self, name: str, value: Any) -> Q | None:
        """At work, with a seat that nobody holds, or put away."""
        vacant = Seat.objects.current().vacant().filter(group=OuterRef("pk"))
        states = {
            "open": Q(archived_on=None),
            "vacant": Q(Exists(vacant), archived_on=None),
            "archived": Q(archived_on__isnull=False),
        }
        return states.get(value or "open") if name == "state" else None


class OwnGroupFilter(GroupFilter):
    """Narrows the working groups of one partnership."""

    partnership = None
    tag = None


class EveryMeetingFilter(NarrowingFilter):
    """Narrows the meetings of all partnerships."""

    MORE = ("since", "until", "tag")
    SEARCHED = ("title", "place", "group__name")
    BY = {"partnership": "group__partnership", "state": "state"}
    KIND = "meeting"

    partnership = a_partnership()
    state = a_choice(_("State"), _("All"), MeetingState.choices)
    when = a_choice(_("When"), _("Any time"), [("to come", _("To come")), ("past", _("Past"))])
    mine = forms.BooleanField(label=_("To which I am invited"), required=False)
    since = a_day(_("From"))
    until = a_day(_("To"))
    tag = a_tag()

    def means(self, name: str, value: Any) -> Q | None:
        """To come or past, between two days, with oneself."""
        later = Q(ends_at__gt=timezone.now())
        if name == "when" and value:
            return later if value == "to come" else ~later
        if name == "mine" and value:
            return Q(attendances__person=access.person_of(self.user), attendances__invited=True)
        ends = {"since": "starts_at__date__gte", "until": "starts_at__date__lte"}
        return Q(**{ends[name]: value}) if name in ends and value else None


class DecisionFilter(NarrowingFilter):
    """Narrows the decisions of one partnership."""

    MORE = ("since", "until")
    SEARCHED = ("text", "owner__name", "meeting__title", "meeting__group__name")

    ours = a_choice(
        _("Our acknowledgement"),
        _("With or without"),
        [("missing", _("Not acknowledged by us")), ("given", _("Acknowledged by us"))],
    )
    since = a_day(_("From"))
    until = a_day(_("To"))

    def means(self, name: str, value: Any) -> Q | None:
        """Acknowledged by one's own organisation or not, between two days."""
        if name == "ours" and value:
            person = access.person_of(self.user)
            given = Acknowledgement.objects.filter(
                decision=OuterRef("pk"), organisation=person.organisation_id if person else None
            )
            return Q(Exists(given)) if value == "given" else ~Q(Exists(given))
        ends = {"since": "meeting__starts_at__date__gte", "until": "meeting__starts_at__date__lte"}
        return Q(**{ends[name]: value}) if name in ends and value else None


class EveryDecisionFilter(DecisionFilter):
    """Narrows the decisions of all partnerships."""

    BY = {"partnership": "meeting__group__partnership"}

    partnership = a_partnership()


class BesideFilter(NarrowingFilter):
    """Narrows notes and files by what they stand beside, whose they are and who sees them."""

    MORE = ("seen", "since", "until")
    SEARCHED = ("about", "author_shown")
    BY = {"kind": "kind"}

    kind = forms.ChoiceField(label=_("Beside"), required=False)
    whose = a_choice(_("Whose"), _("Everybody's"), [("mine", _("Mine")), ("ours", _("My organisation's"))])
    seen = a_choice(_("Seen by"), _("Anybody"), [("joint", _("All partners")), ("inner", _("Only us"))])
    since = a_day(_("From"))
    until = a_day(_("To"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        kinds = [(key, one.model()._meta.verbose_name) for key, one in registry.attachables.items()]
        self.fields["kind"].choices = [
            ("", _("Anything")),
            *((key, name.capitalize()) for key, name in kinds),
        ]

    def means(self, name: str, value: Any) -> Q | None:
        """Of oneself or one's organisation, shared or not, between two days."""
        person = access.person_of(self.user)
        if name == "whose" and value and person:
            return Q(author=person) if value == "mine" else Q(organisation=person.organisation_id)
        if name == "seen" and value:
            return Q(joint=value == "joint")
        ends = {"since": "created_at__date__gte", "until": "created_at__date__lte"}
        return Q(**{ends[name]: value}) if name in ends and value else None


class NoteFilter(BesideFilter):
    """Narrows notes."""

    SEARCHED = ("text", *BesideFilter.SEARCHED)

    mentions = forms.BooleanField(label=_("That mention me"), required=False)

    def means(self, name: str, value: Any) -> Q | None:
        """Those that mention oneself, too."""
        if name == "mentions" and value:
            return Q(mentioned=access.person_of(self.user))
        return super().means(name, value)


class FileFilter(BesideFilter):
    """Narrows files."""

    SEARCHED = ("name", *BesideFilter.SEARCHED)


class UnitFilter(NarrowingFilter):
    """Narrows the units of the registers that one may read."""

    SEARCHED = ("name", "parent__name")
    BY = {"organisation": "organisation"}

    organisation = an_organisation()
    archived = forms.BooleanField(label=_("Archived ones too"), required=False)

    def means(self, name: str, value: Any) -> Q | None:
        """Archived ones only when asked for."""
        return Q(archived_on=None) if name == "archived" and not value else None


class OwnUnitFilter(UnitFilter):
    """Narrows the units of one organisation."""

    organisation = None


class HandoverFilter(NarrowingFilter):
    """Narrows handovers."""

    SEARCHED = ("person__name",)
    BY = {"reason": "reason"}

    reason = a_choice(_("Why"), _("Any reason"), HandoverReason.choices)
    state = a_choice(_("State"), _("Open and closed"), [("open", _("Open")), ("closed", _("Closed"))])

    def means(self, name: str, value: Any) -> Q | None:
        """Still open or closed."""
        return Q(closed_on__isnull=value == "open") if name == "state" and value else None


class TagFilter(NarrowingFilter):
    """Narrows tags."""

    SEARCHED = ("name",)


class ImportFilter(NarrowingFilter):
    """Narrows one's own imports."""

    SEARCHED = ("name",)
    BY = {"kind": "kind"}

    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        kinds = [(key, one.label) for key, one in registry.importers.items()]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]
