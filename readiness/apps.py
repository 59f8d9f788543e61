"""The readiness app."""

from django.apps import AppConfig


class ReadinessConfig(AppConfig):
    """How well prepared each organisation is: frameworks, surveys, results."""

    name = "readiness"

    def ready(self) -> None:
        """Register message composers, navigation, tabs and panels."""
        from readiness import (
            absorbing,
            auditing,
            composers,
            inspection,
            list_places,
            panels,
            rights,
            searchables,
            timeline_sources,
        )

        auditing.register()
        composers.register()
        panels.register()
        list_places.register()
        searchables.register()
        absorbing.register()
        rights.register()
        inspection.register()
        timeline_sources.register()
