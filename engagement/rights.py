"""The lines of engagement in the table of access."""

from __future__ import annotations

from partnering import rights
from partnering.rights import INTERNALS, OWN_PART, OWN_PEOPLE, PART, SEE, Right

WORK_ON = "engagement:edit-interaction engagement:delete-interaction"
LINES = (
    Right(
        "partnership",
        SEE,
        PART,
        """engagement:partnership engagement:traction engagement:network engagement:interactions
        engagement:mail-address engagement:balance""",
        changes=False,
    ),
    Right(
        "partnership",
        "See who is reached in one's own organisation",
        "manager lead sponsor partner",
        "engagement:reach engagement:reach-people",
        changes=False,
    ),
    Right("partnership", "Name one's own targets", "lead partner", "engagement:targets"),
    Right("target", "Change", "lead", "engagement:edit-target", called="whose people are needed"),
    Right(
        "person in a partnership",
        "See their stage",
        INTERNALS,
        "engagement:stage",
        changes=False,
        called="somebody's stage",
    ),
    Right("person in a partnership", "Set it", "lead", "engagement:set-stage", called="somebody's stage"),
    Right(
        "partnership",
        "Invite one's own people to a briefing",
        "lead partner",
        "engagement:invite-to-briefing",
    ),
    Right("briefing", SEE, INTERNALS, "engagement:briefing", False, called="briefing inside"),
    Right(
        "briefing",
        "Call off, note who came",
        "lead",
        "engagement:cancel-briefing engagement:log-briefing",
        called="briefing inside",
    ),
    Right(
        "briefing invitation",
        "Take back",
        "lead",
        "engagement:withdraw-briefing-invitation",
        called="invitation to a briefing",
    ),
    Right("set stage", "Take back", "lead", "engagement:withdraw-stage", called="stage that was set"),
    Right(
        "partnership",
        "Log interactions, ask for reports",
        PART,
        """engagement:log-interaction engagement:log-many engagement:log-calendar engagement:confirm-calendar
        engagement:request-report""",
    ),
    Right(
        "partnership",
        "Replace the address for e-mails",
        "manager lead partner",
        "engagement:make-mail-address",
    ),
    Right(
        "mailed draft",
        SEE,
        "lead",
        "engagement:mailed-draft",
        changes=False,
        called="e-mail that the lead sent in, to be confirmed",
    ),
    Right(
        "mailed draft",
        "Log it, throw it away",
        "lead",
        "engagement:mailed-draft engagement:discard-draft",
        called="e-mail that the lead sent in, to be confirmed",
    ),
    Right("partnership", "Take the network of people away as a file", PART, "engagement:network-file"),
    Right("interaction", SEE, PART, "engagement:interaction", False, only=0, called="joint interaction"),
    Right("interaction", SEE, OWN_PART, "engagement:interaction", False, only=1, called="inner interaction"),
    Right("interaction", "Edit, delete", "manager lead", WORK_ON, only=0, called="joint interaction"),
    Right("interaction", "Edit, delete", "lead", WORK_ON, only=1, called="inner interaction"),
    Right(
        "interaction",
        "Add people, count heads",
        PART,
        "engagement:add-participants engagement:count-heads",
        only=0,
        called="joint interaction",
    ),
    Right(
        "interaction",
        "Add people, count heads",
        OWN_PART,
        "engagement:add-participants engagement:count-heads",
        only=1,
        called="inner interaction",
    ),
    Right(
        "interaction",
        "Open a sign-in sheet",
        "manager lead",
        "engagement:interaction-sheet",
        only=0,
        called="joint interaction",
    ),
    Right(
        "interaction",
        "Open a sign-in sheet",
        "lead",
        "engagement:interaction-sheet",
        only=1,
        called="inner interaction",
    ),
    Right("meeting", "Open a sign-in sheet", "manager chair", "engagement:meeting-sheet", only=0),
    Right(
        "sheet",
        SEE,
        "manager lead",
        "engagement:sheet engagement:print-sheet",
        changes=False,
        called="sign-in sheet",
    ),
    Right(
        "sheet",
        "Note who signed, close",
        "manager lead",
        "engagement:sheet engagement:close-sheet",
        called="sign-in sheet",
    ),
    Right(
        "participant",
        "Remove (one's own people)",
        "lead",
        "engagement:remove-participant",
        called="taking part in an interaction",
    ),
    Right(
        "partnership", "See one's own take-home briefs", PART, "engagement:take-home-briefs", changes=False
    ),
    Right(
        "brief",
        SEE,
        "lead sponsor representative",
        "engagement:take-home-brief",
        changes=False,
        only=0,
        called="draft of a take-home brief",
    ),
    Right(
        "brief",
        SEE,
        OWN_PEOPLE,
        "engagement:take-home-brief",
        changes=False,
        only=1,
        called="published take-home brief",
    ),
    Right(
        "brief",
        "Edit, publish, renew, note who was told",
        "lead representative",
        """engagement:edit-take-home-brief engagement:publish-take-home-brief engagement:renew-take-home-brief
        engagement:note-briefed""",
        called="take-home brief",
    ),
    Right("organisation", "See its engagement plan", INTERNALS, "engagement:plan", False, only=0),
    Right("organisation", "See how it is prepared", INTERNALS, "engagement:prepare", False, only=0),
    Right(
        "question",
        "Answer",
        "lead owner",
        "engagement:answer-question",
        called="question of the engagement plan",
    ),
    Right(
        "partnership",
        "See what the dimensions of traction weigh",
        PART,
        "engagement:weights",
        changes=False,
    ),
    Right("partnership", "Change what they weigh", "manager", "engagement:set-weights"),
    Right("partnership", "See the page of a senior sponsor", "sponsor", "engagement:sponsor", changes=False),
    Right(
        "partnership",
        "Write to people as its sponsor, pledge, ask for a briefing",
        "sponsor",
        "engagement:write-message engagement:pledge engagement:ask-for-briefing",
    ),
    Right(
        "sponsor message",
        SEE,
        PART,
        "engagement:sponsor-message",
        changes=False,
        only=0,
        called="sponsor's message to everybody or a group",
    ),
    Right(
        "sponsor message",
        SEE,
        OWN_PART,
        "engagement:sponsor-message",
        changes=False,
        only=1,
        called="sponsor's message to their own people",
    ),
    Right(
        "briefing request",
        SEE,
        "manager sponsor",
        "engagement:briefing-request",
        changes=False,
        only=0,
        called="briefing that the sponsor asked of the manager",
    ),
    Right(
        "briefing request",
        "Answer",
        "manager",
        "engagement:answer-briefing",
        only=0,
        called="briefing that the sponsor asked of the manager",
    ),
    Right(
        "briefing request",
        SEE,
        "lead sponsor",
        "engagement:briefing-request",
        changes=False,
        only=1,
        called="briefing that the sponsor asked of their lead",
    ),
    Right(
        "briefing request",
        "Answer",
        "lead",
        "engagement:answer-briefing",
        only=1,
        called="briefing that the sponsor asked of their lead",
    ),
    Right(
        "report",
        SEE,
        "lead",
        "engagement:report engagement:report-progress engagement:download-report",
        changes=False,
        called="report that the lead asked for",
    ),
    Right(
        "report",
        "Make again",
        "lead",
        "engagement:remake-report",
        called="report that the lead asked for",
    ),
)


OWN_PAGES = """engagement:dashboard engagement:portfolio engagement:wall engagement:every-interaction
    engagement:every-brief engagement:every-report engagement:prepare-own engagement:phone-log"""


def register() -> None:
    """Put them into the table."""
    rights.add(LINES, OWN_PAGES)
