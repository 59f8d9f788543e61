"""Which tables are audited: the bridge between the audit library and our record of changes.

Each app names its tables when it starts: audited ones with whose their changes are, the others with the reason. What
could tie a person to a confidential answer is never audited.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from auditlog.context import auditlog_disabled
from auditlog.diff import get_field_value, is_primitive, model_instance_diff
from auditlog.registry import auditlog
from django.db import models

from partnering import noting, registry
from partnering.models import (
    Acknowledgement,
    Action,
    ActionReturn,
    AgendaItem,
    Attachment,
    Attendance,
    ChecklistItem,
    Decision,
    Handover,
    HandoverItem,
    IdentityProvider,
    LifeCycle,
    LifePhase,
    Meeting,
    MeetingSeries,
    Membership,
    Merge,
    Note,
    Organisation,
    Partnership,
    Person,
    PhaseChange,
    Position,
    RecordSuggestion,
    Role,
    RowChange,
    Seat,
    Unit,
    User,
    Waiver,
    WorkingGroup,
)

BATCH = 500

exempt: dict[str, str] = {}
"""Tables that are not audited, by label, each with the reason."""


def audited(
    model: type[models.Model],
    scope: Callable[[Any], noting.Scope],
    *,
    only: Sequence[str] = (),
    without: Sequence[str] = (),
    lists: Sequence[str] = (),
) -> None:
    """Note every change of this table; `scope` gives the organisation and the partnership whose the change is.

    `lists` names its many-to-many fields, which the library has to be told of.
    """
    # Who did it is noted beside; an account's address is not for all who read a joint entry.
    left_out = {*without, *(one.name for one in model._meta.concrete_fields if one.related_model is User)}
    own = [
        one.name for one in model._meta.concrete_fields if not one.primary_key and one.name not in left_out
    ]
    # Named one by one: by itself the library looks at rows that point here, and then they seem not to be there.
    auditlog.register(model, include_fields=list(only) or own, m2m_fields=set(lists))
    noting.scopes[model] = scope
    noting.bulk_noters[model] = RowNoter(model)


def not_audited(reason: str, *labels: str) -> None:
    """State why these tables are not audited."""
    exempt.update(dict.fromkeys(labels, reason))


@dataclass(frozen=True)
class RowNoter:
    """Notes what statements over many rows did, in as few statements of its own."""

    model: type[models.Model]

    def created(self, rows: Sequence[models.Model]) -> None:
        """Note the new rows."""
        self._keep(self.of_new(rows))

    def updated(self, before: Sequence[models.Model], names: Sequence[str]) -> None:
        """Read the rows again and note what is different."""
        now = self.model._base_manager.select_related(*noting.relations_among(self.model, names)).in_bulk(
            [row.pk for row in before]
        )
        self._keep(self.of_changed([(row, now[row.pk]) for row in before if row.pk in now], names))

    def deleted(self, rows: Sequence[models.Model]) -> None:
        """Note the rows that go, with all that they held."""
        self._keep(self.of_gone(rows))

    def of_gone(self, rows: Sequence[models.Model]) -> list[RowChange]:
        """The notes of rows that go, not saved yet."""
        return _told(RowChange.Action.DELETE, [(row, _pairs(row, new=False)) for row in rows])

    def of_new(self, rows: Sequence[models.Model]) -> list[RowChange]:
        """The notes of new rows, not saved yet."""
        return _told(RowChange.Action.CREATE, [(row, _pairs(row, new=True)) for row in rows])

    def of_changed(
        self, pairs: Sequence[tuple[models.Model, models.Model]], names: Sequence[str]
    ) -> list[RowChange]:
        """The notes of rows, each as it was and as it is, of which these fields may differ; not saved yet."""
        return _told(
            RowChange.Action.UPDATE,
            [
                (new, model_instance_diff(old, new, fields_to_check=names, use_json_for_changes=True))
                for old, new in pairs
            ],
        )

    def _keep(self, changes: Sequence[RowChange]) -> None:
        RowChange.objects.bulk_create(changes, batch_size=BATCH)


def _told(
    action: RowChange.Action, changes: Sequence[tuple[models.Model, dict[str, Any] | None]]
) -> list[RowChange]:
    if auditlog_disabled.get():
        return []
    # The sentence about many rows that come or go, as by an import, is about something else than each of them.
    alone = action != RowChange.Action.UPDATE
    return [RowChange.of(row, action=action, changes=diff, alone=alone) for row, diff in changes if diff]


def _pairs(row: models.Model, *, new: bool) -> dict[str, tuple[Any, Any]]:
    """What the library's `model_instance_diff` says of a row that was not there before, or is not any more.

    It looks at each field with all that it knows, ten times as long as is needed for rows by the thousand.
    """
    held = ((name, value_of(row)) for name, value_of in _readers(type(row)))
    return {name: (None, value) if new else (value, None) for name, value in held if value is not None}


@cache
def _readers(model: type[models.Model]) -> list[tuple[str, Callable[[Any], Any]]]:
    """By the names of a table's audited fields, what reads each as the record keeps it."""
    fields = (model._meta.get_field(name) for name in auditlog.get_model_fields(model)["include_fields"])
    return [(one.name, _reader(one)) for one in fields if not one.many_to_many]


def _reader(one: Any) -> Callable[[Any], Any]:
    read = attrgetter(one.name)
    if isinstance(one, models.CharField | models.TextField | models.BooleanField | models.IntegerField):
        return lambda row: _plain(read(row))
    return lambda row: _plain(get_field_value(row, one, use_json_for_changes=True))


def _plain(value: Any) -> Any:
    return value if is_primitive(value) else str(value)


def _of_partnership(thing: Any) -> noting.Scope:
    return None, thing.partnership_id


def _of_organisation(thing: Any) -> noting.Scope:
    return thing.organisation_id, None


def _of_person(thing: Any) -> noting.Scope:
    return thing.person.organisation_id, None


def _of_meeting(thing: AgendaItem | Attendance | Decision) -> noting.Scope:
    return None, thing.meeting.group.partnership_id


def _of_account(user: User) -> noting.Scope:
    person = Person._base_manager.filter(user=user).first()
    return (person.organisation_id if person else None), None


def _beside(one: Note | Attachment) -> noting.Scope:
    """Joint with the partnership of what it stands beside, or its organisation's own."""
    thing = one.thing if one.joint else None
    attachable = registry.attachables.get(one.kind)
    partnership = attachable.partnership(thing) if attachable and thing is not None else None
    return (None, partnership.pk) if partnership else (one.organisation_id, None)


def register() -> None:
    """The core's tables."""
    audited(Organisation, lambda one: (one.pk, None))
    audited(Unit, _of_organisation)
    audited(Person, _of_organisation)
    audited(User, _of_account, only=["email", "is_active"])
    audited(LifeCycle, lambda one: (None, None))
    audited(LifePhase, lambda one: (None, None))
    audited(Partnership, lambda one: (None, one.pk))
    audited(Membership, _of_partnership)
    audited(WorkingGroup, _of_partnership)
    audited(PhaseChange, _of_partnership)
    audited(ChecklistItem, _of_partnership)
    audited(Waiver, lambda one: (one.organisation_id, None if one.organisation_id else one.partnership_id))
    audited(Seat, lambda one: (None, one.group.partnership_id))
    audited(Meeting, lambda one: (None, one.group.partnership_id))
    audited(MeetingSeries, lambda one: (None, one.group.partnership_id))
    audited(AgendaItem, _of_meeting)
    audited(Attendance, _of_meeting)
    audited(Decision, _of_meeting)
    audited(Acknowledgement, lambda one: (None, one.decision.meeting.group.partnership_id))
    audited(Role, _joint_or_own)
    audited(Action, _joint_or_own)
    audited(ActionReturn, lambda one: (one.action.organisation_id, None))
    audited(IdentityProvider, _of_organisation, without=["key", "sealed_secret"])
    audited(Merge, lambda one: (one.register_id, None), without=["steps"])
    audited(Note, _beside, without=["author", "mentioned"])
    audited(Attachment, _beside, without=["author", "file"])
    audited(Position, _of_person)
    audited(RecordSuggestion, _of_person)
    audited(Handover, _of_person)
    audited(HandoverItem, lambda one: (one.handover.person.organisation_id, None))
    not_audited("it is the record itself", *(f"partnering.{one}" for one in RECORD))
    not_audited("it is a job's own book; what an import did is audited", "partnering.ImportFile")
    not_audited(
        "the outbox is a job's own book, and would tell who was reminded", "partnering.OutgoingMessage"
    )
    not_audited("lets one take back what is audited with each action", "partnering.ActionBatch")
    not_audited("only keeps a proposal from coming back", "partnering.Apart")
    not_audited(
        "the sentence about a thing that is tagged tells its tags before and after",
        "partnering.Tag",
        "partnering.TagUse",
    )
    not_audited("how somebody looks at a list", "partnering.SavedView", "partnering.DefaultView")
    not_audited("sign-ins are each user's own matter", "partnering.SignIn", "sessions.Session")
    not_audited("only the hash of a key; making and closing one is told", "partnering.CalendarKey")
    not_audited("limits on guessing, forgotten within minutes", "partnering.CacheEntry")
    not_audited("secrets: keys, codes and addresses under proof", *ACCOUNT)
    not_audited("tables of the framework, which hold no business data", *FRAMEWORK)


RECORD = ("ReadEntry", "AuditEntry", "RowChange", "AuditSeal", "SealLock")
ACCOUNT = (
    *("account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator"),
    *("socialaccount.SocialAccount", "socialaccount.SocialToken", "socialaccount.SocialApp"),
)
FRAMEWORK = ("auth.Permission", "auth.Group", "contenttypes.ContentType")


def _joint_or_own(thing: Role | Action) -> noting.Scope:
    if thing.partnership_id:
        return None, thing.partnership_id
    return (thing.organisation_id if isinstance(thing, Action) else thing.person.organisation_id), None
