"""The core app."""

from django.apps import AppConfig


class PartneringConfig(AppConfig):
    """Organisations, people, partnerships, groups, actions."""

    name = "partnering"

    def ready(self) -> None:
        """Register the core's guards, system checks, message composers, navigation, receivers and holdings."""
        from partnering import (
            attachables,
            auditing,
            checks,
            composers,
            decision_mails,
            group_balance,
            guards,
            importables,
            importers,
            inspection,
            list_places,
            meeting_mails,
            navigation,
            next_meetings,
            receivers,
            rights,
            searchables,
            text_search,
            timeline_sources,
        )
        from partnering.services import acknowledging, holdings, meeting_holdings

        guards.register(self)
        auditing.register()
        checks.register()
        composers.register()
        meeting_mails.register()
        decision_mails.register()
        acknowledging.register()
        navigation.register()
        list_places.register()
        group_balance.register()
        next_meetings.register()
        attachables.register()
        searchables.register()
        importables.register()
        importers.register()
        text_search.register()
        receivers.register()
        holdings.register()
        meeting_holdings.register()
        rights.register()
        inspection.register()
        timeline_sources.register()
