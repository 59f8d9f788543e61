"""The engagement app."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """The engagement app."""

    name = "engagement"
