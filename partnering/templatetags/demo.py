"""What templates show in demo mode only."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> list[dict[str, Any]]:
    """The accounts with which anybody may look around the demonstration; none anywhere else."""
    return list(settings.TRACTION_DEMO_SIGN_INS)
