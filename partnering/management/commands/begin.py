"""`manage.py begin`: the first organisation of an installation, and its partnering lead."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from partnering.choices import Sector
from partnering.errors import DomainError
from partnering.services.accounts import begin_installation, invite_person


class Command(BaseCommand):
    """Make the first organisation and send its partnering lead the mail in which they choose a password."""

    help = "Make the first organisation and invite its partnering lead, who can then invite everybody else."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who begins."""
        parser.add_argument("organisation", help="name of the organisation")
        parser.add_argument("--sector", choices=Sector.values, default=Sector.OTHER)
        parser.add_argument("--lead", required=True, help="name of its partnering lead")
        parser.add_argument("--email", required=True, help="e-mail address of the lead")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        try:
            lead = begin_installation(
                organisation_name=options["organisation"],
                sector=options["sector"],
                name=options["lead"],
                email=options["email"],
            )
            invite_person(person=lead, by=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{lead.organisation} is there. {lead.email} gets a mail to choose a password.")
