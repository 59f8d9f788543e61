"""What engagement says happened in a partnership: interactions, internal ones to their own organisation only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagement.choices import InteractionKind
from engagement.models import Interaction
from partnering.addresses import address_of
from partnering.models import Partnership
from partnering.registry import TimelineSource, timeline


def _interactions(user: Any, partnership: Partnership) -> QuerySet[Any]:
    return Interaction.objects.visible_to(user).filter(partnership=partnership)


def register() -> None:
    """Add this app's source."""
    timeline.append(
        TimelineSource(
            "interaction",
            "interactions",
            _("Interactions"),
            "messages-square",
            _interactions,
            "held_on",
            _("%(detail)s: %(title)s"),
            title="title",
            detail="kind",
            words=dict(InteractionKind.choices),
            organisation="organisation",
            joint="joint",
            link=lambda pk, slug: address_of("engagement:interaction", pk),
        )
    )
