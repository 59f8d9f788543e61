"""The words of readiness surveys."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    """Whether answers are kept with the names of those who gave them."""

    CONFIDENTIAL = "confidential", _("Confidential")
    NAMED = "named", _("Named")


class Whom(TextChoices):
    """Whom of its members' people a relationship review asks."""

    EVERYBODY = "everybody", _("Everybody of each member")
    PART = "part", _("Those with a role or a seat in the partnership")


class State(TextChoices):
    """Where a survey stands in its life."""

    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Not open yet")
    OPEN = "open", _("Open")
    COUNTING = "counting", _("Being counted")
    CLOSED = "closed", _("With a result")


class WayKind(TextChoices):
    """How people answer who have no link of their own."""

    LINK = "link", _("Shared link")
    PAPER = "paper", _("Paper")
