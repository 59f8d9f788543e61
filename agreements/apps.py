"""The agreements app."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """The agreements app."""

    name = "agreements"
