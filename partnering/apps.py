"""The core app."""

from django.apps import AppConfig


class PartneringConfig(AppConfig):
    """Organisations, people, partnerships, groups, actions."""

    name = "partnering"

    def ready(self) -> None:
        """Register the core's system checks and message composers."""
        from partnering import checks, composers

        checks.register()
        composers.register()
