"""The words of the domain that forms, rules, models and templates share."""

from enum import nonmember
from functools import cache

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def words_of(choices: type[TextChoices], value: str) -> str:
    """What a stored choice is called; itself when it is none of them.

    `get_…_display` translates all choices to look up one, which in a list of many rows takes longer than the rows.
    """
    return _word(choices, value, get_language())


@cache
def _word(choices: type[TextChoices], value: str, language: str | None) -> str:
    return str(choices(value).label) if value in choices else value


class Sector(TextChoices):
    """Which part of society an organisation belongs to."""

    GOVERNMENT = "government", _("Government")
    BUSINESS = "business", _("Business")
    COMMUNITY = "community", _("Community and not-for-profit")
    EDUCATION = "education", _("Education and research")
    OTHER = "other", _("Other")


class OrganisationKind(TextChoices):
    """What sort of organisation it is."""

    MINISTRY = "ministry", _("Ministry or department")
    AGENCY = "agency", _("Public agency")
    LOCAL_GOVERNMENT = "local government", _("Local or regional government")
    COMPANY = "company", _("Company")
    SMALL_BUSINESS = "small business", _("Small business")
    CHARITY = "charity", _("Charity or not-for-profit")
    COMMUNITY_GROUP = "community group", _("Community group")
    COOPERATIVE = "cooperative", _("Co-operative")
    UNIVERSITY = "university", _("University or college")
    RESEARCH = "research institute", _("Research institute")
    FOUNDATION = "foundation", _("Foundation or funder")
    FIRST_NATIONS = "first nations", _("First Nations organisation")
    INTERNATIONAL = "international", _("International organisation")
    ASSOCIATION = "association", _("Association, union or chamber")
    OTHER = "other", _("Other")


class TwinKind(TextChoices):
    """What may be in a register twice."""

    PERSON = "person", _("People")
    ORGANISATION = "organisation", _("Organisations")


class Level(TextChoices):
    """How senior a person is in their own organisation."""

    EXECUTIVE = "executive", _("Executive")
    SENIOR_MANAGER = "senior manager", _("Senior manager")
    MANAGER = "manager", _("Manager")
    STAFF = "staff", _("Staff")


class Phase(TextChoices):
    """Where a partnership stands in the default life cycle of four phases and an end."""

    SCOPING = "scoping", _("Scoping and building")
    MANAGING = "managing", _("Managing and maintaining")
    REVIEWING = "reviewing", _("Reviewing and revising")
    SUSTAINING = "sustaining", _("Sustaining outcomes")
    ENDED = "ended", _("Ended")

    LIVE = nonmember(("scoping", "managing", "reviewing", "sustaining"))


class RoleKind(TextChoices):
    """A person's part in a partnership; a partnering lead may also stand for a whole organisation."""

    PARTNERSHIP_MANAGER = "partnership manager", _("Partnership manager")
    PARTNERING_LEAD = "partnering lead", _("Partnering lead")
    SENIOR_SPONSOR = "senior sponsor", _("Senior sponsor")
    REPRESENTATIVE = "representative", _("Representative")
    CONTRIBUTOR = "contributor", _("Contributor")


class AccountState(TextChoices):
    """How far a person is from signing in."""

    NONE = "none", _("Not invited")
    INVITED = "invited", _("Invited, has not come in yet")
    IN_USE = "in use", _("Signs in")
    CLOSED = "closed", _("Closed")


class ActionState(TextChoices):
    """Whether an action still waits to be done."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class ActionColumn(TextChoices):
    """Where an action stands on the board."""

    TODO = "todo", _("To do")
    DOING = "doing", _("In progress")
    DONE = "done", _("Done lately")


class ActionOrigin(TextChoices):
    """Where an action arose."""

    AGREED = "agreed", _("Agreed between partners")
    COMMITMENT = "commitment", _("Commitment in an agreement")
    READINESS = "readiness", _("Readiness result")
    PLAN = "plan", _("Engagement plan")
    GROUP = "group", _("Working group")
    MEETING = "meeting", _("Meeting")
    PLEDGE = "pledge", _("Pledge of a sponsor")


class MessageState(TextChoices):
    """The life of a message in the outbox."""

    PLANNED = "planned", _("Planned")
    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    SUPPRESSED = "suppressed", _("Not needed any more")


class HandoverReason(TextChoices):
    """Why somebody's part passes to others."""

    LEAVING = "leaving", _("They leave the organisation")
    AWAY = "away", _("They are away for a time, such as parental leave")
    OTHER_WORK = "other work", _("They get other work here")
    ROLE_ENDED = "role ended", _("A role has ended")


class MeetingState(TextChoices):
    """Whether a meeting is still to come."""

    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class MinutesState(TextChoices):
    """Whether the partners read the minutes already."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Office(TextChoices):
    """What somebody does in a working group by their seat, the weightiest first."""

    CHAIR = "chair", _("Chair")
    DEPUTY = "deputy chair", _("Deputy chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")

    KEEPING = nonmember(("chair", "secretary"))
    """The offices whose holders plan the group's meetings and keep their minutes."""


class Rhythm(TextChoices):
    """How often a working group meets, as its terms of reference have it."""

    WEEKS = "weeks", _("Every so many weeks")
    MONTHS = "months", _("Every so many months")
    NEEDED = "needed", _("As needed")

    COUNTED = nonmember(("weeks", "months"))


class Answer(TextChoices):
    """What somebody says to an invitation."""

    NONE = "none", _("No answer yet")
    YES = "yes", _("Comes")
    NO = "no", _("Does not come")
    MAYBE = "maybe", _("Perhaps")


class Outcome(TextChoices):
    """What became of a point of an agenda."""

    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CARRIED = "carried", _("Carried over")
