"""The words of engagement that models, forms and templates share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from engagement.stages import Stage


class InteractionKind(TextChoices):
    """What people took part in. The values are those of `stages`, which says how far each kind takes a person."""

    MEETING = "meeting", _("Meeting")
    WORKSHOP = "workshop", _("Workshop")
    SITE_VISIT = "site visit", _("Site visit")
    TRAINING = "training", _("Training")
    CALL = "call", _("Call")
    BRIEFING = "briefing", _("Briefing")
    NEWSLETTER = "newsletter", _("Newsletter")


class InteractionSource(TextChoices):
    """How an interaction came to be logged, where that is more than a form."""

    FORM = "form", _("a form")
    PHONE = "phone", _("the phone page")
    CALENDAR = "calendar", _("a calendar file")
    MAIL = "mail", _("a forwarded e-mail")


class StageName(TextChoices):
    """How far a person has come in a partnership, from hearing nothing of it to carrying it."""

    UNAWARE = Stage.UNAWARE.name.lower(), _("Unaware")
    AWARE = Stage.AWARE.name.lower(), _("Aware")
    INFORMED = Stage.INFORMED.name.lower(), _("Informed")
    INVOLVED = Stage.INVOLVED.name.lower(), _("Involved")
    COMMITTED = Stage.COMMITTED.name.lower(), _("Committed")
    OWNER = Stage.OWNER.name.lower(), _("Owner")


def stage_in_words(stage: int) -> str:
    """What a rung of the ladder is called."""
    return str(StageName(Stage(stage).name.lower()).label)


class PlanQuestion(TextChoices):
    """The ten questions of an organisation's engagement plan, in the order in which they are asked."""

    MEANING = "meaning", _("What does partnering mean in our organisation?")
    SKILLS = "skills", _("Which partnering skills do we have, and which do we need?")
    AWARENESS = "awareness", _("How do our people hear of the agreement and of what it asks of them?")
    CONSISTENCY = "consistency", _("How do we partner in the same way, whoever is in the room?")
    CAPACITY = "capacity", _("Do we have the people, time and money to do what we promise?")
    COMMUNICATION = "communication", _("How do we communicate about the partnership, inside and outside?")
    MONITORING = "monitoring", _("How do we check and judge our own part?")
    CONTRACTORS = "contractors", _("How do those who work for us under contract carry the partnering on?")
    TOOLS = "tools", _("Which tools and systems help our people to partner?")
    PROCESSES = "processes", _("Which of our business processes must change?")


class BriefState(TextChoices):
    """Who of an organisation reads its take-home brief: who works on it, or everybody."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class PlanStatus(TextChoices):
    """How far the answer to a question is carried out."""

    OPEN = "open", _("Not started")
    UNDER_WAY = "under way", _("Under way")
    DONE = "done", _("Done")


class MessageTo(TextChoices):
    """To whom a sponsor's message goes."""

    GROUP = "group", _("A working group")
    OURS = "ours", _("Our own people in the partnership")
    EVERYBODY = "everybody", _("Everybody with a role or a seat")


class BriefingFrom(TextChoices):
    """From whom a sponsor asks for a briefing."""

    MANAGER = "manager", _("The partnership's manager")
    LEAD = "lead", _("Our own partnering lead")


class Audience(TextChoices):
    """Whose eyes a score is for: the organisation's own, or those of all members."""

    OWN = "own", _("Own")
    JOINT = "joint", _("Joint")


class AlertKind(TextChoices):
    """What can go wrong with traction, as an alert says it."""

    STALLED = "stalled", _("Stalled")
    SLIPPING = "slipping", _("Slipping")
    HANGS = "hangs on one person", _("Hangs on one person")
    NOT_SPREAD = "signed, not spread", _("Signed, not spread")
    EARLY = "early warning", _("Early warning")
    NO_SPONSOR = "no sponsor", _("No sponsor")
    NEW_SPONSOR = "new sponsor", _("New sponsor")
    NO_LEAD = "no lead", _("No partnering lead")
    NEW_LEAD = "new lead", _("New partnering lead")
