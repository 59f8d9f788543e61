"""The words of agreements that forms, rules, models and templates share."""

from enum import nonmember

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementState(TextChoices):
    """How far an agreement has come."""

    DRAFT = "draft", _("Draft")
    FOR_SIGNATURE = "for signature", _("For signature")
    IN_FORCE = "in force", _("In force")
    ENDED = "ended", _("Ended")

    STEPS = nonmember(("draft", "for signature", "in force"))


class CommitmentKind(TextChoices):
    """What an organisation brings in."""

    MONEY = "money", _("Money")
    PEOPLE = "people", _("People")
    IN_KIND = "in kind", _("In kind")
    DATA = "data", _("Data")
    ACCESS = "access", _("Access")


class CommitmentState(TextChoices):
    """What became of a commitment."""

    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    NOT_KEPT = "not kept", _("Not kept")
    WITHDRAWN = "withdrawn", _("Withdrawn")
