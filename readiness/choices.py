"""The words of readiness surveys."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    """Whether answers are kept with the names of those who gave them."""

    CONFIDENTIAL = "confidential", _("Confidential")
    NAMED = "named", _("Named")
