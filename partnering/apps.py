"""The core app."""

from django.apps import AppConfig


class PartneringConfig(AppConfig):
    """Organisations, people, partnerships, groups, actions."""

    name = "partnering"

    def ready(self) -> None:
        """Register the core's system checks, message composers, navigation and receivers."""
        from partnering import checks, composers, navigation, receivers

        checks.register()
        composers.register()
        navigation.register()
        receivers.register()
