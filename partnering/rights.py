"""The table of access: who may see and change what, told once, for people and for the tests.

Each route stands in it, beside the thing that it is about; a test walks every route as each of `ROLES` and compares.
docs/access.md is made of it (`manage.py access_table`). Higher apps add theirs, in a `rights.py` of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ROLES = {
    "manager": "Partnership manager, of another member",
    "lead": "Partnering lead",
    "sponsor": "Senior sponsor",
    "representative": "Representative",
    "contributor": "Contributor",
    "chair": "Chair or secretary of the working group, without a role",
    "owner": "Whose it is, without a role",
    "staff": "Colleague without a role",
    "partner": "Lead of another member",
}
"""The columns, each seen from the organisation that a thing belongs to. All others never get anything."""

OTHERS = (
    "the lead and staff of an organisation outside, a former member's people, a closed account, and nobody"
)

PART = "manager lead sponsor representative contributor chair partner"
OWN_PEOPLE = "lead sponsor representative contributor chair owner staff"
OWN_PART = "lead sponsor representative contributor chair"
EVERYBODY = " ".join(ROLES)
INTERNALS = "lead sponsor"


@dataclass(frozen=True)
class Right:
    """One line of the table: what the people of `who` may do with a thing, and the routes that do it.

    `thing` is a key of the tests' world of things; `only` the one of several that the line speaks of (`called` then
    says which). With `changes` the routes are those that change something, else those that show.
    """

    thing: str
    what: str
    who: str
    routes: str
    changes: bool = True
    only: int | None = None
    called: str = ""

    @property
    def title(self) -> str:
        """The thing as the table names it."""
        return self.called or self.thing

    def names(self) -> list[str]:
        """The routes' full names."""
        return self.routes.split()


SEE = "See"
CORE = (
    Right("organisation", SEE, EVERYBODY, "partnering:organisation partnering:logo", changes=False, only=0),
    Right("organisation", "See its units", OWN_PEOPLE, "partnering:units", changes=False, only=0),
    Right("organisation", "See its X-ray", INTERNALS, "partnering:organisation-xray", False, only=0),
    Right("organisation", "See whose record is old", "lead", "partnering:records", changes=False, only=0),
    Right(
        "organisation",
        "Edit and archive it, keep its register, choose how its people sign in",
        "lead",
        """partnering:edit-organisation partnering:archive-organisation partnering:restore-organisation
        partnering:edit-logo partnering:remove-logo partnering:take-over-register partnering:add-unit
        partnering:add-person partnering:organisation-sign-in partnering:require-sign-in partnering:free-sign-in
        partnering:remove-sign-in""",
        only=0,
    ),
    Right(
        "organisation",
        "See its history, and who read its data",
        "lead",
        "partnering:organisation-history partnering:organisation-reads partnering:organisation-exports",
        changes=False,
        only=0,
    ),
    Right(
        "history",
        "See the changes",
        PART,
        "partnering:history-of",
        changes=False,
        only=0,
        called="history of what is joint",
    ),
    Right(
        "history",
        "See the changes",
        "lead",
        "partnering:history-of",
        changes=False,
        only=1,
        called="history of what is an organisation's own",
    ),
    Right("partnership", "See its history", PART, "partnering:partnership-history", changes=False),
    Right("unit", "Edit", "lead", "partnering:edit-unit partnering:archive-unit partnering:restore-unit"),
    Right(
        "person", SEE, OWN_PEOPLE, "partnering:person", changes=False, only=0, called="person without a part"
    ),
    Right("person", SEE, EVERYBODY, "partnering:person", changes=False, only=1, called="person with a role"),
    Right(
        "person",
        "Edit, move, invite; note that they leave; hand over what they hold",
        "lead",
        """partnering:edit-person partnering:person-leaves partnering:invite-person partnering:make-lead
        partnering:hand-over partnering:person-stays partnering:move-person partnering:change-organisation
        partnering:revoke-invitation""",
    ),
    Right("move", "Call off", "lead", "partnering:cancel-move"),
    Right("suggestion", "Take or refuse", "lead", "partnering:take-suggestion partnering:refuse-suggestion"),
    Right("handover", SEE, "lead", "partnering:handover", changes=False),
    Right("handover", "Close", "lead", "partnering:close-handover"),
    Right(
        "list", "Keep a view of it (everybody, but only of one that is narrowed)", "", "partnering:save-view"
    ),
    Right(
        "saved view",
        "Rename, share, delete",
        "lead",
        "partnering:edit-view partnering:delete-view",
        called="view that the lead shares with colleagues",
    ),
    Right(
        "saved view",
        "Open by default",
        OWN_PEOPLE,
        "partnering:toggle-default",
        called="view that the lead shares with colleagues",
    ),
    Right(
        "beside",
        SEE,
        PART,
        "partnering:beside partnering:mentions",
        changes=False,
        only=0,
        called="notes, files and tags beside a partnership",
    ),
    Right(
        "beside",
        "Write, attach, tag",
        PART,
        "partnering:add-note partnering:add-file partnering:set-tags",
        only=0,
        called="notes, files and tags beside a partnership",
    ),
    Right(
        "beside",
        SEE,
        OWN_PEOPLE,
        "partnering:beside partnering:mentions",
        changes=False,
        only=3,
        called="notes, files and tags beside a person without a part",
    ),
    Right(
        "beside",
        "Write, attach, tag",
        OWN_PEOPLE,
        "partnering:add-note partnering:add-file partnering:set-tags",
        only=3,
        called="notes, files and tags beside a person without a part",
    ),
    Right(
        "note",
        "Edit and delete",
        "lead",
        "partnering:edit-note partnering:delete-note",
        called="lead's own note",
    ),
    Right("attachment", SEE, PART, "partnering:file", changes=False, only=0, called="file for all partners"),
    Right(
        "attachment",
        SEE,
        OWN_PART,
        "partnering:file",
        changes=False,
        only=1,
        called="file of one organisation beside a partnership",
    ),
    Right("attachment", "Delete", "lead", "partnering:delete-file", called="lead's own file"),
    Right("people", "Bring together", "lead", "partnering:merge-people", called="two people found twice"),
    Right(
        "organisations",
        "Bring together (only who keeps both registers)",
        "",
        "partnering:merge-organisations",
        called="two organisations found twice",
    ),
    Right("pair", "Say that they are two", "lead", "partnering:mark-apart", called="two people found twice"),
    Right("merge", "Take back", "lead", "partnering:undo-merge", called="two brought together"),
    Right("role", "End", "manager lead", "partnering:end-role", only=0, called="role in a partnership"),
    Right("role", "End", "lead", "partnering:end-role", only=1, called="general lead of an organisation"),
    Right(
        "passkey",
        "Rename and remove",
        "lead",
        "mfa_remove_webauthn mfa_edit_webauthn",
        called="lead's own passkey",
    ),
    Right("sign-in", "End", "lead", "end-sign-in", called="lead's own sign-in elsewhere"),
    Right(
        "partnership",
        SEE,
        PART,
        """partnering:partnership partnering:members partnering:phases partnering:journey partnering:xray
        partnering:timeline partnering:groups partnering:partnership-map partnering:memberships""",
        changes=False,
    ),
    Right("partnership", "Note something on its timeline", PART, "partnering:add-timeline-note"),
    Right(
        "partnership",
        "Edit it, its members, phases, checklist and groups",
        "manager",
        """partnering:edit-partnership partnering:add-member partnering:move-phase partnering:choose-phases
        partnering:add-checklist-item partnering:add-group""",
    ),
    Right("partnership", "Give its people roles", "manager lead partner", "partnering:add-role"),
    Right("membership", "Edit and end", "manager", "partnering:edit-member partnering:member-leaves"),
    Right("finding", "Leave for now", "manager", "partnering:waive-finding", called="finding that all see"),
    Right(
        "waiver",
        "End",
        "manager",
        "partnering:end-waiver",
        only=0,
        called="finding left for now that all see",
    ),
    Right("waiver", "End", "lead", "partnering:end-waiver", only=1, called="internal finding left for now"),
    Right(
        "checklist item",
        "Edit, move, set aside",
        "manager",
        "partnering:edit-checklist-item partnering:drop-checklist-item partnering:shift-checklist-item",
    ),
    Right(
        "checklist item",
        "Tick (the sponsor owns it here)",
        "manager sponsor",
        "partnering:tick-checklist-item partnering:reopen-checklist-item",
    ),
    Right("group", SEE, PART, "partnering:group", changes=False),
    Right(
        "group",
        "Edit, archive, restore, add seats, settle the terms of reference",
        "manager",
        """partnering:edit-group partnering:archive-group partnering:restore-group partnering:add-seat
        partnering:group-terms""",
    ),
    Right(
        "partnership",
        "See its meetings and decisions",
        PART,
        "partnering:meetings partnering:decisions",
        changes=False,
    ),
    Right("partnership", "Plan a meeting", "manager chair", "partnering:plan-meeting"),
    Right(
        "meeting",
        "See (also who is invited without a role: when, where and the agenda alone)",
        f"{PART} owner",
        "partnering:meeting",
        changes=False,
        only=0,
        called="meeting to come",
    ),
    Right("meeting", SEE, PART, "partnering:meeting", changes=False, only=1, called="meeting that was held"),
    Right(
        "meeting",
        "Change, repeat, cancel, invite, note who was there, minute",
        "manager chair",
        """partnering:edit-meeting partnering:cancel-meeting partnering:invite-to-meeting
        partnering:repeat-meeting partnering:cancel-later-meetings partnering:change-later-meetings
        partnering:add-agenda-item partnering:meeting-attendance partnering:meeting-minutes
        partnering:publish-minutes partnering:add-decision partnering:add-meeting-action""",
    ),
    Right(
        "meeting",
        "Answer the invitation (another member's lead, and a colleague without a role, have it here)",
        "partner owner",
        "partnering:answer-meeting",
    ),
    Right(
        "invitation to a meeting",
        "Take back",
        "manager chair",
        "partnering:withdraw-invitation",
    ),
    Right(
        "agenda item",
        "Change, move, drop, carry over",
        "manager chair",
        """partnering:edit-agenda-item partnering:shift-agenda-item partnering:drop-agenda-item
        partnering:carry-agenda-item""",
    ),
    Right(
        "decision",
        "Change, name its owner, delete a draft",
        "manager chair",
        "partnering:edit-decision partnering:drop-decision",
    ),
    Right(
        "action of a meeting",
        "Change and cancel on the meeting's page",
        "manager chair",
        "partnering:edit-meeting-action partnering:drop-meeting-action",
    ),
    Right(
        "decision",
        "Acknowledge for one's own organisation",
        "lead representative partner",
        "partnering:acknowledge-decision",
    ),
    Right(
        "seat",
        "Fill and end",
        "manager partner",
        "partnering:fill-seat partnering:end-seat",
        called="seat of another member",
    ),
    Right("seat", "Give it an office", "manager", "partnering:give-office", called="seat of another member"),
    Right(
        "action",
        "See (also who owns it, without a role)",
        PART,
        "partnering:action",
        changes=False,
        only=0,
        called="joint action",
    ),
    Right("action", SEE, OWN_PEOPLE, "partnering:action", changes=False, only=1, called="inner action"),
    Right(
        "action",
        "Edit, do, reopen, cancel (the sponsor owns it here)",
        "manager lead sponsor",
        """partnering:edit-action partnering:complete-action partnering:reopen-action partnering:cancel-action
        partnering:move-action partnering:set-due""",
        only=0,
        called="joint action",
    ),
    Right(
        "action",
        "Edit, do, reopen, cancel",
        "lead owner",
        """partnering:edit-action partnering:complete-action partnering:reopen-action partnering:cancel-action
        partnering:move-action partnering:set-due""",
        only=1,
        called="inner action",
    ),
    Right(
        "change of many",
        "Take back, within an hour",
        "lead",
        "partnering:undo-together",
        called="change of many actions by the lead",
    ),
    Right(
        "action given back",
        "Leave it with its owner",
        "manager lead",
        "partnering:refuse-return",
    ),
    Right("action given back", "Give it to whom the owner names", "lead", "partnering:take-return"),
    Right(
        "import",
        "Look at",
        "lead",
        "partnering:import-file partnering:import-progress partnering:import-bad-rows",
        changes=False,
        called="import that the lead uploaded",
    ),
    Right(
        "import",
        "Carry out, throw away",
        "lead",
        "partnering:carry-out-import partnering:cancel-import",
        called="import that the lead uploaded",
    ),
    Right(
        "import carried out",
        "Undo, for 30 days",
        "lead",
        "partnering:ask-for-import-undo partnering:agree-to-import-undo partnering:keep-import",
        called="import that the lead carried out",
    ),
    Right(
        "import carried out",
        "Read what an undo leaves",
        "lead",
        "partnering:import-stays",
        changes=False,
        called="import that the lead carried out",
    ),
)
OWN_PAGES = """account partnering:organisations partnering:add-organisation partnering:people
    partnering:partnerships partnering:add-partnership partnering:actions partnering:add-action
    partnering:action-board partnering:action-counts partnering:change-together partnering:search
    partnering:palette partnering:switch partnering:twins partnering:history partnering:import
    partnering:import-template-csv partnering:import-template-xlsx partnering:look-as
    partnering:all-lists partnering:every-unit partnering:every-role partnering:every-handover
    partnering:every-group partnering:every-seat partnering:every-meeting partnering:every-decision
    partnering:every-note partnering:every-file partnering:every-tag partnering:every-import"""
TO_SIGN_IN = """account_login account_logout account_inactive account_signup account_change_password
    account_set_password account_reset_password account_reset_password_done account_reset_password_from_key_done
    account_reauthenticate account_request_login_code account_confirm_login_code second-factor mfa_index
    mfa_list_webauthn mfa_authenticate mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp
    mfa_view_recovery_codes mfa_generate_recovery_codes mfa_add_webauthn mfa_login_webauthn
    mfa_reauthenticate_webauthn choose-time-zone choose-mails end-other-sign-ins
    make-calendar close-calendar"""

rights: list[Right] = []
own_pages: list[str] = []
"""Pages of whoever signed in, each with their own rows."""


def add(lines: Iterable[Right], own: str = "") -> None:
    """Put an app's lines into the table, and its pages that everybody who signed in has."""
    rights.extend(lines)
    own_pages.extend(own.split())


def routes_by_thing() -> dict[str, list[str]]:
    """Each route once, under the thing that it is about."""
    found: dict[str, dict[str, None]] = {}
    for right in rights:
        found.setdefault(right.thing, {}).update(dict.fromkeys(right.names()))
    return {thing: list(names) for thing, names in found.items()}


def register() -> None:
    """Put the core's lines into the table."""
    add(CORE, OWN_PAGES)
