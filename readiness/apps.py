"""The readiness app."""

from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    """The readiness app."""

    name = "readiness"
