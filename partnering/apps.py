"""The core app."""

from django.apps import AppConfig


class PartneringConfig(AppConfig):
    """Organisations, people, partnerships, groups, actions."""

    name = "partnering"

    def ready(self) -> None:
        """Register the core's system checks, message composers and navigation."""
        from partnering import checks, composers, navigation

        checks.register()
        composers.register()
        navigation.register()
