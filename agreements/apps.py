"""The agreements app."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """What partners agree: drafts, signatures, commitments."""

    name = "agreements"

    def ready(self) -> None:
        """Register tabs, panels and message composers."""
        from agreements import (
            absorbing,
            auditing,
            composers,
            importers,
            inspection,
            list_places,
            panels,
            rights,
            searchables,
            timeline_sources,
        )
        from agreements.services import holdings

        auditing.register()
        composers.register()
        panels.register()
        list_places.register()
        holdings.register()
        searchables.register()
        absorbing.register()
        importers.register()
        rights.register()
        inspection.register()
        timeline_sources.register()
