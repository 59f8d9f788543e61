"""The core's tables."""

from partnering.models.action_answers import ActionReturn
from partnering.models.action_batches import ActionBatch
from partnering.models.actions import Action
from partnering.models.audit import AuditEntry, AuditSeal, RowChange, SealLock
from partnering.models.calendar_keys import CalendarKey
from partnering.models.groups import Seat, WorkingGroup
from partnering.models.handovers import Handover, HandoverItem
from partnering.models.identity_providers import IdentityProvider
from partnering.models.imports import ImportFile
from partnering.models.lifecycles import ChecklistItem, PhaseChange
from partnering.models.meeting_decisions import Acknowledgement, Decision
from partnering.models.meeting_series import MeetingSeries
from partnering.models.meetings import AgendaItem, Attendance, Meeting
from partnering.models.notes import Attachment, Note, Tag, TagUse
from partnering.models.organisations import Organisation, Unit
from partnering.models.outbox import OutgoingMessage
from partnering.models.partnerships import LifeCycle, LifePhase, Membership, Partnership, Role
from partnering.models.people import Person, User
from partnering.models.reads import ReadEntry
from partnering.models.records import Position, RecordSuggestion
from partnering.models.saved_views import DefaultView, SavedView
from partnering.models.sign_ins import CacheEntry, SignIn
from partnering.models.twins import Apart, Merge
from partnering.models.waivers import Waiver

__all__ = [
    "Acknowledgement",
    "Action",
    "ActionBatch",
    "ActionReturn",
    "AgendaItem",
    "Apart",
    "Attachment",
    "Attendance",
    "AuditEntry",
    "AuditSeal",
    "CacheEntry",
    "CalendarKey",
    "ChecklistItem",
    "Decision",
    "DefaultView",
    "Handover",
    "HandoverItem",
    "IdentityProvider",
    "ImportFile",
    "LifeCycle",
    "LifePhase",
    "Meeting",
    "MeetingSeries",
    "Membership",
    "Merge",
    "Note",
    "Organisation",
    "OutgoingMessage",
    "Partnership",
    "Person",
    "PhaseChange",
    "Position",
    "ReadEntry",
    "RecordSuggestion",
    "Role",
    "RowChange",
    "SavedView",
    "SealLock",
    "Seat",
    "SignIn",
    "Tag",
    "TagUse",
    "Unit",
    "User",
    "Waiver",
    "WorkingGroup",
]
