"""The engagement app."""

from django.apps import AppConfig


class EngagementConfig(AppConfig):
    """How far partnering has spread: interactions, plans, traction, nudges, reports, dashboards."""

    name = "engagement"

    def ready(self) -> None:
        """Register engagement's pages, tabs and message composers with the core."""
        from engagement import (
            absorbing,
            auditing,
            briefing_mails,
            composers,
            importables,
            importers,
            inspection,
            list_places,
            navigation,
            rights,
            searchables,
            timeline_sources,
        )
        from engagement.services import holdings, meetings, take_home

        auditing.register()
        composers.register()
        briefing_mails.register()
        navigation.register()
        list_places.register()
        holdings.register()
        meetings.register()
        searchables.register()
        absorbing.register()
        importables.register()
        importers.register()
        rights.register()
        inspection.register()
        timeline_sources.register()
        take_home.register()
