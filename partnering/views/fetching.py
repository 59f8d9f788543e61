"""The only ways in which the core's views get at a row: each also answers "may this user?". No means not found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from partnering import access, action_links, kept, queries, registry
from partnering.answers import found_or_404, partnership_or_404
from partnering.models import (
    Action,
    ActionBatch,
    ActionReturn,
    Attachment,
    ChecklistItem,
    Handover,
    IdentityProvider,
    ImportFile,
    LifePhase,
    Membership,
    Merge,
    Note,
    Organisation,
    Partnership,
    Person,
    Position,
    RecordSuggestion,
    Role,
    SavedView,
    Seat,
    Unit,
    User,
    Waiver,
    WorkingGroup,
)
from partnering.record_links import read_token


def organisation_to_see(user: User, pk: int) -> Organisation:
    """An organisation that the user may know of."""
    return get_object_or_404(Organisation.objects.visible_to(user).select_related("contractor_of"), pk=pk)


def organisation_to_lead(user: User, pk: int) -> Organisation:
    """An organisation whose partnering lead the user is."""
    if not access.leads_organisation(user, pk):
        raise Http404
    return get_object_or_404(Organisation.objects.visible_to(user), pk=pk)


def provider_of(user: User, organisation: Organisation) -> IdentityProvider:
    """The own sign-in of an organisation whose partnering lead the user is."""
    rows = IdentityProvider.objects.visible_to(user).select_related("organisation")
    return get_object_or_404(rows, organisation=organisation)


def organisation_to_keep(user: User, pk: int) -> Organisation:
    """An organisation whose register the user keeps."""
    return get_object_or_404(Organisation.objects.kept_by(user), pk=pk)


def unit_to_keep(user: User, pk: int) -> Unit:
    """A unit in a register that the user keeps."""
    kept = Unit.objects.filter(organisation__in=Organisation.objects.kept_by(user))
    return get_object_or_404(kept.select_related("organisation"), pk=pk)


def person_to_see(user: User, pk: int) -> Person:
    """Somebody whom the user may know of."""
    return found_or_404(kept.one(queries.person_seen, user, kept.Slot(pk)))


def person_to_keep(user: User, pk: int) -> Person:
    """Somebody in a register that the user keeps."""
    rows = Person.objects.kept_by(user).select_related("organisation", "unit", "user")
    return get_object_or_404(rows, pk=pk)


def colleagues_of(person: Person) -> QuerySet[Person]:
    """Those who could take over from somebody whose register the user keeps: the others of their organisation."""
    rows = Person.objects.filter(organisation=person.organisation_id).present().exclude(pk=person.pk)
    return rows.select_related("organisation")


def planned_move(user: User, pk: int) -> Position:
    """A move to come of somebody in a register that the user keeps."""
    rows = Position.objects.planned().filter(person__in=Person.objects.kept_by(user))
    return get_object_or_404(rows.select_related("person__organisation"), pk=pk)


@dataclass(frozen=True)
class OwnRecord:
    """Whose record a link leads to; spent when it was confirmed since the link was made."""

    person: Person
    is_spent: bool


def record_by_link(token: str) -> OwnRecord | None:
    """The record that a link leads to; None for links that we never made and people who have left."""
    read = read_token(token)
    if read is None:
        return None
    person = Person.objects.present().filter(pk=read[0]).select_related("organisation", "unit").first()
    return OwnRecord(person, person.confirmed_on != read[1]) if person else None


def suggestion_to_settle(user: User, pk: int) -> RecordSuggestion:
    """What somebody suggests about their record, in a register that the user keeps."""
    rows = RecordSuggestion.objects.visible_to(user).open().select_related("person__organisation")
    return get_object_or_404(rows, pk=pk)


def handover_to_see(user: User, pk: int) -> Handover:
    """A handover in a register that the user keeps."""
    rows = Handover.objects.visible_to(user).select_related("person__organisation", "person__unit")
    return get_object_or_404(rows, pk=pk)


def person_or_heir(user: User, pk: int) -> Person:
    """Somebody whom the user may know of; of somebody who was merged, the one who stays."""
    try:
        return person_to_see(user, pk)
    except Http404:
        heir = Person._base_manager.filter(pk=pk).values_list("merged_into", flat=True).first()
        if heir is None:
            raise
    return person_to_see(user, heir)


def organisation_or_heir(user: User, pk: int) -> Organisation:
    """An organisation that the user may know of; of one that was merged, the one that stays."""
    try:
        return organisation_to_see(user, pk)
    except Http404:
        heir = Organisation._base_manager.filter(pk=pk).values_list("merged_into", flat=True).first()
        if heir is None:
            raise
    return organisation_to_see(user, heir)


def thing_to_see(user: User, kind: str, pk: int) -> Any:
    """A thing beside which there may be notes, files and tags, if the user may see it."""
    attachable = registry.attachables.get(kind)
    if attachable is None:
        raise Http404
    return get_object_or_404(attachable.visible(user), pk=pk)


def note_of_ones_own(user: User, pk: int) -> Note:
    """A note that the user wrote."""
    rows = Note.objects.visible_to(user).filter(author=access.person_of(user))
    return get_object_or_404(rows.select_related("organisation", "author"), pk=pk)


def note_to_change(user: User, pk: int) -> Note:
    """A note that the user may delete."""
    return get_object_or_404(Note.objects.changeable_by(user).select_related("organisation", "author"), pk=pk)


def file_to_see(user: User, pk: int) -> Attachment:
    """A file that the user may see."""
    return get_object_or_404(Attachment.objects.visible_to(user).select_related("organisation"), pk=pk)


def file_to_change(user: User, pk: int) -> Attachment:
    """A file that the user may delete."""
    return get_object_or_404(Attachment.objects.changeable_by(user).select_related("organisation"), pk=pk)


def merge_to_undo(user: User, pk: int) -> Merge:
    """A merge in a register that the user keeps."""
    return get_object_or_404(Merge.objects.visible_to(user).select_related("register"), pk=pk)


def partnership_to_see(user: User, slug: str) -> Partnership:
    """A partnership of which the user is part."""
    return partnership_or_404(user, slug)


def partnership_to_manage(user: User, slug: str) -> Partnership:
    """A partnership that the user runs."""
    return get_object_or_404(Partnership.objects.manageable_by(user), slug=slug)


def partnership_to_meet_in(user: User, slug: str) -> Partnership:
    """A partnership that the user runs, or in which they plan the meetings of a group."""
    groups = WorkingGroup.objects.kept_by(user).filter(archived_on=None)
    planned = Q(pk__in=Partnership.objects.manageable_by(user)) | Q(pk__in=groups.values("partnership"))
    return get_object_or_404(Partnership.objects.filter(planned), slug=slug)


def partnership_with_phases(user: User, slug: str) -> Partnership:
    """A partnership that the user runs, once its phases are chosen."""
    rows = Partnership.objects.manageable_by(user).exclude(life_phase=None)
    return get_object_or_404(rows.select_related("life_phase"), slug=slug)


def phase_of(partnership: Partnership, pk: str) -> LifePhase:
    """A phase of the partnership's own life cycle; the present one unless another is named."""
    standing = partnership.life_phase
    if standing is None:
        raise Http404
    rows = LifePhase.objects.filter(life_cycle=standing.life_cycle_id)
    return get_object_or_404(rows, pk=pk) if pk.isdecimal() else standing


def checklist_item_to_change(user: User, pk: int) -> ChecklistItem:
    """An item of a checklist of a partnership that the user runs."""
    return get_object_or_404(ChecklistItem.objects.changeable_by(user).select_related("partnership"), pk=pk)


def checklist_item_to_tick(user: User, pk: int) -> ChecklistItem:
    """An item that the user is to see to, or of a partnership that they run."""
    return get_object_or_404(ChecklistItem.objects.tickable_by(user).select_related("partnership"), pk=pk)


def waiver_to_end(user: User, pk: int) -> Waiver:
    """A waiver in force that the user may end."""
    rows = Waiver.objects.endable_by(user).in_force().select_related("partnership", "organisation")
    return get_object_or_404(rows, pk=pk)


def membership_to_manage(user: User, pk: int) -> Membership:
    """A current member of a partnership that the user runs."""
    rows = Membership.objects.filter(partnership__in=Partnership.objects.manageable_by(user), left_on=None)
    return get_object_or_404(rows.select_related("partnership", "organisation"), pk=pk)


def group_to_see(user: User, pk: int) -> WorkingGroup:
    """A working group of a partnership of which the user is part."""
    rows = WorkingGroup.objects.visible_to(user).select_related("partnership", "reports_to")
    return get_object_or_404(rows, pk=pk)


def group_to_manage(user: User, pk: int) -> WorkingGroup:
    """A working group, not put away, of a partnership that the user runs."""
    rows = WorkingGroup.objects.filter(
        partnership__in=Partnership.objects.manageable_by(user), archived_on=None
    )
    return get_object_or_404(rows.select_related("partnership"), pk=pk)


def group_to_restore(user: User, pk: int) -> WorkingGroup:
    """A working group, also one that is put away, of a partnership that the user runs."""
    rows = WorkingGroup.objects.filter(partnership__in=Partnership.objects.manageable_by(user))
    return get_object_or_404(rows.select_related("partnership"), pk=pk)


def seat_to_fill(user: User, pk: int) -> Seat:
    """A seat that the user may fill or end."""
    return get_object_or_404(queries.seats_to_fill(user), pk=pk)


def seat_to_give_office(user: User, pk: int) -> Seat:
    """A seat, not ended, in a group of a partnership that the user runs."""
    managed = Partnership.objects.manageable_by(user)
    rows = Seat.objects.filter(group__partnership__in=managed, group__archived_on=None, ended_on=None)
    return get_object_or_404(rows.select_related("group__partnership", "organisation", "person"), pk=pk)


def role_to_end(user: User, pk: int) -> Role:
    """A role that the user may end."""
    return get_object_or_404(
        queries.roles_to_end(user).select_related("person__organisation", "partnership"), pk=pk
    )


def action_to_see(user: User, pk: int) -> Action:
    """An action that the user may see."""
    rows = Action.objects.visible_to(user).select_related(
        "organisation", "owner", "partnership", "group", "meeting"
    )
    return get_object_or_404(rows, pk=pk)


def action_to_change(user: User, pk: int) -> Action:
    """An action that the user may change."""
    rows = Action.objects.changeable_by(user).select_related("organisation", "owner", "partnership", "group")
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class OwnAction:
    """What a link of a mail leads to: an action, its owner, their answer, and whether there is still anything to do.

    `state` is that of the action, or 'gone' when it isn't theirs any more.
    """

    action: Action
    person: Person
    answer: action_links.Answer
    state: str


def action_by_link(token: str) -> OwnAction | None:
    """The action that a link leads to; None for links that we never made and people who may not come in any more."""
    link = action_links.read_token(token)
    if link is None:
        return None
    may_come_in = Q(user=None) | Q(user__is_active=True)
    person = Person.objects.present().filter(may_come_in, pk=link.person).select_related("user").first()
    action = Action.objects.filter(pk=link.action).select_related("organisation").first()
    if person is None or action is None:
        return None
    theirs = Action.objects.in_hands_of(person).filter(pk=action.pk).exists()
    return OwnAction(action, person, link.answer, action.state if theirs else "gone")


def return_to_settle(user: User, pk: int) -> ActionReturn:
    """What an owner gave back, of an action on which the user decides."""
    rows = ActionReturn.objects.visible_to(user).open().select_related("action", "suggested")
    return get_object_or_404(rows, pk=pk)


def return_to_take(user: User, pk: int) -> ActionReturn:
    """The same, where the user may also know whom the owner names."""
    rows = ActionReturn.objects.told_to(user).open().select_related("action", "suggested")
    return get_object_or_404(rows, pk=pk)


def batch_to_undo(user: User, pk: int) -> ActionBatch:
    """A change of many actions that the user made and can still take back."""
    return get_object_or_404(ActionBatch.objects.visible_to(user).undoable(), pk=pk)


def import_to_see(user: User, pk: int) -> ImportFile:
    """An import of the user's own."""
    return get_object_or_404(ImportFile.objects.visible_to(user).light(), pk=pk)


def import_with_bad_rows(user: User, pk: int) -> ImportFile:
    """An import of the user's own in which rows are bad."""
    return get_object_or_404(ImportFile.objects.visible_to(user).exclude(bad_rows=b""), pk=pk)


def import_with_staying(user: User, pk: int) -> ImportFile:
    """An import of the user's own of which an undo leaves something, or left it."""
    return get_object_or_404(ImportFile.objects.visible_to(user).exclude(staying=b""), pk=pk)


def view_to_use(user: User, pk: int) -> SavedView:
    """A saved view of the user's own, or one that colleagues share."""
    return get_object_or_404(SavedView.objects.visible_to(user), pk=pk)


def view_to_change(user: User, pk: int) -> SavedView:
    """A saved view of the user's own."""
    return get_object_or_404(SavedView.objects.visible_to(user).filter(access.own(user, "owner")), pk=pk)
